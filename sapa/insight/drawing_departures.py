"""Attrition as tables, on the page and in a file."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from sapa.customers.models import Market
from sapa.insight.asking import NONE
from sapa.insight.asking_customers import AskedOfCustomers
from sapa.insight.churn import Churn, Month
from sapa.insight.departures import NOT_ASKED, REASONS, Departures, Gone, Line
from sapa.insight.drawing_funnel import percent
from sapa.insight.earnings import is_by_year
from sapa.insight.sheets import Cell, Head, Row, Sheet, count_cell, money_cell
from sapa.lib.dates import format_month
from sapa.lib.money import to_major
from sapa.lifecycle.models import Activity, Departure
from sapa.places.models import Region

WAYS = {
    "month": lambda: _("Month"),
    "why": lambda: _("Reason"),
    "to": lambda: _("To whom"),
    "region": lambda: _("Region"),
    "channel": lambda: _("Channel"),
    "market": lambda: _("Market"),
    "unit": lambda: _("Business unit"),
    "owner": lambda: _("Member"),
}

SHOWN = 50  # lines of a table; the file has all


def draw_churn(churn: Churn, asked: AskedOfCustomers) -> Sheet:
    """Rows are months; the chart shows the percent that was lost."""
    heads = [
        Head(_("Churn"), True),
        Head(_("Active at the start")),
        Head(pgettext("customer", "Left")),
        Head(_("Active until then")),
        Head(_("Turned passive")),
    ]
    by_year = is_by_year(asked.period)

    def row(month: Month) -> Row:
        name = str(month.first.year) if by_year else format_month(month.first, get_language(), short=True)
        counts = [count_cell(one) for one in (month.active, month.left, month.active_left, month.passive)]
        return Row(name, [percent(month.churn), *counts]).labelled(heads)

    sums = [count_cell(one) for one in (churn.left, churn.active_left, churn.passive)]
    total = [percent(churn.average), Cell(""), *sums]
    title, first = (_("Lost by year"), _("Year")) if by_year else (_("Lost by month"), _("Month"))
    rows = [row(month) for month in churn.months]
    return Sheet(title, first, heads, rows, Row(_("Average"), total).labelled(heads), kind="line")


def draw_departures(found: Departures, asked: AskedOfCustomers, currency: str, *, with_money: bool) -> Sheet:
    """Rows are what was asked for; the chart shows who left and who turned passive on top of each other."""
    by = asked.choice("by")
    heads = [Head(pgettext("customer", "Left"), True), Head(_("Passive now"), True)]
    if by not in REASONS:
        heads += [Head(_("Active now")), Head(_("Lost of all"))]
    heads += [Head(_("Spent with us before"))] if with_money else []

    def row(name: str, gone: Gone, passive_url: str = "") -> Row:
        cells = [count_cell(gone.left), count_cell(gone.passive, passive_url)]
        if by not in REASONS:
            cells += [count_cell(gone.active), percent(gone.share)]
        return Row(name, [*cells, *([money_cell(gone.spent, currency)] if with_money else [])]).labelled(heads)

    names = _names(found.lines[:SHOWN], asked, by)
    rows = [row(names[line.key], line.gone, _passive_url(line, asked, by)) for line in found.lines[:SHOWN]]
    return Sheet(TITLES[by](), WAYS[by](), heads, rows, row(_("Total"), found.total), stacked=True, horizontal=True)


TITLES = {
    "why": lambda: _("Lost by reason"),
    "to": lambda: _("To whom they went"),
    "region": lambda: _("Lost by region"),
    "channel": lambda: _("Lost by channel"),
    "market": lambda: _("Lost by market"),
    "unit": lambda: _("Lost by business unit"),
    "owner": lambda: _("Lost by member"),
}


def export_churn(churn: Churn, asked: AskedOfCustomers) -> tuple[list[Any], list[list[Any]]]:
    """A line for each month."""
    first = _("Year") if is_by_year(asked.period) else _("Month")
    left = [pgettext("customer", "Left"), _("Active until then")]
    header = [first, _("Active at the start"), *left, _("Turned passive"), _("Churn, %")]
    return header, [[one.first, one.active, one.left, one.active_left, one.passive, one.churn] for one in churn.months]


def export_departures(
    found: Departures, asked: AskedOfCustomers, currency: str, *, with_money: bool
) -> tuple[list[Any], list[list[Any]]]:
    """A line for each thing that was asked for."""
    by = asked.choice("by")
    names = _names(found.lines, asked, by)
    header = [WAYS[by](), pgettext("customer", "Left"), _("Passive now"), _("Active now"), _("Lost of all, %")]
    header += [f"{_('Spent with us before')} ({currency})"] if with_money else []
    rows = []
    for line in found.lines:
        gone = line.gone
        standing = [None, None] if by in REASONS else [gone.active, gone.share]
        money = [to_major(gone.spent, currency)] if with_money else []
        rows.append([names[line.key], gone.left, gone.passive, *standing, *money])
    return header, rows


def export_left(rows: Iterable[Departure]) -> tuple[list[Any], list[list[Any]]]:
    """A line for each who left."""
    header = [_("Date"), _("Customer"), _("Reason"), _("To whom"), _("Note"), _("Came back")]
    lines = []
    for one in rows:
        told = [Departure.Why(one.why).label, one.switched_to, one.note]
        lines.append([one.on, one.customer.name, *told, one.returned_on])
    return header, lines


def passive_url(asked: AskedOfCustomers, **more: Any) -> str:
    """The passive customers: to be asked, or won back."""
    return reverse("customers:list") + asked.customers_query(activity=Activity.PASSIVE.value, **more)


def _passive_url(line: Line, asked: AskedOfCustomers, by: str) -> str:
    """Those of a line; empty where the list cannot show just them."""
    if by in REASONS:
        return passive_url(asked) if line.key == NOT_ASKED else ""
    if line.key is None:
        return passive_url(asked, **{by: NONE}) if by in {"channel", "unit", "owner"} else ""
    return passive_url(asked, **{by: line.key})


def _names(lines: Sequence[Line], asked: AskedOfCustomers, by: str) -> dict[Any, str]:
    """What the keys of the lines are called."""
    keys: list[Any] = [line.key for line in lines]
    none = {None: _("not told") if by == "to" else _("none"), NOT_ASKED: _("Passive, nobody asked why yet")}
    if by == "why":
        return none | {why.value: str(why.label) for why in Departure.Why}
    if by == "to":
        return {key: key for key in keys if key} | none
    if by == "market":
        return none | {market.value: str(market.label) for market in Market}
    if by == "region":
        regions = Region.objects.filter(pk__in=[key for key in keys if key])
        return {key: key for key in keys if key} | none | {one.pk: _region_name(one) for one in regions}
    return none | {key: asked.picks.name(by, key) for key in keys if key is not None}


def _region_name(region: Region) -> str:
    """With the one that it lies in."""
    return ", ".join([region.name, *region.above[:1]])
