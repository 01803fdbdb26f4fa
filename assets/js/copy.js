// <button data-copy="text" data-copied="Copied"> puts its text on the clipboard.
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    document.dispatchEvent(new CustomEvent("sapa:toast", { detail: { text: button.dataset.copied } }));
  } catch {
    window.prompt(button.dataset.copied, button.dataset.copy);
  }
});
