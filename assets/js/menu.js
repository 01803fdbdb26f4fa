// <details class="dropdown"> closes on Escape, on a click elsewhere, and walks with the arrows.
const openMenus = () => document.querySelectorAll("details.dropdown[open], details.filter-panel[open]");

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.dropdown");
  if (event.key === "Escape") {
    for (const open of openMenus()) {
      open.open = false;
      if (open.contains(event.target)) open.querySelector("summary").focus();
    }
  }
  if (!menu || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  event.preventDefault();
  menu.open = true;
  const items = [...menu.querySelectorAll(".dropdown-item")];
  const at = items.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
  items.at(at >= items.length ? 0 : at)?.focus();
});

// <a href="…" data-opens="more"> shows the dialog of that id; without JavaScript the address leads to a page of the same.
document.addEventListener("click", (event) => {
  const opener = event.target.closest?.("[data-opens]");
  if (!opener) return;
  event.preventDefault();
  document.getElementById(opener.dataset.opens).showModal();
});
