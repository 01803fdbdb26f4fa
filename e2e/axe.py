"""axe-core, run in a page: what it finds of WCAG 2.2 AA."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = Path(__file__).parent.parent / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
GRAVE = {"serious", "critical"}


def findings(page: Page) -> list[str]:
    """Every serious or critical finding, as "rule: place"; empty when the page is well."""
    page.evaluate(SCRIPT.read_text(encoding="utf-8"))  # not as a script element: the page's CSP forbids it
    found: dict[str, Any] = page.evaluate("rules => axe.run(document, {runOnly: rules})", RULES)
    return [
        f"{violation['id']}: {node['target'][0]}"
        for violation in found["violations"]
        if violation["impact"] in GRAVE
        for node in violation["nodes"]
    ]


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than the window: none, on a good day."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
