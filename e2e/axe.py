"""axe-core, run in a page: what it finds of WCAG 2.2 AA."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = Path(__file__).parent.parent / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Only what is wrong leaves the page: all that is right takes longer to hand over than to find.
RUN = """
rules => axe.run(document, {runOnly: rules, resultTypes: ["violations"]}).then(found => found.violations.map(
    ({id, impact, nodes}) => ({id, impact, places: nodes.map(node => node.target[0])})
))
"""
GRAVE = {"serious", "critical"}


def findings(page: Page) -> list[str]:
    """Every serious or critical finding, as "rule: place"; empty when the page is well."""
    page.evaluate(SCRIPT.read_text(encoding="utf-8"))  # not as a script element: the page's CSP forbids it
    found: list[dict[str, Any]] = page.evaluate(RUN, RULES)
    return [
        f"{violation['id']}: {place}"
        for violation in found
        if violation["impact"] in GRAVE
        for place in violation["places"]
    ]


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than the window: none, on a good day."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
