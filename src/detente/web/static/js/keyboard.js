// Shortcuts come from the page itself: whatever carries `data-key="g l"` is pressed by these keys,
// and the map (?) lists what the page has.
import { isTyping } from "./page.js";
import { open } from "./dialogs.js";

const WAIT = 900;
let first = "";
let since = 0;

function visible(element) {
  return element.closest("[hidden], dialog:not([open])") === null || element.closest(".menu-list") !== null;
}

function find(keys) {
  const scope = document.querySelector("dialog[open]") ?? document;
  return [...scope.querySelectorAll("[data-key]")].find((element) => element.dataset.key === keys && visible(element));
}

function press(element) {
  if (isTyping(element)) element.focus();
  else element.click();
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
  const target = (first && fresh && find(`${first} ${event.key}`)) || find(event.key);
  first = !target && begins(event.key) ? event.key : "";
  since = Date.now();
  if (!target) return;
  event.preventDefault();
  press(target);
}

function line(label, keys) {
  const whole = document.createElement("div");
  const name = Object.assign(document.createElement("dt"), { textContent: label.trim() });
  const pressed = document.createElement("dd");
  pressed.append(...keys.split(" ").map((key) => Object.assign(document.createElement("kbd"), { textContent: key })));
  whole.append(name, pressed);
  return whole;
}

function row(element) {
  const label = element.dataset.keyLabel ?? element.querySelector("span")?.textContent ?? element.textContent;
  return line(label, element.dataset.key);
}

// Keys that belong to no single element; their words are the server's.
function fixed() {
  return [...document.querySelectorAll("[data-fixed-key]")].map((said) => line(said.content.textContent, said.dataset.fixedKey));
}

function fillMap() {
  const list = document.querySelector("[data-keys-list]");
  if (!list) return;
  const seen = new Map();
  document.querySelectorAll("[data-key]").forEach((element) => seen.has(element.dataset.key) || seen.set(element.dataset.key, element));
  list.replaceChildren(...[...seen.values()].map(row), ...fixed());
}

document.addEventListener("keydown", onKey);
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-opens='keys']")) fillMap();
}, true);
