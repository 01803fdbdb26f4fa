// Sends a card to a column, and puts it back where the server refuses.
const send = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

function replace(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  for (const fresh of [...page.body.children]) {
    const old = fresh.id && document.getElementById(fresh.id);
    if (!old) continue;
    old.replaceWith(fresh);
    window.htmx.process(fresh);
  }
}

function reason(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const said = page.querySelector("[role=alert] p, [data-error-summary] li") || page.querySelector("[role=alert]");
  return said?.textContent.trim() || document.body.dataset.refused;
}

export async function move(card, column, putBack) {
  const body = new URLSearchParams({ stage: column.dataset.stage, version: card.dataset.version });
  const token = card.closest("[data-board]").dataset.csrf;
  card.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(new URL(card.dataset.moveUrl, card.querySelector(".deal-title").href), {
      method: "POST", body, credentials: "same-origin",
      headers: { "X-CSRFToken": token, "HX-Request": "true", "X-Sapa-Board": "1" },
    });
    const dialog = response.headers.get("X-Sapa-Dialog-Url");
    const next = response.headers.get("HX-Redirect");
    if (dialog || next) {
      putBack();
      return dialog ? send("sapa:dialog", { url: dialog }) : location.assign(next);
    }
    const html = await response.text();
    if (!response.ok) {
      putBack();
      return send("sapa:toast", { text: reason(html), kind: "error" });
    }
    replace(html);
    document.querySelector("[data-board-status]").textContent = `${card.querySelector(".deal-title").textContent.trim()} → ${column.dataset.name}`;
  } catch {
    putBack();
    send("sapa:toast", { text: document.body.dataset.offline, kind: "error" });
  } finally {
    card.removeAttribute("aria-busy");
  }
}
