// A form is sent once: its button waits, and the server knows the form's token should it come twice after all.
// It listens before the others: what it stops, they never see.
function release() {
  for (const button of document.querySelectorAll("button[aria-busy=true]")) button.removeAttribute("aria-busy");
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.method !== "post" || form.matches("[data-theme-form]")) return;
    if (form.dataset.sent !== undefined) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sent = "";
    (event.submitter || form.querySelector("[type=submit], button:not([type])"))?.setAttribute("aria-busy", "true");
    setTimeout(release, 15000);
  },
  true,
);

// a download leaves the page where it is; so does going back to it
window.addEventListener("pageshow", release);
document.addEventListener("htmx:finally:request", release);
document.addEventListener("sapa:released", release);
