// Forms: filters that ask by themselves, a guard for what is not saved, one press one answer.
import { onContent, each, word } from "./page.js";

let isSending = false;

function autosubmit(form) {
  let timer;
  const ask = () => {
    form.querySelectorAll("input, select").forEach((field) => { if (!field.value) field.disabled = true; });
    form.submit();
  };
  form.addEventListener("change", ask);
  form.addEventListener("input", (event) => {
    if (event.target.type !== "search") return;
    clearTimeout(timer);
    timer = setTimeout(ask, 450);
  });
}

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
  document.querySelectorAll("form[data-autosubmit] :disabled").forEach((field) => { field.disabled = false; });
});

onContent((root) => {
  each(root, "form[data-autosubmit]", autosubmit);
  each(root, "form[data-guard]", guard);
  each(root, "[data-reveals]", reveal);
  each(root, "[data-focus-now]", (element) => element.focus());
});
