"""What the pages of reports about customers have in common: what is asked, and all that stands around the figures."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone

from sapa.insight.asking_customers import AskedOfCustomers
from sapa.insight.forms import CustomersFilter
from sapa.insight.views.frame import Tab, frame, presets


def ask(request: Any, names: tuple[str, ...], by: tuple[str, ...], figures: Mapping[str, Any]) -> AskedOfCustomers:
    """What the address asks for: filters, a grouping and a figure."""
    choices = {"by": by, "figure": tuple(figures)}
    return AskedOfCustomers(
        request.GET, member=request.member, today=timezone.localdate(), names=names, choices=choices
    )


def frame_of_customers(
    request: Any,
    asked: AskedOfCustomers,
    here: str,
    figures: dict[str, Any],
    groupings: Mapping[str, Callable[[], str]],
    **context: Any,
) -> dict[str, Any]:
    """The context of such a page: `figures` and `groupings` are what can be chosen, by name, and what it is called."""
    ways = [Tab(name(), asked.url(by=by), by == asked.choice("by")) for by, name in groupings.items()]
    return frame(
        request,
        asked,
        here,
        figures,
        ways=ways,
        way=next(one for one in ways if one.active),
        presets=presets(asked),
        form=CustomersFilter(asked, asked.names),
        **context,
    )
