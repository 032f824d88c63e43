// The bell: its list opens in place, its count is asked for once a minute while somebody looks at the page.
import { token } from "./page.js";

const EVERY = 60_000;
const bell = document.querySelector("[data-bell]");
const link = bell?.querySelector("a");
const list = bell?.querySelector("[data-list]");
let asked = Date.now();
let isWanted = false;

function show(unread) {
  const number = bell.querySelector("[data-number]");
  number.hidden = !unread;
  number.textContent = unread > 99 ? "99+" : unread;
  bell.querySelector("[data-said]").textContent = unread ? bell.dataset.some.replace("#", unread) : bell.dataset.none;
}

async function count() {
  if (document.hidden || Date.now() - asked < EVERY - 1000) return;
  asked = Date.now();
  try {
    const answer = await fetch(bell.dataset.count, { headers: { Accept: "application/json" } });
    if (answer.ok && !answer.redirected) show((await answer.json()).unread);
  } catch { /* The server is away: the next minute asks again. */ }
}

function close() {
  isWanted = false;
  if (!list || list.hidden) return;
  list.hidden = true;
  link.setAttribute("aria-expanded", "false");
}

async function open() {
  isWanted = true;
  const answer = await fetch(bell.dataset.panel);
  if (!answer.ok || answer.redirected) return location.assign(link.href);
  const words = await answer.text();
  if (!isWanted) return;
  list.innerHTML = words;
  list.hidden = false;
  link.setAttribute("aria-expanded", "true");
  list.querySelector("a, button")?.focus();
}

if (bell) {
  link.setAttribute("aria-expanded", "false");
  link.setAttribute("role", "button");
  link.addEventListener("click", (event) => {
    // Keys (g n) and a second hand on the mouse lead to the page; a plain click opens the list.
    if (event.detail === 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    if (list.hidden) open();
    else close();
  });
  bell.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      close();
      link.focus();
    }
  });
  list.addEventListener("submit", async (event) => {
    if (!event.target.matches("[data-reads-all]")) return;
    event.preventDefault();
    const answer = await fetch(event.target.action, { method: "POST", headers: { "X-CSRFToken": token() }, body: new FormData(event.target) });
    if (answer.ok) {
      show(0);
      open();
    }
  });
  document.addEventListener("click", (event) => event.target.closest("[data-bell]") ?? close());
  document.addEventListener("visibilitychange", count);
  setInterval(count, EVERY);
}
