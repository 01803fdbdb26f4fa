// A line for each series. Lines are told apart by their dots as well as by colour.
import { frame, hint, make } from "./svg.js";

const DASHES = ["", "7 4", "2 4", "10 3 2 3"];

export function lines({ names, series }, options) {
  const plot = frame(names, series.flatMap((one) => one.values), options);
  const shapes = series.flatMap((one, row) => {
    const points = one.values.map((value, at) => [plot.left + plot.room * (at + 0.5), plot.up(value)]);
    const path = make("polyline", { points: points.join(" "), class: `chart-line series-${row % 7}`, "stroke-dasharray": DASHES[row % 4] });
    const dots = points.map(([cx, cy], at) =>
      make("circle", { cx, cy, r: 5, class: `series-${row % 7}` }, hint(`${names[at]} · ${one.name}: ${one.texts[at]}`)),
    );
    return [path, ...dots];
  });
  return make("svg", { width: options.width, height: options.height }, ...plot.shapes, ...shapes);
}
