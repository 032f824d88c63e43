// A button with a list under it: arrow keys inside, Escape or a click elsewhere closes.
const parts = (menu) => [menu.querySelector("[aria-expanded]"), menu.querySelector(".menu-list")];

function set(menu, isOpen) {
  const [button, list] = parts(menu);
  button.setAttribute("aria-expanded", String(isOpen));
  list.hidden = !isOpen;
}

function closeAll(except) {
  document.querySelectorAll("[data-menu]").forEach((menu) => menu !== except && set(menu, false));
}

function toggle(menu) {
  const [, list] = parts(menu);
  const opens = list.hidden;
  set(menu, opens);
  if (opens) list.querySelector(".menu-item")?.focus();
}

document.addEventListener("click", (event) => {
  const menu = event.target.closest("[data-menu]");
  closeAll(menu);
  if (menu && event.target.closest("[aria-expanded]")) toggle(menu);
  else if (menu && event.target.closest(".menu-item")) set(menu, false);
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("[data-menu]");
  const [button, list] = menu ? parts(menu) : [];
  if (!list || list.hidden) return;
  if (event.key === "Escape") {
    set(menu, false);
    button.focus();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const items = [...list.querySelectorAll(".menu-item")];
    const step = event.key === "ArrowDown" ? 1 : -1;
    items[(items.indexOf(document.activeElement) + step + items.length) % items.length]?.focus();
  }
});
