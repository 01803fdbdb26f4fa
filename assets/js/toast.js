// <div data-toasts> holds short messages. They announce themselves, leave after a while, and wait while one reads.
const LASTS = 7000;
const WITH_UNDO = 10000;

function start(item) {
  item.dataset.started = "";
  if (item.matches(".error")) return;
  let timer;
  const leave = () => item.remove();
  const wait = () => (timer = setTimeout(leave, item.querySelector(".undo") ? WITH_UNDO : LASTS));
  const stay = () => clearTimeout(timer);
  item.addEventListener("pointerenter", stay);
  item.addEventListener("focusin", stay);
  item.addEventListener("pointerleave", wait);
  item.addEventListener("focusout", wait);
  wait();
}

export function toast(text, kind = "success") {
  const items = document.querySelector("[data-toasts]");
  const template = document.querySelector("template[data-toast]");
  if (!items || !template) return;
  const item = template.content.firstElementChild.cloneNode(true);
  item.classList.add(kind);
  item.querySelector(".toast-text").textContent = text;
  items.append(item);
}

function watch() {
  const items = document.querySelector("[data-toasts]");
  if (!items) return;
  const startNew = () => items.querySelectorAll(".toast-item:not([data-started])").forEach(start);
  new MutationObserver(startNew).observe(items, { childList: true });
  startNew();
}

document.addEventListener("click", (event) => event.target.closest?.("[data-toast-close]")?.closest(".toast-item").remove());
document.addEventListener("sapa:toast", (event) => toast(event.detail.text, event.detail.kind));
watch();
