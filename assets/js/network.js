// When an answer does not come, or the server fails, say so and leave the page as it is.
const say = (name) =>
  document.dispatchEvent(new CustomEvent("sapa:toast", { detail: { text: document.body.dataset[name], kind: "error" } }));

document.addEventListener("htmx:error", (event) => {
  if (event.detail?.ctx) say("offline");
});

document.addEventListener("htmx:before:response", (event) => {
  if (event.detail.ctx.response.status < 500) return;
  event.preventDefault();
  say("failed");
});
