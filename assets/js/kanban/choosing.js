// The dialog of stages: how the keyboard and a thumb move a card.
import { move } from "./moving.js";

export function choose(card) {
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
