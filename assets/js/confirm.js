// <button data-confirm="Remove Warung Bu Yuli?"> asks once before its form is sent.
let passed = null;

document.addEventListener(
  "submit",
  (event) => {
    const asking = event.submitter?.dataset.confirm || event.target.dataset.confirm;
    if (!asking || passed === event.target) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const dialog = document.querySelector("#confirm");
    dialog.querySelector("[data-confirm-text]").textContent = asking;
    dialog.querySelector("[data-confirm-yes]").textContent = event.submitter?.textContent.trim() || "OK";
    dialog.returnValue = "";
    dialog.showModal();
    dialog.addEventListener(
      "close",
      () => {
        if (dialog.returnValue !== "yes") return;
        passed = event.target;
        event.target.requestSubmit(event.submitter);
        passed = null;
      },
      { once: true },
    );
  },
  true,
);
