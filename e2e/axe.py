"""axe-core, run in a page: what it finds of WCAG 2.2 AA, and of good practice, that is grave."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

SCRIPT = Path(__file__).parent.parent / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
GRAVE = ["serious", "critical"]
# Rules that can find nothing grave are not run: they take as long as those that can. Only what is wrong leaves the
# page: all that is right takes longer to hand over than to find.
RUN = """
([tags, grave, only, without]) => {
    const rules = axe._audit.rules.filter(({tags: of, impact}) =>
        of.some(tag => tags.includes(tag)) && !of.includes("experimental") && !of.includes("deprecated")
        && grave.includes(impact)).map(({id}) => id).filter(id => !only.length || only.includes(id));
    return axe.run({exclude: without}, {runOnly: {type: "rule", values: rules}, resultTypes: ["violations"]})
        .then(found => found.violations.map(
            ({id, impact, nodes}) => ({id, impact, places: nodes.map(node => node.target[0])})
        ));
}
"""
FRAME = [".sidebar", ".topbar", ".dock"]  # around every page, and the same around each


def findings(page: Page, *, only: Sequence[str] = (), without: Sequence[str] = ()) -> list[str]:
    """Every serious or critical finding, as "rule: place"; empty when the page is well.

    Of `only` these rules, else of all; in the page without what these selectors find.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(SCRIPT.read_text(encoding="utf-8"))  # not as a script element: the page's CSP forbids it
    found: list[dict[str, Any]] = page.evaluate(RUN, [TAGS, GRAVE, list(only), list(without)])
    return [
        f"{violation['id']}: {place}"
        for violation in found
        if violation["impact"] in GRAVE
        for place in violation["places"]
    ]


def overflow(page: Page) -> int:
    """Pixels by which the page is wider than the window: none, on a good day."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
