// Files dropped on a record's panel, or chosen there, are sent at once; without a script there is the button.
import { onContent, each } from "./page.js";

function attach(form) {
  const input = form.querySelector("input[type=file]");
  const panel = form.closest(".panel") || form;
  const send = () => {
    if (!input.files.length) return;
    form.classList.add("is-sending");
    form.requestSubmit();
  };
  input.addEventListener("change", send);
  panel.addEventListener("dragover", (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    form.classList.add("is-over");
  });
  panel.addEventListener("dragleave", () => form.classList.remove("is-over"));
  panel.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    form.classList.remove("is-over");
    input.files = event.dataTransfer.files;
    send();
  });
}

onContent((root) => each(root, "form[data-attach]", attach));
