"""The conversion of the funnel as a table, on the page and in a file."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sapa.customers.models import Market
from sapa.insight.asking import NONE
from sapa.insight.asking_customers import AskedOfCustomers
from sapa.insight.funnel import Conversion, Funnel, Line
from sapa.insight.sheets import Cell, Head, Row, Sheet, count_cell
from sapa.lib.dates import add_months, format_month
from sapa.lib.numbers import format_number

FIRSTS = {
    "month": lambda: _("Month of arrival"),
    "source": lambda: _("Source"),
    "market": lambda: _("Market"),
    "field": lambda: _("Field of business"),
    "owner": lambda: _("Member"),
    "unit": lambda: _("Business unit"),
}
TITLES = {
    "count": lambda: _("How many reached each step"),
    "share": lambda: _("Conversion from step to step, in percent"),
    "days": lambda: _("Mean days from step to step"),
}


def step_names() -> list[str]:
    """What those who arrived can reach."""
    return [_("Contact"), _("Account"), _("Opportunity"), _("Won")]


def draw_funnel(conversion: Conversion, asked: AskedOfCustomers) -> Sheet:
    """Rows are what was asked for; columns the steps, as numbers, shares of the step before, or days."""
    by, figure = asked.choice("by"), asked.choice("figure")
    whole = {"count": [], "share": [Head(_("Won of all that arrived"))], "days": []}[figure]
    heads = [Head(_("Arrived"), figure == "count"), *(Head(name, True) for name in step_names()), *whole]

    def row(name: str, funnel: Funnel, url: str = "") -> Row:
        cells = {
            "count": lambda: [count_cell(number) for number in funnel.counts[1:]],
            "share": lambda: [percent(one) for one in (*funnel.conversions, funnel.conversion)],
            "days": lambda: [days(way.mean_days) for way in funnel.ways],
        }[figure]()
        return Row(name, [count_cell(funnel.arrived, url), *cells]).labelled(heads)

    return Sheet(
        title=TITLES[figure](),
        first=FIRSTS[by](),
        heads=heads,
        rows=[row(name_of(line, asked), line.funnel, _url(line, asked)) for line in conversion.lines],
        total=row(_("Total"), conversion.total),
        horizontal=by != "month",
    )


def export_funnel(conversion: Conversion, asked: AskedOfCustomers) -> tuple[list[Any], list[list[Any]]]:
    """A line for each thing that was asked for, with all its figures."""
    names = step_names()
    header = [FIRSTS[asked.choice("by")](), _("Arrived"), *names]
    header += [_("%(step)s, %% of the step before") % {"step": name} for name in names]
    header += [_("Won of all that arrived, %")]
    header += [_("%(step)s, mean days") % {"step": name} for name in names]
    rows = []
    for line in conversion.lines:
        funnel = line.funnel
        means = [way.mean_days for way in funnel.ways]
        rows.append([name_of(line, asked), *funnel.counts, *funnel.conversions, funnel.conversion, *means])
    return header, rows


def percent(value: Decimal | None) -> Cell:
    return Cell("") if value is None else Cell(f"{format_number(value, get_language(), 1)}%", str(value))


def days(value: Decimal | None) -> Cell:
    """A number of days, with one decimal."""
    return Cell("") if value is None else Cell(format_number(value, get_language(), 1), str(value))


def name_of(line: Line, asked: AskedOfCustomers) -> str:
    """What a line is called."""
    by = asked.choice("by")
    if by == "month":
        return format_month(line.key, get_language(), short=True)
    if line.key is None:
        return _("none")
    if by == "market":
        return str(Market(line.key).label)
    return str(line.key) if by == "field" else asked.picks.name(by, line.key)


def _url(line: Line, asked: AskedOfCustomers) -> str:
    """The list of those who arrived; empty where it cannot show just them."""
    by, since, until = asked.choice("by"), asked.period.since, asked.period.until
    more: dict[str, Any] = {}
    if by == "month":
        ends = add_months(line.key, 1)
        since, until = max(since, line.key), min(until, ends.fromordinal(ends.toordinal() - 1))
    elif line.key is None and by in {"field", "market"}:
        return ""
    else:
        more[by] = NONE if line.key is None else line.key
    return reverse("customers:list") + asked.customers_query(since=since, until=until, **more)


def steps_of(funnel: Funnel) -> Sequence[dict[str, Any]]:
    """The whole cohort, step by step, for the figures at the head of the page."""
    shown = [{"name": _("Arrived"), "count": funnel.arrived, "share": None, "days": None}]
    for name, way, part in zip(step_names(), funnel.ways, funnel.conversions, strict=True):
        shown.append({"name": name, "count": way.reached, "share": part, "days": way.mean_days})
    return shown
