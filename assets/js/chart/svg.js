// Shapes, and a scale whose marks are round numbers.
const SPACE = "http://www.w3.org/2000/svg";

export function make(name, attributes = {}, ...children) {
  const shape = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) shape.setAttribute(key, value);
  shape.append(...children.filter(Boolean));
  return shape;
}

export const hint = (text) => make("title", {}, text);

export const label = (text, attributes) => make("text", attributes, text);

const short = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact", maximumFractionDigits: 1 });
export const brief = (value) => short.format(value);

export function roundScale(values) {
  const top = Math.max(0, ...values);
  const low = Math.min(0, ...values);
  const rough = (top - low || 1) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((size) => size >= rough);
  const first = Math.floor(low / step);
  const last = Math.max(Math.ceil(top / step), first + 1);
  const marks = Array.from({ length: last - first + 1 }, (_, at) => (first + at) * step);
  return { marks, share: (value) => (value - first * step) / ((last - first) * step) };
}

// The grid and the names below it. Gives the plot's edges and the height at which a value stands.
export function frame(names, values, { width, height }) {
  const scale = roundScale(values);
  const left = Math.max(...scale.marks.map((mark) => brief(mark).length)) * 8 + 10;
  const plot = { left, right: width - 4, top: 8, bottom: height - 26 };
  const room = (plot.right - left) / names.length;
  const up = (value) => plot.bottom - scale.share(value) * (plot.bottom - plot.top);
  const every = Math.ceil((Math.max(...names.map((name) => name.length)) * 7 + 8) / room);
  const shapes = scale.marks.flatMap((mark) => [
    make("line", { x1: left, x2: plot.right, y1: up(mark), y2: up(mark), class: mark ? "chart-grid" : "chart-ground" }),
    label(brief(mark), { x: left - 6, y: up(mark) + 4, "text-anchor": "end" }),
  ]);
  names.forEach((name, at) => {
    const middle = left + room * (at + 0.5);
    if (at % every === 0 && middle + name.length * 3.5 <= width) shapes.push(label(name, { x: middle, y: height - 6, "text-anchor": "middle" }));
  });
  return { ...plot, room, up, shapes };
}
