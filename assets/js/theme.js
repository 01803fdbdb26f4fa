// [data-theme-choice="sapa | sapa-dark | "] remembers the theme in a cookie, so that the server renders the next
// page in it at once. Without JavaScript the form around it does the same.
document.addEventListener("submit", (event) => {
  const choice = event.submitter?.dataset.themeChoice;
  if (choice === undefined) return;
  event.preventDefault();
  const age = choice ? 31536000 : 0;
  document.cookie = `sapa_theme=${choice}; Path=/; Max-Age=${age}; SameSite=Lax`;
  if (choice) document.documentElement.dataset.theme = choice;
  else delete document.documentElement.dataset.theme;
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === choice));
  }
  document.dispatchEvent(new CustomEvent("sapa:theme"));
});
