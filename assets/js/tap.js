// <a href="tel:…" data-tap="address" data-tap-kind="phone" data-tap-number="+62…">: the tap is told to the server while
// the browser follows the link. Nothing waits for it, and a double tap is one.
let last = { number: "", at: 0 };

const uuid = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

function tell(event) {
  const link = event.target.closest?.("a[data-tap]");
  if (!link || (event.type === "auxclick" && event.button !== 1)) return;
  const { tap, tapKind: kind, tapNumber: number } = link.dataset;
  if (last.number === kind + number && Date.now() - last.at < 5000) return;
  last = { number: kind + number, at: Date.now() };
  const token = JSON.parse(document.body.getAttribute("hx-headers:inherited"))["X-CSRFToken"];
  navigator.sendBeacon(tap, new URLSearchParams({ csrfmiddlewaretoken: token, kind, number, uuid: uuid() }));
}

document.addEventListener("click", tell);
document.addEventListener("auxclick", tell);
