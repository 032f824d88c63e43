// In the search dialog: arrow keys walk the hits, Enter opens the one in focus.
const dialog = document.getElementById("search");

dialog?.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const stops = [dialog.querySelector("input[type=search]"), ...dialog.querySelectorAll(".search-hit")];
  const step = event.key === "ArrowDown" ? 1 : -1;
  const next = stops[stops.indexOf(document.activeElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
});
