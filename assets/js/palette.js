// Ctrl+K opens the palette: a search field whose results, pages and commands, the server renders.
import { walkOptions } from "./options.js";

const palette = () => document.querySelector("#palette");

function open() {
  const dialog = palette();
  if (!dialog) return;
  dialog.showModal();
  const input = dialog.querySelector("input");
  input.select();
  input.dispatchEvent(new Event("palette", { bubbles: true }));
}

document.addEventListener("keydown", (event) => {
  if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    if (palette()?.open) palette().close();
    else open();
    return;
  }
  if (!palette()?.open || event.target !== palette().querySelector("input")) return;
  const chosen = walkOptions(event, event.target, palette().querySelector(".palette-results"));
  if (chosen) chosen.click();
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-palette]");
  if (!opener) return;
  event.preventDefault();
  open();
});
