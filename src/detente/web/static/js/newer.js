// An answer is older than what was written in its form since it was asked for: what is newer stands.
const FORMS = "form:is([data-guard], .list-part)";
const value = (control) => (["checkbox", "radio"].includes(control.type) ? control.checked : control.value);
const changed = ([control, before]) => control.isConnected && value(control) !== before;

// htmx forgets which button was pressed when a request has to wait and the focus goes on.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  const pressed = detail.triggeringEvent?.submitter;
  if (pressed?.name) detail.parameters[pressed.name] = pressed.value;
});

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  const form = detail.elt.closest(FORMS);
  if (form) detail.xhr.sent = [...form.elements].filter((control) => control.id).map((control) => [control, value(control)]);
});

// A button that moves or drops a line is pressed again, as lines are told apart by their places.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const newer = detail.xhr.sent?.filter(changed).map(([control]) => control);
  if (!newer?.length) return;
  const { elt, triggeringEvent } = detail.requestConfig;
  const pressed = triggeringEvent?.submitter;
  if (elt.matches("[data-again]") && pressed && pressed.value !== "save") {
    detail.shouldSwap = false;
    elt.requestSubmit(pressed);
  } else detail.xhr.newer = newer;
});

document.addEventListener("htmx:afterSwap", ({ detail: { xhr } }) => {
  for (const control of xhr?.newer ?? []) {
    const now = document.getElementById(control.id);
    if (!now || now === control || now.type !== control.type) continue;
    if (now.matches("select") && ![...now.options].some((option) => option.value === control.value)) continue;
    if (["checkbox", "radio"].includes(now.type)) now.checked = control.checked;
    else now.value = control.value;
  }
  if (xhr) delete xhr.newer;
});
