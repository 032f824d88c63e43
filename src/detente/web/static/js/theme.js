// Light, dark, or as the system: kept in a cookie, so that the server draws the right one at once.
const ORDER = ["", "light", "dark"];
const root = document.documentElement;

function next() {
  return ORDER[(ORDER.indexOf(root.dataset.theme ?? "") + 1) % ORDER.length];
}

function choose(theme) {
  if (theme) root.dataset.theme = theme;
  else delete root.dataset.theme;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${theme}; Path=/; Max-Age=${theme ? 31536000 : 0}; SameSite=Lax${secure}`;
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-theme-switch]")) choose(next());
});
