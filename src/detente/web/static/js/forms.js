// Forms: filters with a short address, a guard for what is not saved, one press one answer.
import { onContent, each, word } from "./page.js";

let isSending = false;

const written = (form) => JSON.stringify([...new FormData(form)].filter(([, value]) => typeof value === "string"));

function guard(form) {
  const before = written(form);
  form.addEventListener("submit", () => { isSending = true; });
  window.addEventListener("beforeunload", (event) => {
    if (isSending || !form.isConnected || written(form) === before) return;
    event.preventDefault();
    event.returnValue = word("leave");
  });
}

function reveal(control) {
  const apply = () => {
    if (control.type === "radio" && !control.checked) return;
    const chosen = control.type === "checkbox" ? String(control.checked) : control.value;
    document.querySelectorAll(`[data-when="${CSS.escape(control.name)}"]`).forEach((part) => {
      part.hidden = !part.dataset.is.split(" ").includes(chosen);
    });
  };
  control.addEventListener("change", apply);
  apply();
}

// A filter that is not set does not stand in the address.
document.addEventListener("htmx:configRequest", (event) => {
  if (!event.detail.elt.matches("form[data-filters]")) return;
  const asked = event.detail.parameters;
  [...Object.keys(asked)].filter((name) => asked[name] === "").forEach((name) => delete asked[name]);
});

// An answer to what is no longer asked is dropped: the newer question is on its way.
document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.detail.elt;
  if (form.matches("form[data-filters]")) event.detail.xhr.asked = written(form);
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const { asked } = event.detail.xhr;
  const form = event.detail.requestConfig.elt;
  if (asked && form.isConnected && written(form) !== asked) event.detail.shouldSwap = false;
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog" || event.defaultPrevented) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "1";
  setTimeout(() => delete form.dataset.sent, 4000);
});
window.addEventListener("pageshow", () => {
  isSending = false;
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

onContent((root) => {
  each(root, "form[data-guard]", guard);
  each(root, "[data-reveals]", reveal);
  each(root, "[data-focus-now]", (element) => element.focus());
});
