// On a phone a row opens by its pencil: every value that may be changed on a line of its own, each with a pencil.
import { edit, leave } from "./list_cells.js";

const phone = window.matchMedia("(max-width: 760px)");

function pencil(label) {
  const list = document.querySelector("[data-edits]");
  const made = document.createElement("button");
  made.type = "button";
  made.className = "pencil";
  made.setAttribute("aria-label", `${list.dataset.edits}: ${label}`);
  made.append(list.querySelector("[data-pencil]").content.cloneNode(true));
  return made;
}

const columnOf = (cell) => cell.closest("table").tHead.rows[0].cells[cell.cellIndex].innerText.trim();

function give(row) {
  const pick = row.querySelector(".pick");
  if (!pick || pick.querySelector(".pencil") || !row.querySelector("td[data-cell]")) return;
  const made = pencil(row.querySelector(".primary a").textContent);
  made.setAttribute("aria-expanded", "false");
  pick.append(made);
}

function giveAll() {
  if (phone.matches) document.querySelectorAll(".list-table tr[data-row]").forEach(give);
}

function offer(cell) {
  if (cell.querySelector(".pencil, [data-cell-editor]")) return;
  cell.dataset.column = columnOf(cell);
  cell.append(pencil(cell.dataset.column));
}

function turn(row) {
  const isOpen = row.classList.toggle("is-open");
  row.querySelector(".pick .pencil").setAttribute("aria-expanded", String(isOpen));
  for (const cell of row.querySelectorAll("td[data-cell]")) {
    if (isOpen) offer(cell);
    else {
      leave(cell);
      cell.querySelector(".pencil")?.remove();
    }
  }
}

document.addEventListener("click", (event) => {
  const pressed = event.target.closest(".list-table .pencil");
  if (!pressed) return;
  const cell = pressed.closest("td[data-cell]");
  if (!cell) return turn(pressed.closest("tr"));
  pressed.remove();
  edit(cell);
  // The one that was being edited stands as it was.
  for (const other of cell.closest("tr").querySelectorAll("td[data-cell]")) if (other !== cell) offer(other);
});

document.addEventListener("htmx:afterSwap", (event) => {
  const cell = event.detail.target.closest?.("tr.is-open td[data-cell]");
  if (cell) offer(cell);
  else giveAll();
});

phone.addEventListener("change", giveAll);
giveAll();
