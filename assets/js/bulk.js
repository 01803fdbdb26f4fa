// Ticking rows shows the bulk bar with their number; ticking the head ticks the page.
function update(list) {
  const boxes = [...list.querySelectorAll("input[data-bulk]")];
  const ticked = boxes.filter((box) => box.checked).length;
  const all = list.querySelector("input[data-bulk-all]");
  if (all) {
    all.checked = ticked > 0 && ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
  }
  const bar = list.querySelector("[data-bulk-bar]");
  if (!bar) return;
  bar.hidden = ticked === 0;
  for (const place of bar.querySelectorAll("[data-bulk-count]")) place.textContent = ticked;
}

document.addEventListener("change", (event) => {
  const list = event.target.closest?.("[data-bulk-list]");
  if (!list) return;
  if (event.target.matches("[data-bulk-all]")) {
    for (const box of list.querySelectorAll("input[data-bulk]")) box.checked = event.target.checked;
  }
  update(list);
});

document.addEventListener("click", (event) => {
  const clear = event.target.closest?.("[data-bulk-clear]");
  if (!clear) return;
  const list = clear.closest("[data-bulk-list]");
  for (const box of list.querySelectorAll("input[data-bulk]")) box.checked = false;
  update(list);
});

document.addEventListener("htmx:after:swap", () => document.querySelectorAll("[data-bulk-list]").forEach(update));
window.addEventListener("pageshow", () => document.querySelectorAll("[data-bulk-list]").forEach(update));
