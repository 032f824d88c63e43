// Short words after an act. They stand for eight seconds (longer while looked at); `u` takes the last one back.
import { word, token } from "./page.js";

const STANDS = 8000;
const region = document.querySelector("[data-toasts]");

function button(label, classes, act) {
  const element = document.createElement("button");
  element.type = "button";
  element.className = `button button-small ${classes}`;
  element.textContent = label;
  element.addEventListener("click", act);
  return element;
}

// In the queue the next lead stays where it is: only the queue is asked for anew.
function undo(url, toast) {
  if (document.getElementById("queue") && window.htmx) {
    toast.remove();
    const values = { next: location.pathname + location.search };
    return htmx.ajax("POST", url, { target: "#queue", swap: "outerHTML", values, headers: { "X-CSRFToken": token() } });
  }
  const form = document.createElement("form");
  form.method = "post";
  form.action = url;
  const csrf = Object.assign(document.createElement("input"), { type: "hidden", name: "csrfmiddlewaretoken", value: token() });
  const back = Object.assign(document.createElement("input"), { type: "hidden", name: "next", value: location.pathname + location.search });
  form.append(csrf, back);
  document.body.append(form);
  form.submit();
}

export function say({ text, tone = "note", undo: undoUrl = "" }) {
  if (!region || !text) return;
  const toast = document.createElement("div");
  toast.className = `toast toast-${tone}`;
  toast.append(Object.assign(document.createElement("p"), { textContent: text }));
  if (undoUrl) {
    const back = button(word("undo"), "", () => undo(undoUrl, toast));
    back.dataset.key = "u";
    toast.append(back);
  }
  const away = button("\u00d7", "button-icon", () => toast.remove());
  away.setAttribute("aria-label", word("close"));
  toast.append(away);
  region.prepend(toast);
  if (tone !== "failed") leave(toast);
}

function leave(toast) {
  let timer = setTimeout(() => toast.remove(), STANDS);
  const hold = () => clearTimeout(timer);
  const go = () => { timer = setTimeout(() => toast.remove(), STANDS / 2); };
  toast.addEventListener("mouseenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("mouseleave", go);
  toast.addEventListener("focusout", go);
}

region?.querySelectorAll("template[data-said]").forEach((said) => {
  say({ text: said.content.textContent.trim(), tone: said.dataset.tone, undo: said.dataset.undo });
  said.remove();
});
document.addEventListener("toasts", (event) => (event.detail.value ?? []).forEach(say));
document.addEventListener("htmx:responseError", (event) => {
  const told = event.detail.xhr.getResponseHeader("HX-Trigger");
  if (!told?.includes("toasts")) say({ text: word("failed"), tone: "failed" });
});
document.addEventListener("htmx:sendError", () => say({ text: word("offline"), tone: "failed" }));
