// <sapa-chart kind="bar | line | doughnut"> draws the table inside it: the first column names the points, each column
// marked data-series is a series, each cell's <data value> its number. A chart never stands without its numbers.
import { bars, lyingBars } from "./chart/bars.js";
import { doughnut } from "./chart/doughnut.js";
import { lines } from "./chart/lines.js";
import { make } from "./chart/svg.js";

const HEIGHT = 256;

function read(table) {
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...table.tBodies[0].rows];
  const number = (row, at) => Number(row.cells[at].querySelector("data")?.value ?? row.cells[at].textContent) || 0;
  return {
    names: rows.map((row) => row.cells[0].textContent.trim()),
    series: heads
      .map((head, at) => ({ head, at }))
      .filter(({ head }) => "series" in head.dataset)
      .map(({ head, at }) => ({
        name: head.textContent.trim(),
        values: rows.map((row) => number(row, at)),
        texts: rows.map((row) => row.cells[at].textContent.trim()),
      })),
  };
}

function legend(names) {
  const list = document.createElement("ul");
  list.className = "chart-legend";
  list.append(
    ...names.map((name, at) => {
      const item = document.createElement("li");
      item.append(make("svg", { viewBox: "0 0 12 12", class: `series-${at % 7}` }, make("rect", { width: 12, height: 12, rx: 3 })), name);
      return item;
    }),
  );
  return list;
}

class SapaChart extends HTMLElement {
  connectedCallback() {
    this.box = this.querySelector(".chart-canvas");
    this.data = read(this.querySelector("table"));
    if (!this.data.series.some((one) => one.values.some(Boolean))) return; // nothing to draw: the table says so
    this.box.classList.add("ready");
    this.watcher = new ResizeObserver(() => this.draw());
    this.watcher.observe(this.box);
  }

  disconnectedCallback() {
    this.watcher?.disconnect();
  }

  draw() {
    const width = Math.floor(this.box.clientWidth);
    if (!width || width === this.width) return;
    this.width = width;
    const kind = this.getAttribute("kind") || "bar";
    const options = { width, height: HEIGHT, stacked: this.hasAttribute("stacked") };
    const lying = this.hasAttribute("horizontal");
    const drawn = kind === "doughnut" ? doughnut(this.data, options) : kind === "line" ? lines(this.data, options) : lying ? lyingBars(this.data, options) : bars(this.data, options);
    const names = kind === "doughnut" ? this.data.names : this.data.series.map((one) => one.name);
    this.box.replaceChildren(drawn, ...(names.length > 1 ? [legend(names)] : []));
  }
}

customElements.define("sapa-chart", SapaChart);
