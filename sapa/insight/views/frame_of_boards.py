"""What the boards of customers have in common: what is asked, and all that stands around the figures."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from sapa.customers.forms.filtering import read_region
from sapa.insight.asking_customers import OF_BOARDS, AskedOfCustomers
from sapa.insight.forms import CustomersFilter
from sapa.insight.views.frame import Tab, frame, presets
from sapa.lifecycle.models import MetricsPass

type Names = Mapping[str, Any]


def ask(
    request: Any,
    names: tuple[str, ...] = OF_BOARDS,
    *,
    by: tuple[str, ...] = (),
    figures: Names | None = None,
    year_to: date | None = None,
    has_period: bool = True,
) -> AskedOfCustomers:
    """What the address asks for: filters, a grouping and a figure; without a period where all is as it is now."""
    choices = {"by": by, "figure": tuple(figures or {})}
    query = read_region(request.GET)
    today = timezone.localdate()
    return AskedOfCustomers(
        query,
        member=request.member,
        today=today,
        names=names,
        choices=choices,
        year_to=year_to,
        has_period=has_period,
    )


def last_pass() -> MetricsPass | None:
    """The last time that the figures of all customers were brought up to date. One query."""
    return MetricsPass.objects.order_by("-pk").first()


def frame_of_boards(
    request: Any,
    asked: AskedOfCustomers,
    here: str,
    figures: Names | None = None,
    groupings: Mapping[str, Callable[[], str]] | None = None,
    **context: Any,
) -> dict[str, Any]:
    """The context of a board: `figures` and `groupings` are what can be chosen, by name, and what it is called."""
    ways = [Tab(name(), asked.url(by=by), by == asked.choice("by")) for by, name in (groupings or {}).items()]
    periods = presets(asked) if asked.has_period else []
    common = {
        "ways": ways,
        "way": next((one for one in ways if one.active), None),
        "presets": [of_the_year(asked), *periods] if asked.year_to else periods,
        "form": CustomersFilter(asked, asked.names),
    }
    return frame(request, asked, here, dict(figures or {}), **(common | context))


def of_the_year(asked: AskedOfCustomers) -> Tab:
    """The 365 days whose figures are kept, as a period to choose."""
    return Tab(_("365 days"), asked.url(since=None, until=None), asked.is_of_the_year)
