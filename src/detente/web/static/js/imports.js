// The upload page: the drop area answers to what is dragged over it, and says which files were chosen.
const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

document.querySelectorAll("[data-drop]").forEach((area) => {
  const input = area.querySelector("input[type=file]");
  const list = area.querySelector("[data-chosen]");
  const show = () => {
    list.replaceChildren(...[...input.files].map((file) => {
      const line = document.createElement("li");
      line.textContent = `${file.name} · ${size(file.size)}`;
      return line;
    }));
  };
  input.addEventListener("change", show);
  ["dragover", "dragenter"].forEach((name) => area.addEventListener(name, (event) => {
    event.preventDefault();
    area.classList.add("is-over");
  }));
  ["dragleave", "drop"].forEach((name) => area.addEventListener(name, () => area.classList.remove("is-over")));
  area.addEventListener("drop", (event) => {
    event.preventDefault();
    input.files = event.dataTransfer.files;
    show();
  });
});
