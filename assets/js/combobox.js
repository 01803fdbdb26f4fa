// <div data-combobox>: a search field, a hidden value, and a list that htmx fills from the server. The list never
// holds more than what was searched for. Typing anew lets go of the value chosen before.
import { walkOptions } from "./options.js";

const parts = (element) => {
  const box = element.closest?.("[data-combobox]");
  return box && { box, input: box.querySelector("[role=combobox]"), value: box.querySelector("input[type=hidden]"), list: box.querySelector("[role=listbox]") };
};

function close({ input, list }) {
  list.replaceChildren();
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

function choose(option) {
  const found = parts(option);
  found.value.value = option.dataset.value;
  found.input.value = option.dataset.label || option.textContent.trim();
  found.chosen = true;
  close(found);
  found.value.dispatchEvent(new Event("change", { bubbles: true }));
  found.input.focus();
}

document.addEventListener("input", (event) => {
  const found = parts(event.target);
  if (found && event.target === found.input) {
    found.value.value = "";
    if (!event.target.value.trim()) close(found);
  }
});

document.addEventListener("keydown", (event) => {
  const found = parts(event.target);
  if (!found || event.target !== found.input) return;
  if (event.key === "Escape" && found.list.children.length) {
    event.preventDefault();
    event.stopPropagation();
    return close(found);
  }
  const option = walkOptions(event, found.input, found.list);
  if (option) choose(option);
});

document.addEventListener("mousedown", (event) => {
  if (event.target.closest?.("[data-combobox] [role=option]")) event.preventDefault();
});
document.addEventListener("click", (event) => {
  const option = event.target.closest?.("[data-combobox] [role=option]");
  if (option) choose(option);
});
document.addEventListener("focusout", (event) => {
  const found = parts(event.target);
  if (found && !found.box.contains(event.relatedTarget)) close(found);
});
document.addEventListener("htmx:after:swap", (event) => {
  const found = parts(event.target);
  if (!found) return;
  if (document.activeElement !== found.input || found.value.value) return close(found);
  found.input.setAttribute("aria-expanded", String(found.list.children.length > 0));
  found.list.scrollIntoView({ block: "nearest" });
});
document.addEventListener("htmx:config:request", (event) => {
  const found = parts(event.target);
  if (found && event.target === found.input) {
    const body = event.detail.ctx.request.body;
    body.delete(found.input.name);
    body.set("q", found.input.value.trim());
  }
});
