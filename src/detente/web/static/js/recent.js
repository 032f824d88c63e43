// The records that were opened last, by address only: names stay on the server.
const dialog = document.querySelector("dialog[data-palette]");
const KEPT = 8;
const name = `recent-${dialog?.dataset.reader ?? ""}`;

export function remembered() {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "[]").filter((entry) => /^[a-z]+-\d+$/.test(entry));
  } catch {
    return [];
  }
}

function remember(entry) {
  try {
    localStorage.setItem(name, JSON.stringify([entry, ...remembered().filter((other) => other !== entry)].slice(0, KEPT)));
  } catch { /* A browser that keeps nothing: there is no list then. */ }
}

const here = location.pathname.match(/^\/(leads|people|accounts|deals|campaigns)\/(\d+)\/$/);
if (dialog && here) remember(`${here[1]}-${here[2]}`);

document.addEventListener("submit", (event) => {
  if (event.target.matches?.("[data-signs-out]")) localStorage.removeItem(name);
});
