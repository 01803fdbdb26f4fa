// Inside [data-rows] a button [data-add-row] adds one more empty row like the last. Without JavaScript there is always
// one empty row, and the next comes after saving.
const show = () => document.querySelectorAll("[data-add-row][hidden]").forEach((button) => (button.hidden = false));

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-add-row]");
  if (!button) return;
  const rows = button.closest("[data-rows]").querySelectorAll("[data-row]");
  const row = rows[rows.length - 1].cloneNode(true);
  for (const input of row.querySelectorAll("input")) {
    input.value = "";
    input.removeAttribute("id");
    input.setAttribute("aria-label", input.getAttribute("aria-label").replace(/\d+$/, rows.length + 1));
  }
  rows[rows.length - 1].after(row);
  row.querySelector("input").focus();
});

// <select data-group-of="channel"> shows the group of the option chosen in the select of that name.
function narrow(select) {
  const leader = select.form?.elements[select.dataset.groupOf];
  const name = leader?.selectedOptions[0]?.textContent;
  for (const group of select.querySelectorAll("optgroup")) {
    group.hidden = group.disabled = Boolean(leader?.value) && leader.value !== "none" && group.label !== name;
  }
  if (select.selectedOptions[0]?.parentNode.disabled) select.value = "";
}

const narrowAll = () => document.querySelectorAll("select[data-group-of]").forEach(narrow);
document.addEventListener("change", (event) => {
  if (event.target.matches?.("select")) narrowAll();
});
new MutationObserver(show).observe(document.body, { childList: true, subtree: true });
window.addEventListener("pageshow", narrowAll);
show();
narrowAll();
