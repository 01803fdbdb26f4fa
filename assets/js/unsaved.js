// A changed form asks before it is left. Forms that search or filter (method get) do not.
const forms = () => [...document.querySelectorAll("form[data-changed]")].filter((form) => form.dataset.sent === undefined);
let leaving = false;

for (const name of ["input", "change"]) {
  document.addEventListener(name, (event) => {
    const form = event.target.form;
    if (form?.method === "post" && form.matches("[data-guard]")) form.dataset.changed = "";
  });
}

document.addEventListener("sapa:leaving", () => (leaving = true));
window.addEventListener("beforeunload", (event) => {
  if (!leaving && forms().length) event.preventDefault();
});
document.addEventListener("cancel", (event) => {
  if (!event.target.matches?.("#dialog") || !event.target.querySelector("form[data-changed]")) return;
  if (!window.confirm(document.body.dataset.unsaved)) event.preventDefault();
}, true);
