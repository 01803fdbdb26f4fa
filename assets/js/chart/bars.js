// Bars beside each other, on top of each other, or lying.
import { brief, frame, hint, label, make, roundScale } from "./svg.js";

const totals = (names, series) => names.map((_, at) => series.reduce((sum, one) => sum + one.values[at], 0));
const said = (name, one, at) => hint(`${name} · ${one.name}: ${one.texts[at]}`);

const CHARACTER = 7.5;

// A name in one line or, where it is longer than so many characters, in two. Only a long word is cut.
function inLines(name, most) {
  const cut = (text) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);
  const space = name.length > most ? name.lastIndexOf(" ", most) : -1;
  return space > 0 ? [cut(name.slice(0, space)), cut(name.slice(space + 1))] : [cut(name)];
}

export function bars({ names, series }, options) {
  const values = options.stacked ? totals(names, series) : series.flatMap((one) => one.values);
  const plot = frame(names, values, options);
  const thick = Math.min(56, (plot.room * 0.72) / (options.stacked ? 1 : series.length));
  const shapes = names.flatMap((name, at) => {
    let base = 0;
    return series.map((one, row) => {
      const from = options.stacked ? base : 0;
      const value = one.values[at];
      base += value;
      const middle = plot.left + plot.room * (at + 0.5);
      const x = options.stacked ? middle - thick / 2 : middle + (row - series.length / 2) * thick;
      const y = Math.min(plot.up(from), plot.up(from + value));
      const height = Math.abs(plot.up(from) - plot.up(from + value));
      return make("rect", { x: x + 1, y, width: Math.max(1, thick - 2), height, rx: Math.min(3, height), class: `series-${row % 7}` }, said(name, one, at));
    });
  });
  return make("svg", { width: options.width, height: options.height }, ...plot.shapes, ...shapes);
}

export function lyingBars({ names, series }, { width, stacked }) {
  const values = stacked ? totals(names, series) : series.flatMap((one) => one.values);
  const { share, marks } = roundScale(values);
  const left = Math.min(width * 0.4, Math.max(...names.map((name) => name.length)) * CHARACTER + 8);
  const most = Math.floor((left - 8) / CHARACTER);
  const room = stacked ? 32 : 12 + 18 * series.length;
  const height = names.length * room + 26;
  const along = (value) => left + share(value) * (width - left - 28);
  const shapes = marks.flatMap((mark) => [
    make("line", { x1: along(mark), x2: along(mark), y1: 4, y2: height - 22, class: mark ? "chart-grid" : "chart-ground" }),
    label(brief(mark), { x: along(mark), y: height - 6, "text-anchor": "middle" }),
  ]);
  names.forEach((name, at) => {
    const middle = room * (at + 0.5);
    const shown = inLines(name, most);
    const first = middle + 4 - 7 * (shown.length - 1);
    shapes.push(...shown.map((line, row) => label(line, { x: left - 8, y: first + 14 * row, "text-anchor": "end" })));
    const thick = stacked ? 20 : 18;
    let base = 0;
    series.forEach((one, row) => {
      const from = stacked ? base : 0;
      base += one.values[at];
      const y = stacked ? middle - 10 : middle + (row - series.length / 2) * 18;
      const length = Math.max(0, along(from + one.values[at]) - along(from));
      shapes.push(make("rect", { x: along(from), y: y + 1, width: length, height: thick - 2, rx: Math.min(3, length), class: `series-${row % 7}` }, said(name, one, at)));
    });
  });
  return make("svg", { width, height }, ...shapes);
}
