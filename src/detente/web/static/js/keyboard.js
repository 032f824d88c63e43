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
  const target = (first && fresh && find(`${first} ${event.key}`)) || find(event.key);
  first = !target && begins(event.key) ? event.key : "";
  since = Date.now();
  if (!target) return;
  event.preventDefault();
  press(target);
}

function row(element) {
  const label = element.dataset.keyLabel ?? element.querySelector("span")?.textContent ?? element.textContent;
  const line = document.createElement("div");
  const name = document.createElement("dt");
  const keys = document.createElement("dd");
  name.textContent = label.trim();
  keys.append(...element.dataset.key.split(" ").map((key) => Object.assign(document.createElement("kbd"), { textContent: key })));
  line.append(name, keys);
  return line;
}

function fillMap() {
  const list = document.querySelector("[data-keys-list]");
  if (!list) return;
  const seen = new Map();
  document.querySelectorAll("[data-key]").forEach((element) => seen.has(element.dataset.key) || seen.set(element.dataset.key, element));
  list.replaceChildren(...[...seen.values()].map(row));
}

document.addEventListener("keydown", onKey);
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-opens='keys']")) fillMap();
}, true);
