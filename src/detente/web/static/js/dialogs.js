// Native <dialog>: `data-opens="id"` opens one, `data-closes` or the veil closes it, `data-open-now` is open on arrival
// (by an attribute, so that it stands in the page without scripts too; here it becomes modal).
import { onContent, each } from "./page.js";

export function open(dialog) {
  if (!dialog || dialog.open) return;
  dialog.showModal();
  const first = dialog.querySelector("[autofocus], [aria-invalid=true], input[type=radio]:checked")
    ?? dialog.querySelector(".dialog-body :is(input:not([type=hidden], :disabled), select, textarea)");
  first?.focus();
  first?.select?.();
  dialog.dispatchEvent(new Event("opened"));
}

function isOutside(dialog, event) {
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) return open(document.getElementById(opener.dataset.opens));
  if (event.target.closest("[data-closes]")) return event.target.closest("dialog")?.close();
  if (event.target instanceof HTMLDialogElement && event.detail && isOutside(event.target, event)) event.target.close();
});

onContent((root) => each(root, "dialog[data-open-now]", (dialog) => {
  dialog.close();
  dialog.removeAttribute("data-open-now");
  open(dialog);
}));
