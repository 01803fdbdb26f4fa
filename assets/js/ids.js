// A page shown in a dialog may use names (ids) that the page under it uses too. They get others, wherever they are meant.
const MEANT = ["for", "aria-describedby", "aria-labelledby", "aria-controls", "href", "hx-target", "hx-include", "hx-trigger", "list", "form"];

export function renameDoubles(part) {
  const doubles = [...part.querySelectorAll("[id]")].filter(({ id }) => document.querySelectorAll(`[id="${CSS.escape(id)}"]`).length > 1);
  if (!doubles.length) return;
  const names = new Map(doubles.map(({ id }) => [id, `dialog-${id}`]));
  for (const element of doubles) element.id = names.get(element.id);
  for (const element of part.querySelectorAll(MEANT.map((name) => `[${name}]`).join())) {
    for (const name of MEANT) {
      const old = element.getAttribute(name);
      if (!old || (name === "href" && !old.startsWith("#"))) continue;
      const meant = old.replace(/[\w-]+/g, (word) => names.get(word) ?? word);
      if (meant !== old) element.setAttribute(name, meant);
    }
  }
}
