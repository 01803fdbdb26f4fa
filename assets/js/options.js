// Arrow keys over a list of [role=option] while the focus stays in the input that filters it.
// Returns the option that Enter chose.
export function walkOptions(event, input, list) {
  const options = [...list.querySelectorAll("[role=option]")];
  const current = list.querySelector("[aria-selected=true]");
  if (event.key === "Enter") {
    if (current) event.preventDefault();
    return current;
  }
  if (!["ArrowDown", "ArrowUp"].includes(event.key) || !options.length) return null;
  event.preventDefault();
  const step = event.key === "ArrowDown" ? 1 : -1;
  const at = current ? options.indexOf(current) + step : step > 0 ? 0 : -1;
  const next = options.at(at % options.length);
  current?.setAttribute("aria-selected", "false");
  next.setAttribute("aria-selected", "true");
  next.id ||= `${list.id}-${options.indexOf(next)}`;
  input.setAttribute("aria-activedescendant", next.id);
  next.scrollIntoView({ block: "nearest" });
  return null;
}
