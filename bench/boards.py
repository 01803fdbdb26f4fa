"""The boards and segments of the report: what is kept of all customers, seen from many sides."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from bench.browser import Answer

if TYPE_CHECKING:
    from bench.measure import Pages

PAGES = {
    "stages board": "/ukur/insight/stages/",
    "RFM board": "/ukur/insight/rfm/",
    "Pareto board": "/ukur/insight/pareto/",
    "profit board": "/ukur/insight/profit/",
    "retention board": "/ukur/insight/retention/",
    "attrition board": "/ukur/insight/attrition/",
    "reasons of attrition": "/ukur/insight/attrition/?by=why",
    "value board": "/ukur/insight/value/",
    "segments": "/ukur/segments/",
    "filter panel": "/ukur/customers/filters/",
}


def steps(pages: "Pages") -> dict[str, Callable[[], Answer]]:
    """Each as a director opens it, without a filter; the customer list with one segment after the other."""
    get, row = pages.browser.get, pages.next
    found: dict[str, Callable[[], Answer]] = {name: partial(get, path) for name, path in PAGES.items()}
    return found | {"list of a segment": lambda: get(f"/ukur/customers/?segment={row('segments')}")}
