// <a href="tel:…" data-tap="address" data-tap-kind="phone" data-tap-number="+62…">: the tap is told to the server while
// the browser follows the link. Nothing waits for it, and a double tap is one. <button data-tap-example="words"> is an
// example number of a demo: the tap is told all the same, and the words say that nobody is called.
import { toast } from "./toast.js";

let last = { number: "", at: 0 };

const uuid = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

function tell(event) {
  const link = event.target.closest?.("[data-tap]");
  if (!link || (event.type === "auxclick" && event.button !== 1)) return;
  const { tap, tapKind: kind, tapNumber: number, tapExample: example } = link.dataset;
  if (example) toast(example);
  if (last.number === kind + number && Date.now() - last.at < 5000) return;
  last = { number: kind + number, at: Date.now() };
  const token = JSON.parse(document.body.getAttribute("hx-headers:inherited"))["X-CSRFToken"];
  const own = uuid();
  navigator.sendBeacon(tap, new URLSearchParams({ csrfmiddlewaretoken: token, kind, number, uuid: own }));
  const ask = tap.endsWith("/taps/") ? tap.replace(/taps\/$/, "touches/new/") : "";
  document.dispatchEvent(new CustomEvent("sapa:tapped", { detail: { ask, kind, uuid: own } }));
}

document.addEventListener("click", tell);
document.addEventListener("auxclick", tell);
