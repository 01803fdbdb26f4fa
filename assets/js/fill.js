// <span data-fill="postal_code" data-value="16630"> in what the server sent into a form: suggests a value for the
// field of that name. What the person typed there stays.
document.addEventListener("htmx:after:swap", (event) => {
  const target = event.detail?.ctx?.target ?? event.target;
  for (const mark of target.querySelectorAll?.("[data-fill]") ?? []) {
    const field = target.closest("form")?.elements[mark.dataset.fill];
    if (!field || (field.value && field.value !== field.dataset.filled)) continue;
    field.dataset.filled = mark.dataset.value;
    if (field.value === mark.dataset.value) continue;
    field.value = mark.dataset.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
});
