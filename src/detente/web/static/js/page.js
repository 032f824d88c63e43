// What every part needs of the page: its words (translated by the server), its token, its live region.
const words = document.querySelector("template[data-words]")?.dataset ?? {};

export const word = (name) => words[name] ?? "";

export function token() {
  const headers = document.body.getAttribute("hx-headers");
  return headers ? JSON.parse(headers)["X-CSRFToken"] : "";
}

export function announce(text) {
  const live = document.querySelector("[data-live]");
  if (live) live.textContent = text;
}

// Now, and again for every fragment that htmx brings in.
export function onContent(act) {
  act(document);
  document.addEventListener("htmx:load", (event) => {
    if (event.detail.elt !== document.body) act(event.detail.elt);
  });
}

export function each(root, selector, act) {
  if (root.matches?.(selector)) act(root);
  root.querySelectorAll(selector).forEach(act);
}

export const isTyping = (target) =>
  target.isContentEditable || (target.matches?.("input:not([type=checkbox], [type=radio], [type=button]), textarea, select") ?? false);
