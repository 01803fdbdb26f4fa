"""What the pages of insight have in common: ways from one to the other, filters, the file to take away."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sapa.insight.asking import Asked
from sapa.insight.views.reports import ways_to_reports
from sapa.lib.dates import add_months, first_of_month

OF_ONE_PAGE = ("by", "figure", "since", "until", "left", "entered")  # what does not go along to another report


@dataclass(frozen=True)
class Tab:
    """A page beside this one, for `ui/tabs.html`, or another way to see it."""

    name: Any
    url: str
    active: bool
    count: int | None = None


def frame(request: Any, asked: Asked, here: str, figures: dict[str, Any], **context: Any) -> dict[str, Any]:
    """The context of a page of insight: `here` is the name of its address without `insight:`."""
    common = dict.fromkeys(OF_ONE_PAGE)
    ways_to_see = [Tab(label, asked.url(figure=key), key == asked.choice("figure")) for key, label in figures.items()]
    form_names = set(context["form"].fields)
    return {
        "asked": asked,
        "reports": ways_to_reports(request.member, f"insight:{here}", asked.url(**common)),
        "figures": ways_to_see,
        "figure": next((one for one in ways_to_see if one.active), None),
        "kept": [(name, value) for name, value in asked.on.items() if name not in form_names],
        "export_url": export_url(request, asked, here),
        **context,
    }


def presets(asked: Asked) -> list[Tab]:
    """Periods that one tap chooses."""
    today = asked.today
    month, year = first_of_month(today), today.replace(month=1, day=1)
    before = date.fromordinal(month.toordinal() - 1)
    found = {
        _("This month"): (month, today),
        _("Last month"): (first_of_month(before), before),
        _("12 months"): (first_of_month(add_months(today, -11)), today),
        _("This year"): (year, today),
        _("Last year"): (year.replace(year=year.year - 1), date.fromordinal(year.toordinal() - 1)),
    }
    now = (asked.period.since, asked.period.until)
    return [Tab(name, asked.url(since=days[0], until=days[1]), days == now) for name, days in found.items()]


def ways(asked: Asked) -> list[Tab]:
    """By what won and lost can be told apart."""
    names = {
        "month": _("Month"),
        "reason": _("Reason"),
        "owner": _("Member"),
        "unit": _("Business unit"),
        "source": _("Source"),
        "product": _("Product"),
    }
    return [Tab(name, asked.url(by=by), by == asked.choice("by")) for by, name in names.items()]


def export_url(request: Any, asked: Asked, here: str) -> str:
    """Empty for who may not take data away. It ends so that `format=…` can be added."""
    if not request.member.may("customers.export"):
        return ""
    query = asked.url()
    return reverse(f"insight:{here}_export") + query + ("&" if len(query) > 1 else "")
