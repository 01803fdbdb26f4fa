// After a tap on a number the person is in the phone or in WhatsApp. When they come back to the page, it asks how it went.
const SOON = 3000; // a shorter absence was no call
const LONG = 45 * 60 * 1000;
let tapped = null;

document.addEventListener("sapa:tapped", (event) => {
  tapped = event.detail.ask && { ...event.detail, at: Date.now(), left: false };
});

function left() {
  if (tapped) tapped.left = true;
}

function back() {
  if (!tapped?.left || document.visibilityState !== "visible" || Date.now() - tapped.at < SOON) return;
  const { ask, kind, uuid, at } = tapped;
  tapped = null;
  if (Date.now() - at > LONG || document.querySelector("dialog[open]")) return;
  document.dispatchEvent(new CustomEvent("sapa:dialog", { detail: { url: `${ask}?touch_point=${kind}&once=${uuid}` } }));
}

window.addEventListener("blur", left);
document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? left() : back()));
window.addEventListener("focus", back);
