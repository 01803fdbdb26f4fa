// The calendar: an activity is dragged to another day, or to an hour of it. The server decides and says so on the page.
// Who cannot drag opens the activity and postpones or changes it there.
const board = document.querySelector("[data-calendar]");
const send = (text) => document.dispatchEvent(new CustomEvent("sapa:toast", { detail: { text, kind: "error" } }));
let carried = null;

const target = (event) => event.target.closest?.("[data-time], [data-day]");

function mark(place) {
  board.querySelectorAll(".drop").forEach((old) => old !== place && old.classList.remove("drop"));
  place?.classList.add("drop");
}

async function move(item, day, time) {
  const body = new URLSearchParams({ to: day, version: item.dataset.version, next: location.pathname + location.search });
  if (time !== undefined) body.set("time", time);
  item.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(item.dataset.move, {
      method: "POST", body, credentials: "same-origin", headers: { "X-CSRFToken": board.dataset.csrf, "HX-Request": "true" },
    });
    const next = response.headers.get("HX-Redirect");
    if (next) return location.replace(next);
    send(document.body.dataset.refused);
  } catch {
    send(document.body.dataset.offline);
  }
  item.removeAttribute("aria-busy");
}

board?.addEventListener("dragstart", (event) => {
  carried = event.target.closest?.("[data-move]");
  if (!carried) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", carried.textContent.trim());
  carried.classList.add("carried");
});

board?.addEventListener("dragover", (event) => {
  const place = target(event);
  if (!carried || !place) return;
  event.preventDefault();
  mark(place);
});

board?.addEventListener("dragend", () => {
  carried?.classList.remove("carried");
  carried = null;
  mark(null);
});

board?.addEventListener("drop", (event) => {
  const place = target(event);
  if (!carried || !place) return;
  event.preventDefault();
  const day = place.closest("[data-day]").dataset.day;
  if (place.contains(carried)) return;
  move(carried, day, place.dataset.time);
});
