// A cell is edited where it stands: double click, Enter or `e` opens it, Enter saves, Escape leaves, Tab goes on.
const before = new WeakMap();
let onward = null;

const cellOf = (target) => target.closest?.("td[data-cell]");
const cells = (cell) => [...cell.closest("tbody").querySelectorAll("td[data-cell]")].filter((one) => one.offsetParent);

export function edit(cell) {
  if (!cell || cell.querySelector("[data-cell-editor]")) return;
  document.querySelectorAll("td.is-editing").forEach(leave);
  before.set(cell, cell.innerHTML);
  cell.classList.add("is-editing");
  window.htmx.ajax("GET", cell.dataset.cell, { target: cell, swap: "innerHTML" });
}

export function leave(cell) {
  if (!before.has(cell)) return;
  cell.innerHTML = before.get(cell);
  done(cell);
}

function done(cell) {
  before.delete(cell);
  cell.classList.remove("is-editing");
}

document.addEventListener("dblclick", (event) => {
  if (!event.target.closest("a, input, select, button")) edit(cellOf(event.target));
});

// An editor that comes after its cell was left would take the keys that are meant for another one.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const isLate = detail.requestConfig.verb === "get" && detail.target.matches?.("td[data-cell]") && !before.has(detail.target);
  if (isLate) detail.shouldSwap = false;
});

document.addEventListener("htmx:afterSwap", (event) => {
  const cell = event.detail.target.closest?.("td[data-cell]");
  if (!cell) return;
  const control = cell.querySelector("[data-cell-editor] :is(input:not([type=hidden]), select)");
  if (control) {
    control.focus();
    control.select?.();
    onward = null;
    return;
  }
  done(cell);
  const next = onward;
  onward = null;
  if (next?.isConnected) edit(next);
  else cell.focus();
});

function onEditorKey(event, cell) {
  if (event.key === "Escape") {
    event.preventDefault();
    leave(cell);
    cell.focus();
  } else if (event.key === "Enter" && event.target.matches("select")) {
    event.preventDefault();
    cell.querySelector("[data-cell-editor]").requestSubmit();
  } else if (event.key === "Tab") {
    const all = cells(cell);
    onward = all[all.indexOf(cell) + (event.shiftKey ? -1 : 1)] ?? null;
    event.preventDefault();
    cell.querySelector("[data-cell-editor]").requestSubmit();
  }
}

function step(cell, key) {
  const all = cells(cell);
  const row = cell.closest("tr");
  const inRow = cells(cell).filter((one) => one.closest("tr") === row);
  const place = inRow.indexOf(cell);
  if (key === "ArrowRight") return inRow[place + 1];
  if (key === "ArrowLeft") return inRow[place - 1];
  const beside = key === "ArrowDown" ? row.nextElementSibling : row.previousElementSibling;
  return all.find((one) => one.closest("tr") === beside && one.cellIndex === cell.cellIndex);
}

document.addEventListener("keydown", (event) => {
  const cell = cellOf(event.target);
  if (cell?.querySelector("[data-cell-editor]")) return onEditorKey(event, cell);
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  if (cell && (event.key === "Enter" || event.key === "e")) {
    event.preventDefault();
    edit(cell);
  } else if (cell && event.key.startsWith("Arrow")) {
    const next = step(cell, event.key);
    if (next) event.preventDefault();
    next?.focus();
  } else if (event.key === "e" || event.key === "ArrowRight") {
    const first = event.target.closest("[data-row]")?.querySelector("td[data-cell]");
    if (!first) return;
    event.preventDefault();
    if (event.key === "e") edit(first);
    else first.focus();
  }
});
