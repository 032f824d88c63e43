// The palette (Ctrl K or /): commands are filtered here as one types, records come from the server. The field keeps
// the focus; arrow keys choose, Enter opens.
import { announce } from "./page.js";
import { fits } from "./fuzzy.js";
import { remembered } from "./recent.js";

const dialog = document.querySelector("dialog[data-palette]");
const field = dialog?.querySelector("input[type=search]");
const list = dialog?.querySelector("[role=listbox]");
const nothing = dialog?.querySelector("[data-nothing]");
const WAIT = 120;
const COMMANDS = 6;
let offered = null;
let hits = [];
let asking = null;
let timer = 0;
let isMoved = false;

const options = () => [...list.querySelectorAll("[role=option]")];
const active = () => list.querySelector("[aria-selected=true]");
const nameOf = (option) => option?.getAttribute("href") ?? option?.id;

function mark(option) {
  active()?.setAttribute("aria-selected", "false");
  field.removeAttribute("aria-activedescendant");
  if (!option) return;
  option.setAttribute("aria-selected", "true");
  field.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = options();
  if (all.length) mark(all[(all.indexOf(active()) + by + all.length) % all.length]);
  isMoved = true;
}

function group(label, entries) {
  const box = document.createElement("div");
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", label);
  const head = Object.assign(document.createElement("div"), { className: "search-group", textContent: label });
  head.setAttribute("aria-hidden", "true");
  box.append(head, ...entries);
  return box;
}

// What the open page can do: whatever has a key there, and is neither a place nor a new record.
function ofThisPage() {
  const seen = new Set();
  return [...document.querySelectorAll("main [data-key]")].filter((element) => {
    const key = element.dataset.key;
    return !element.closest("[hidden], dialog:not([open])") && !seen.has(key) && seen.add(key);
  }).map((element) => option(label(element), element.dataset.key, () => press(element)));
}

const label = (element) => (element.dataset.keyLabel ?? element.querySelector("span")?.textContent ?? element.textContent).trim();

function press(element) {
  dialog.close();
  if (element.matches("input, textarea, select")) element.focus();
  else element.click();
}

function option(text, keys, act) {
  const entry = document.createElement("div");
  entry.className = "search-hit";
  entry.id = `act-${keys.replaceAll(" ", "-")}`;
  entry.setAttribute("role", "option");
  entry.setAttribute("aria-selected", "false");
  entry.dataset.words = text;
  const shown = Object.assign(document.createElement("span"), { className: "clip", textContent: text });
  const pressed = Object.assign(document.createElement("span"), { className: "push only-wide" });
  pressed.append(...keys.split(" ").map((key) => Object.assign(document.createElement("kbd"), { textContent: key })));
  entry.append(shown, pressed);
  entry.act = act;
  return entry;
}

function theme() {
  const entry = dialog.querySelector("template[data-action=theme]").content.firstElementChild.cloneNode(true);
  entry.id = "act-theme";
  entry.act = () => document.querySelector("[data-theme-switch]")?.click();
  return entry;
}

function fitting(typed, entries) {
  return entries.map((entry) => [fits(typed, entry.dataset.words), entry]).filter(([score]) => score)
    .sort(([one], [other]) => other - one).slice(0, COMMANDS);
}

// What somebody chose by hand stays chosen when more comes from the server.
function show(keeps = isMoved) {
  const chosen = keeps && nameOf(active());
  const typed = field.value.trim();
  const here = ofThisPage();
  const said = dialog.querySelector("[data-here-label]").content.textContent;
  const known = offered?.querySelector("[data-commands]");
  const commands = known ? [...[...known.querySelectorAll("[role=option]")].map((entry) => entry.cloneNode(true)), theme()] : [];
  const name = known?.getAttribute("aria-label") ?? "";
  list.replaceChildren();
  if (typed) {
    const found = fitting(typed, [...here, ...commands]);
    const near = found.filter(([score]) => score >= 3).map(([, entry]) => entry);
    const far = found.filter(([score]) => score < 3).map(([, entry]) => entry);
    if (near.length) list.append(group(name, near));
    list.append(...hits);
    if (far.length) list.append(group(name, far));
  } else {
    const recent = offered?.querySelector("[data-recent-entries]");
    if (recent) list.append(recent.cloneNode(true));
    if (here.length) list.append(group(said, here));
    if (commands.length) list.append(group(name, commands));
  }
  mark(options().find((option) => nameOf(option) === chosen) ?? options()[0]);
}

function count() {
  const words = dialog.querySelector("[data-hit-count]").dataset;
  const found = options().length;
  nothing.hidden = found > 0;
  announce(found ? (found === 1 ? words.one : words.many.replace("#", found)) : words.none);
}

async function ask() {
  asking?.abort();
  const typed = field.value.trim();
  if (!typed) return;
  asking = new AbortController();
  const question = new URLSearchParams({ q: typed });
  try {
    const answer = await fetch(`${dialog.dataset.palette}?${question}`, { headers: { "HX-Request": "true" }, signal: asking.signal });
    if (answer.redirected) return location.reload();
    if (!answer.ok) return;
    const found = document.createElement("div");
    found.innerHTML = await answer.text();
    if (field.value.trim() !== typed) return;
    hits = [...found.children];
    show(true);
    count();
  } catch (error) {
    if (error.name !== "AbortError") document.dispatchEvent(new Event("htmx:sendError"));
  }
}

function typed() {
  clearTimeout(timer);
  asking?.abort();
  if (!field.value.trim()) hits = [];
  nothing.hidden = true;
  isMoved = false;
  show();
  timer = setTimeout(ask, WAIT);
}

async function begin() {
  field.select();
  isMoved = false;
  show();
  const answer = await fetch(`${dialog.dataset.commands}?${new URLSearchParams({ recent: remembered().join(",") })}`);
  if (!answer.ok || answer.redirected) return;
  offered = document.createElement("div");
  offered.innerHTML = await answer.text();
  show();
  if (field.value.trim()) ask();
}

function choose(entry) {
  if (entry.act) {
    dialog.close();
    entry.act();
  } else entry.click();
}

dialog?.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || (event.ctrlKey && event.key === "n")) step(1);
  else if (event.key === "ArrowUp" || (event.ctrlKey && event.key === "p")) step(-1);
  else if (event.key === "Enter" && active() && !event.isComposing && event.target === field) choose(active());
  else return;
  event.preventDefault();
});
list?.addEventListener("click", (event) => {
  const entry = event.target.closest("[role=option]");
  if (entry?.act) choose(entry);
});
list?.addEventListener("mousemove", (event) => {
  const entry = event.target.closest("[role=option]");
  if (!entry || entry === active()) return;
  mark(entry);
  isMoved = true;
});
field?.addEventListener("input", typed);
dialog?.addEventListener("opened", begin);
