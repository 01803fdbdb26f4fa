// The board: cards are dragged to a column, or moved by the button on each (which the keyboard and a thumb reach).
// The server decides: it answers with the elements to replace, by id, or refuses, and then the card goes back.
import Sortable, { AutoScroll } from "sortablejs/modular/sortable.core.esm.js";
import { choose } from "./kanban/choosing.js";
import { move } from "./kanban/moving.js";

// Six columns are wider than a desk: near an edge the board moves along, and the last column can be reached.
Sortable.mount(new AutoScroll());

function sortable(list) {
  Sortable.create(list, {
    group: "deals", draggable: ".deal", filter: ".deal-move", preventOnFilter: false, animation: 120,
    delay: 200, delayOnTouchOnly: true, touchStartThreshold: 5, ghostClass: "ghost", dragClass: "dragging", sort: false,
    scroll: true, scrollSensitivity: 56, scrollSpeed: 14, forceAutoScrollFallback: true,
    onEnd({ item, from, to, oldDraggableIndex }) {
      if (from === to) return;
      move(item, to.closest("[data-stage]"), () => from.insertBefore(item, from.querySelectorAll(".deal")[oldDraggableIndex] || null));
    },
  });
}

document.addEventListener("click", (event) => {
  const mover = event.target.closest?.(".deal-move");
  if (!mover) return;
  event.preventDefault();
  choose(mover.closest(".deal"));
});

document.addEventListener("keydown", (event) => {
  const card = event.target.closest?.(".deal");
  if (card && event.key === "m" && !document.querySelector("dialog[open]")) choose(card);
  if (event.key === " " && event.target.matches?.(".deal-title, .deal-move")) {
    event.preventDefault();
    choose(card);
  }
});

document.querySelectorAll("[data-board] .column-cards").forEach(sortable);
document.addEventListener("htmx:after:swap", () =>
  document.querySelectorAll("[data-board] .column-cards").forEach((list) => Sortable.get(list) || sortable(list)),
);
