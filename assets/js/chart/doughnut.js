// Shares of a whole: the first series, one piece for each name.
import { hint, make } from "./svg.js";

const HOLE = 0.58;

export function doughnut({ names, series }, { width, height }) {
  const [one] = series;
  const whole = one.values.reduce((sum, value) => sum + Math.max(0, value), 0);
  const [x, y, radius] = [width / 2, height / 2, height / 2 - 6];
  const point = (share, distance) => {
    const angle = (share - 0.25) * 2 * Math.PI;
    return `${(x + Math.cos(angle) * distance).toFixed(2)} ${(y + Math.sin(angle) * distance).toFixed(2)}`;
  };
  let from = 0;
  const pieces = one.values.map((value, at) => {
    const share = whole ? Math.max(0, value) / whole : 0;
    const to = from + Math.min(share, 0.9999);
    const large = share > 0.5 ? 1 : 0;
    const path = [
      `M${point(from, radius)}`, `A${radius} ${radius} 0 ${large} 1 ${point(to, radius)}`,
      `L${point(to, radius * HOLE)}`, `A${radius * HOLE} ${radius * HOLE} 0 ${large} 0 ${point(from, radius * HOLE)}Z`,
    ].join("");
    from += share;
    return share ? make("path", { d: path, class: `chart-piece series-${at % 7}` }, hint(`${names[at]}: ${one.texts[at]} (${Math.round(share * 100)}%)`)) : null;
  });
  return make("svg", { width, height }, ...pieces);
}
