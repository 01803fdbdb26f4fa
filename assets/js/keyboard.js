// "/" searches, "n" makes something new, "e" edits, "?" shows these keys; j, k and the arrows walk through a list.
// What a key presses is marked in the page: data-key="n".
const typing = (element) => element.closest?.("input, textarea, select, [contenteditable], [role=listbox]");

function walk(step) {
  const links = [...document.querySelectorAll("[data-list] a.main, [data-list] .main a")].filter((link) => link.offsetParent);
  if (!links.length) return false;
  const row = document.activeElement?.closest?.("[data-list] tr, [data-list] li");
  const at = row ? links.findIndex((link) => row.contains(link)) : -1;
  const next = links[Math.min(Math.max(at + step, 0), links.length - 1)];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const inList = event.target.closest?.("[data-list]");
  let done = false;
  if (event.key === "j" || (inList && event.key === "ArrowDown")) done = walk(1);
  else if (event.key === "k" || (inList && event.key === "ArrowUp")) done = walk(-1);
  else if (event.key === "?" && document.getElementById("keys")) done = !document.getElementById("keys").showModal();
  else if (/^[a-z/]$/.test(event.key)) {
    const target = [...document.querySelectorAll(`[data-key="${event.key}"]`)].find((found) => found.offsetParent);
    if (target) {
      if (target.matches("input")) target.select();
      target.focus();
      if (!target.matches("input")) target.click();
      done = true;
    }
  }
  if (done) event.preventDefault();
});
