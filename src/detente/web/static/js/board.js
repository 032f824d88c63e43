// The pipeline: drag a card, or focus it and press m and a stage's letter. Both send the same POST to the
// card's own address; the server answers with the board as it then is, asks for more in a dialog, or says why not.
import { onContent, each, word, announce } from "./page.js";
import { say } from "./toasts.js";
import { choose } from "./board_keys.js";

const columnOf = (card) => card.closest("[data-stage]");
const FRAGMENT = ".board-wrap";
let awaited;
let before = Promise.resolve();

// A card has its own reasons, or shares those of all cards that stand like it.
function refusal(card, stage) {
  if (card.dataset.refusals) return JSON.parse(card.dataset.refusals)[stage];
  const shared = card.closest(FRAGMENT).querySelector("[data-board-refusals]");
  return shared && JSON.parse(shared.dataset.boardRefusals)[card.dataset.refusedLike]?.[stage];
}

export function move(card, column) {
  if (column === columnOf(card)) return;
  const why = refusal(card, column.dataset.stage);
  if (why) return say({ text: why, tone: "failed" });
  before = before.then(() => send(card, column)).catch(() => {});
}

// One move after the other: each answer is a new board, on which the next one is made.
function send(card, column) {
  const wrap = document.querySelector(FRAGMENT);
  const values = { to: column.dataset.stage };
  awaited = { id: card.dataset.card, stage: values.to, label: column.dataset.label };
  return window.htmx.ajax("POST", card.dataset.moveUrl, { source: wrap, target: wrap, swap: "outerHTML", values });
}

// The board comes back new, perhaps after a dialog: the focus returns to the card that was moved.
function arrive(board) {
  if (!awaited) return;
  const moved = board.querySelector(`[data-card="${CSS.escape(awaited.id)}"]`);
  moved?.focus();
  if (moved && columnOf(moved).dataset.stage === awaited.stage) announce(`${word("moved")} ${awaited.label}`);
  awaited = undefined;
}

function drag(board) {
  let held;
  board.addEventListener("dragstart", (event) => {
    held = event.target.closest?.("[data-card]");
    if (!held) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", held.dataset.card);
    held.classList.add("is-dragged");
  });
  board.addEventListener("dragover", (event) => {
    const column = event.target.closest("[data-stage]");
    clear(board);
    if (!held || !column || column === columnOf(held)) return;
    event.preventDefault();
    column.classList.add(refusal(held, column.dataset.stage) ? "is-refused" : "is-target");
  });
  board.addEventListener("drop", (event) => {
    const column = event.target.closest("[data-stage]");
    event.preventDefault();
    if (held && column) move(held, column);
  });
  board.addEventListener("dragend", () => {
    held?.classList.remove("is-dragged");
    held = undefined;
    clear(board);
  });
}

function clear(board) {
  board.querySelectorAll(".is-target, .is-refused").forEach((column) => column.classList.remove("is-target", "is-refused"));
}

function neighbour(card, key) {
  if (key === "ArrowDown") return card.nextElementSibling;
  if (key === "ArrowUp") return card.previousElementSibling;
  const columns = [...card.closest(FRAGMENT).querySelectorAll("[data-stage]")].filter((column) => column.querySelector("[data-card]"));
  const rank = [...columnOf(card).querySelectorAll("[data-card]")].indexOf(card);
  const column = columns[columns.indexOf(columnOf(card)) + (key === "ArrowRight" ? 1 : -1)];
  const cards = column ? [...column.querySelectorAll("[data-card]")] : [];
  return cards[Math.min(rank, cards.length - 1)];
}

function walk(board) {
  board.addEventListener("keydown", (event) => {
    const card = event.target.closest("[data-card]");
    if (!card || event.target !== card || event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.key.startsWith("Arrow")) {
      event.preventDefault();
      neighbour(card, event.key)?.focus?.();
    } else if (event.key === "Enter") {
      card.querySelector("a")?.click();
    } else if (event.key === "m") {
      event.preventDefault();
      event.stopPropagation();
      choose(board, card, refusal, move);
    }
  });
  board.addEventListener("focusin", (event) => {
    const card = event.target.closest("[data-card]");
    if (!card) return;
    board.querySelectorAll("[data-card][tabindex='0']").forEach((other) => { other.tabIndex = -1; });
    card.tabIndex = 0;
  });
}

function switcher(wrap) {
  const select = wrap.querySelector("[data-board-switch]");
  const columns = [...wrap.querySelectorAll("[data-stage]")];
  const show = () => columns.forEach((column) => column.classList.toggle("is-shown", column.dataset.stage === select.value));
  const kept = sessionStorage.getItem("stage");
  if (columns.some((column) => column.dataset.stage === kept)) select.value = kept;
  select.addEventListener("change", () => {
    sessionStorage.setItem("stage", select.value);
    show();
  });
  show();
}

onContent((root) => {
  each(root, "[data-board]", (board) => {
    drag(board);
    walk(board);
    switcher(board.closest(FRAGMENT));
    board.querySelectorAll("[data-card] a").forEach((link) => { link.tabIndex = -1; });
    arrive(board);
  });
});
