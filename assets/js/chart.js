// <sapa-chart> draws the table inside it: the first column names the points, each column marked data-series is a
// series, each cell's <data value> its number. A chart never stands without its numbers.
import {
  ArcElement, BarController, BarElement, CategoryScale, Chart, DoughnutController, Legend, LinearScale, LineController,
  LineElement, PointElement, Tooltip,
} from "chart.js";

Chart.register(
  ArcElement, BarController, BarElement, CategoryScale, DoughnutController, Legend, LinearScale, LineController,
  LineElement, PointElement, Tooltip,
);

Chart.defaults.font = { family: "system-ui, sans-serif", size: 13 };
const COLORS = ["primary", "accent", "success", "info", "warning", "secondary", "error"];
const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--color-${name}`).trim();

function read(table) {
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...table.tBodies[0].rows];
  const series = heads.flatMap((head, at) => ("series" in head.dataset ? [{ label: head.textContent.trim(), at }] : []));
  const number = (row, at) => Number(row.cells[at].querySelector("data")?.value ?? row.cells[at].textContent);
  return {
    labels: rows.map((row) => row.cells[0].textContent.trim()),
    datasets: series.map(({ label, at }) => ({
      label, data: rows.map((row) => number(row, at)), texts: rows.map((row) => row.cells[at].textContent.trim()),
    })),
  };
}

function paint(data, kind) {
  data.datasets.forEach((set, at) => {
    set.backgroundColor = kind === "doughnut" ? data.labels.map((_, i) => color(COLORS[i % COLORS.length])) : color(COLORS[at % COLORS.length]);
    set.borderColor = kind === "doughnut" ? color("base-100") : set.backgroundColor;
    set.borderWidth = kind === "bar" ? 0 : 2;
    set.borderRadius = kind === "bar" ? 4 : 0;
  });
  return data;
}

class SapaChart extends HTMLElement {
  connectedCallback() {
    this.draw();
    this.redraw = () => this.draw();
    document.addEventListener("sapa:theme", this.redraw);
  }

  disconnectedCallback() {
    document.removeEventListener("sapa:theme", this.redraw);
    this.chart?.destroy();
  }

  draw() {
    const kind = this.getAttribute("kind") || "bar";
    const box = this.querySelector(".chart-canvas");
    const ink = color("base-content");
    const compact = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact" });
    const stacked = this.hasAttribute("stacked");
    const axis = { stacked, border: { display: false }, grid: { color: color("base-300") }, ticks: { color: ink } };
    const value = { ...axis, beginAtZero: true, ticks: { color: ink, callback: (number) => compact.format(number) } };
    const names = { ...axis, grid: { display: false } };
    const lying = this.hasAttribute("horizontal");
    box.classList.add("ready");
    this.chart?.destroy();
    const data = paint(read(this.querySelector("table")), kind);
    this.chart = new Chart(box.querySelector("canvas"), {
      type: kind,
      data,
      options: {
        animation: false, maintainAspectRatio: false, indexAxis: lying ? "y" : "x",
        scales: kind === "doughnut" ? {} : lying ? { x: value, y: names } : { x: names, y: value },
        plugins: {
          legend: { display: kind === "doughnut" || data.datasets.length > 1, position: "bottom", labels: { color: ink, boxWidth: 14 } },
          tooltip: { callbacks: { label: (item) => `${item.dataset.label}: ${item.dataset.texts[item.dataIndex]}` } },
        },
      },
    });
  }
}

customElements.define("sapa-chart", SapaChart);
