// Rows are chosen by their boxes: a range with shift, the page by the head's box, all that match by the bar's.
import { announce } from "./page.js";

let last = null;
const boxes = (form) => [...form.querySelectorAll("input[name=row]")];

function show(form) {
  const all = boxes(form);
  const picked = all.filter((box) => box.checked);
  const everything = form.querySelector("[data-pick-everything]");
  if (everything && picked.length < all.length) everything.checked = false;
  const count = everything?.checked ? form.dataset.total : picked.length;
  const bar = form.querySelector("[data-select-bar]");
  bar?.classList.toggle("is-shown", picked.length > 0);
  const said = form.querySelector("[data-picked-count]");
  if (said) said.textContent = everything?.checked ? everything.parentElement.textContent.match(/[\d.,+\u202f\u00a0]+/)?.[0] ?? count : count;
  if (bar && picked.length) announce(bar.querySelector("[data-picked]").textContent.trim());
  const head = form.querySelector("[data-pick-all]");
  if (head) {
    head.checked = picked.length === all.length && all.length > 0;
    head.indeterminate = picked.length > 0 && !head.checked;
  }
  all.forEach((box) => box.closest("tr").classList.toggle("is-picked", box.checked));
}

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("[data-selection] input[name=row]");
  if (!box) return;
  const form = box.closest("[data-selection]");
  const all = boxes(form);
  if (event.shiftKey && last && all.includes(last)) {
    const [first, end] = [all.indexOf(last), all.indexOf(box)].sort((one, other) => one - other);
    all.slice(first, end + 1).forEach((one) => { one.checked = box.checked; });
  }
  last = box;
});

document.addEventListener("change", (event) => {
  const form = event.target.closest?.("[data-selection]");
  if (!form) return;
  const head = event.target.closest("[data-pick-all]");
  if (head) boxes(form).forEach((box) => { box.checked = head.checked; });
  if (event.target.closest("[data-pick-everything]")?.checked) boxes(form).forEach((box) => { box.checked = true; });
  show(form);
});

// `x` chooses the row in focus.
document.addEventListener("keydown", (event) => {
  if (event.key !== "x" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, select, textarea")) return;
  const box = event.target.closest("[data-selection] tr")?.querySelector("input[name=row]");
  if (box) box.click();
});
