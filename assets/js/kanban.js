// The board: cards are dragged to a column, or moved by the button on each (which the keyboard and a thumb reach).
// The server decides: it answers with the elements to replace, by id, or refuses, and then the card goes back.
import Sortable from "sortablejs/modular/sortable.core.esm.js";

const send = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

function replace(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const fresh of [...page.body.children]) {
    const old = fresh.id && document.getElementById(fresh.id);
    if (!old) continue;
    old.replaceWith(fresh);
    window.htmx.process(fresh);
  }
}

function reason(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const said = page.querySelector("[role=alert] p, [data-error-summary] li") || page.querySelector("[role=alert]");
  return said?.textContent.trim() || document.body.dataset.refused;
}

async function move(card, column, putBack) {
  const body = new URLSearchParams({ stage: column.dataset.stage, version: card.dataset.version });
  const token = card.closest("[data-board]").dataset.csrf;
  card.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(card.dataset.moveUrl, {
      method: "POST", body, credentials: "same-origin",
      headers: { "X-CSRFToken": token, "HX-Request": "true", "X-Sapa-Board": "1" },
    });
    const dialog = response.headers.get("X-Sapa-Dialog-Url");
    const next = response.headers.get("HX-Redirect");
    if (dialog || next) {
      putBack();
      return dialog ? send("sapa:dialog", { url: dialog }) : location.assign(next);
    }
    const html = await response.text();
    if (!response.ok) {
      putBack();
      return send("sapa:toast", { text: reason(html), kind: "error" });
    }
    replace(html);
    document.querySelector("[data-board-status]").textContent = `${card.querySelector(".deal-title").textContent.trim()} → ${column.dataset.name}`;
  } catch {
    putBack();
    send("sapa:toast", { text: document.body.dataset.offline, kind: "error" });
  } finally {
    card.removeAttribute("aria-busy");
  }
}

function sortable(list) {
  Sortable.create(list, {
    group: "deals", draggable: ".deal", filter: ".deal-move", preventOnFilter: false, animation: 120,
    delay: 200, delayOnTouchOnly: true, touchStartThreshold: 5, ghostClass: "ghost", dragClass: "dragging", sort: false,
    onEnd({ item, from, to, oldDraggableIndex }) {
      if (from === to) return;
      move(item, to.closest("[data-stage]"), () => from.insertBefore(item, from.querySelectorAll(".deal")[oldDraggableIndex] || null));
    },
  });
}

function choose(card) {
  const dialog = document.querySelector("#move-dialog");
  const here = card.closest("[data-stage]");
  dialog.querySelector("[data-move-title]").textContent = card.querySelector(".deal-title").textContent.trim();
  for (const button of dialog.querySelectorAll("[data-to-stage]")) {
    button.disabled = button.dataset.toStage === here.dataset.stage;
  }
  dialog.returnValue = "";
  dialog.showModal();
  dialog.addEventListener("close", () => {
    const column = document.querySelector(`[data-stage="${CSS.escape(dialog.returnValue)}"]`);
    if (!dialog.returnValue || !column) return card.querySelector(".deal-move").focus();
    const [parent, after] = [card.parentNode, card.nextSibling];
    column.querySelector(".column-cards").prepend(card);
    move(card, column, () => parent.insertBefore(card, after)).then(() => document.getElementById(card.id)?.querySelector(".deal-move").focus());
  }, { once: true });
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
