// The choice after `m`: each stage with its letter; a stage that refuses says why.
import { word, announce } from "./page.js";

let close = () => {};

function offer(column, card, refusal, pick) {
  const why = refusal(card, column.dataset.stage);
  const button = document.createElement("button");
  button.type = "button";
  button.title = why ?? "";
  if (why) button.setAttribute("aria-disabled", "true");
  button.append(Object.assign(document.createElement("kbd"), { textContent: column.dataset.letter }), column.dataset.label);
  button.addEventListener("click", () => pick(column));
  return button;
}

export function choose(board, card, refusal, move) {
  close();
  const columns = [...board.querySelectorAll("[data-stage]")].filter((column) => column !== card.closest("[data-stage]"));
  const panel = document.createElement("div");
  panel.className = "move-keys";
  panel.setAttribute("role", "group");
  panel.setAttribute("aria-label", word("moveTo"));
  const pick = (column) => { close(); move(card, column); };
  panel.append(Object.assign(document.createElement("span"), { className: "muted", textContent: word("moveTo") }));
  panel.append(...columns.map((column) => offer(column, card, refusal, pick)));
  document.body.append(panel);
  card.classList.add("is-moving");
  announce(`${word("moveTo")}: ${columns.map((column) => `${column.dataset.letter} ${column.dataset.label}`).join(", ")}`);
  const onKey = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const column = columns.find((each) => each.dataset.letter === event.key.toLowerCase());
    if (column) pick(column);
    else if (event.key !== "Shift") close();
  };
  close = () => {
    panel.remove();
    card.classList.remove("is-moving");
    document.removeEventListener("keydown", onKey, true);
    document.removeEventListener("pointerdown", onPointer);
    close = () => {};
  };
  const onPointer = (event) => panel.contains(event.target) || close();
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("pointerdown", onPointer);
}
