// Parts of a list (filter, columns, view, edit) come into one dialog; without scripts they are pages.
import { open } from "./dialogs.js";

document.addEventListener("htmx:afterSwap", (event) => {
  const dialog = document.getElementById("list-dialog");
  if (!dialog?.contains(event.detail.target) && !dialog?.contains(event.target)) return;
  const part = dialog.querySelector("[data-title]");
  if (part) dialog.querySelector("#list-dialog-title").textContent = part.dataset.title;
  if (part) open(dialog);
});

// Columns are dragged into their order; the order is that of the lines in the form. The arrows move a line at once,
// so that no answer on its way can take back what was ticked meanwhile.
document.addEventListener("click", (event) => {
  const arrow = event.target.closest?.("[data-column-list] button");
  if (!arrow) return;
  event.preventDefault();
  const moved = arrow.closest("[draggable]");
  const up = arrow.value.startsWith("up:");
  const other = up ? moved.previousElementSibling : moved.nextElementSibling;
  if (other?.draggable) other[up ? "before" : "after"](moved);
  arrow.focus();
});

let dragged = null;
const line = (event) => event.target.closest?.("[data-column-list] [draggable]");

document.addEventListener("dragstart", (event) => {
  dragged = line(event) ?? null;
  dragged?.classList.add("is-dragged");
});
document.addEventListener("dragover", (event) => {
  const over = dragged && line(event);
  if (!over) return;
  event.preventDefault();
  const box = over.getBoundingClientRect();
  if (over !== dragged) over[event.clientY < box.top + box.height / 2 ? "before" : "after"](dragged);
});
document.addEventListener("drop", (event) => dragged && event.preventDefault());
document.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  dragged = null;
});
