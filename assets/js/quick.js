// <button type="button" data-fills="id_due_on" data-value="2026-11-23"> fills in the field whose label has that id: in
// a dialog the field may have got another one, so it is looked for in the button's own form first.
document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-fills]");
  if (!button) return;
  const name = button.dataset.fills.replace(/^id_/, "");
  const field = button.form?.elements[name];
  if (!field) return;
  field.value = button.dataset.value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
});
