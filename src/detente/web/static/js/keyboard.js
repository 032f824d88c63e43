// Shortcuts come from the page itself: whatever carries `data-key="g l"` is pressed by these keys. What each is for
// stands in keys.py, from which the map (?) is drawn.
import { isTyping } from "./page.js";
import { open } from "./dialogs.js";

const WAIT = 900;
let first = "";
let since = 0;

function visible(element) {
  return element.closest("[hidden], dialog:not([open])") === null || element.closest(".menu-list") !== null;
}

// In a row that has the focus a key is that row's own, else the first one's on the page.
function find(keys) {
  const scope = document.querySelector("dialog[open]") ?? document;
  const found = [...scope.querySelectorAll("[data-key]")].filter((element) => element.dataset.key === keys && visible(element));
  const row = document.activeElement?.closest("tr");
  return found.find((element) => row?.contains(element)) ?? found[0];
}

// After the press the hands stay on the keys: a choice is walked with the arrows, what opened is written in.
function press(element) {
  if (isTyping(element)) return element.focus();
  element.click();
  if (element.matches("input")) element.focus();
  if (element.matches("summary")) element.parentElement.querySelector("textarea")?.focus();
}

// j and k walk the rows of a list; Enter then opens the one in focus, as any link.
function walk(key) {
  const rows = [...document.querySelectorAll(".main .table tbody .primary a")];
  const place = rows.indexOf(document.activeElement);
  const next = rows[key === "j" ? place + 1 : Math.max(place - 1, 0)];
  next?.focus();
  return Boolean(next);
}

function begins(letter) {
  return [...document.querySelectorAll("[data-key]")].some((element) => element.dataset.key.startsWith(`${letter} `));
}

function onKey(event) {
  if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    return open(document.getElementById("search"));
  }
  if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
  const fresh = Date.now() - since < WAIT;
  if ((event.key === "j" || event.key === "k") && !first && !find(event.key) && walk(event.key)) return event.preventDefault();
  // Enter is the key of what has the focus; it means the page's own thing only where nothing else answers it.
  if (event.key === "Enter" && event.target.closest?.("a, button, summary, input, select, textarea")) return;
  const target = (first && fresh && find(`${first} ${event.key}`)) || find(event.key);
  first = !target && begins(event.key) ? event.key : "";
  since = Date.now();
  if (!target) return;
  event.preventDefault();
  press(target);
}

document.addEventListener("keydown", onKey);
