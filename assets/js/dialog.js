// <a href="…" data-dialog> opens its page in a dialog. Without JavaScript it is an ordinary page: the server
// answers the same HTML to both, and the dialog shows what is inside #content.
import { renameDoubles } from "./ids.js";

const HEADERS = { "X-Sapa-Dialog": "1" };

const text = (name) => document.body.dataset[name] || "";

function show(html, url) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const content = page.querySelector("#content");
  const dialog = document.querySelector("#dialog");
  if (!content || !dialog) return location.assign(url);
  dialog.querySelector("[data-dialog-title]").textContent = page.querySelector("h1")?.textContent.trim() || "";
  const body = dialog.querySelector(".dialog-body");
  body.replaceChildren(...content.childNodes);
  for (const form of body.querySelectorAll("form[method=post]:not([hx-post])")) {
    if (!form.getAttribute("action")) form.setAttribute("action", url);
    form.dataset.dialogForm = "";
  }
  body.querySelectorAll("[autofocus]").forEach((field) => field.removeAttribute("autofocus"));
  renameDoubles(body);
  window.htmx.process(body);
  if (!dialog.open) dialog.showModal();
  const first = body.querySelector("[data-error-summary], [aria-invalid=true], input:not([type=hidden]), select, textarea");
  (first || body.querySelector("a, button"))?.focus();
}

async function load(url, options = {}) {
  try {
    const response = await fetch(url, { credentials: "same-origin", ...options, headers: { ...HEADERS, ...options.headers } });
    const next = response.headers.get("HX-Redirect");
    if (next) return go(next);
    if (response.status >= 500) throw new Error(response.statusText);
    show(await response.text(), response.url || url);
  } catch {
    if (!options.method) return location.assign(url);
    document.dispatchEvent(new CustomEvent("sapa:toast", { detail: { text: text("offline"), kind: "error" } }));
    document.dispatchEvent(new CustomEvent("sapa:released"));
  }
}

function go(url) {
  document.dispatchEvent(new CustomEvent("sapa:leaving"));
  const target = new URL(url, location.href);
  const same = target.pathname === location.pathname && target.search === location.search;
  location.assign(target);
  if (same && target.hash) location.reload();
}

document.addEventListener("click", (event) => {
  const closer = event.target.closest?.("[data-dialog-close]");
  if (closer?.closest("dialog")) {
    event.preventDefault(); // as a page of its own it is a link back
    return closer.closest("dialog").close();
  }
  if (event.target.matches?.("dialog.dialog")) {
    const box = event.target.getBoundingClientRect();
    const outside = event.clientY < box.top || event.clientY > box.bottom || event.clientX < box.left || event.clientX > box.right;
    if (outside && !event.target.querySelector("form[data-changed]")) return event.target.close();
  }
  const link = event.target.closest?.("a[data-dialog]");
  if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  load(link.href);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.dataset.dialogForm === undefined) return;
  event.preventDefault();
  const data = new FormData(form, event.submitter);
  const plain = form.enctype !== "multipart/form-data";
  load(event.submitter?.getAttribute("formaction") || form.getAttribute("action"), { method: "POST", body: plain ? new URLSearchParams(data) : data });
});

document.addEventListener("sapa:dialog", (event) => load(event.detail.url));
