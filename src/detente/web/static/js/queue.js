// The queue: a key opens its pad with the first field in focus, Esc leaves it, and what was done shows the next lead.
import { announce, each, onContent } from "./page.js";

const pads = (root) => [...root.querySelectorAll("form.pad")];

function show(pad, isOpen) {
  pad.hidden = !isOpen;
  document.querySelector(`[data-pad="${pad.id}"]`)?.setAttribute("aria-expanded", String(isOpen));
}

function open(pad) {
  pads(document).forEach((other) => show(other, other === pad));
  // A line of note comes first where nothing has to be chosen; else what has to be.
  const asked = [...pad.querySelectorAll("fieldset")].find((one) => !one.querySelector("input:checked"));
  (asked?.querySelector("input") ?? pad.querySelector("input[type=text], textarea"))?.focus();
}

function close(pad) {
  show(pad, false);
  document.getElementById("desk-title")?.focus();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-pad]");
  if (opener) return open(document.getElementById(opener.dataset.pad));
  if (event.target.closest("[data-pad-closes]")) close(event.target.closest("form.pad"));
});

document.addEventListener("keydown", (event) => {
  const pad = event.target.closest?.("form.pad");
  if (!pad) return;
  if (event.key === "Escape") {
    event.preventDefault();
    close(pad);
  } else if (event.key === "Enter" && !event.shiftKey && event.target.matches("input[type=radio], select, textarea")) {
    event.preventDefault();
    pad.requestSubmit();
  }
});

onContent((root) => each(root, "[data-announces]", (queue) => announce(queue.dataset.announces)));
