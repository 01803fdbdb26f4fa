"""The report of sources and campaigns as a table, on the page and in a file."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sapa.insight.asking import NONE
from sapa.insight.asking_customers import AskedOfCustomers
from sapa.insight.sheets import Cell, Head, Row, Sheet, count_cell, money_cell
from sapa.insight.sources import Line, Reached, Sources
from sapa.lib.money import to_major

TITLES: dict[str, Callable[[], str]] = {
    "source": lambda: _("Customers by source"),
    "campaign": lambda: _("Customers by campaign"),
}
FIRSTS: dict[str, Callable[[], str]] = {"source": lambda: _("Source"), "campaign": lambda: _("Campaign")}


def draw_sources(sources: Sources, asked: AskedOfCustomers, currency: str) -> Sheet:
    """Rows are sources or campaigns; the chart shows either how many, or what they cost."""
    by, counts = asked.choice("by"), asked.choice("figure") == "count"
    heads = [
        Head(_("New customers"), is_series=counts),
        Head(_("Arrivals")),
        Head(_("Became contacts")),
        Head(_("Became accounts")),
        Head(_("Became opportunities")),
        Head(_("Customers won"), is_series=counts),
        Head(_("Costs"), is_series=not counts),
        Head(_("Per customer won"), is_series=not counts),
    ]

    def row(name: str, reached: Reached, url: str = "") -> Row:
        per_won = reached.cost_per_won
        cells = [
            count_cell(reached.customers, url),
            count_cell(reached.arrivals),
            *(count_cell(one) for one in (reached.contacts, reached.accounts, reached.opportunities, reached.won)),
            money_cell(reached.cost, currency),
            money_cell(per_won, currency) if per_won is not None else Cell(""),
        ]
        return Row(name, cells).labelled(heads)

    return Sheet(
        title=TITLES[by](),
        first=FIRSTS[by](),
        heads=heads,
        rows=[row(name_of(line, sources, asked), line.reached, _url(line, asked, by)) for line in sources.lines],
        total=row(_("Total"), sources.total),
        horizontal=True,
    )


def export_sources(sources: Sources, asked: AskedOfCustomers, currency: str) -> tuple[list[Any], list[list[Any]]]:
    """A line for each source or campaign, money in major units."""
    header = [FIRSTS[asked.choice("by")](), _("Arrivals"), _("New customers"), _("Became contacts")]
    header += [_("Became accounts"), _("Became opportunities"), _("Customers won")]
    header += [f"{name} ({currency})" for name in (_("Costs"), _("Cost per customer won"))]
    rows = []
    for line in sources.lines:
        one, per_won = line.reached, line.reached.cost_per_won
        counts = [one.arrivals, one.customers, one.contacts, one.accounts, one.opportunities, one.won]
        money = [to_major(one.cost, currency), None if per_won is None else to_major(per_won, currency)]
        rows.append([name_of(line, sources, asked), *counts, *money])
    return header, rows


def name_of(line: Line, sources: Sources, asked: AskedOfCustomers) -> str:
    """What a line is called."""
    if asked.choice("by") == "source":
        return asked.picks.name("source", line.key) if line.key else _("Without a source")
    return sources.names[line.key] if line.key else _("Without a campaign")


def _url(line: Line, asked: AskedOfCustomers, by: str) -> str:
    """The list of those customers; empty where the list cannot show just them."""
    if by != "source":
        return ""
    days = {"since": asked.period.since, "until": asked.period.until}
    return reverse("customers:list") + asked.customers_query(source=line.key or NONE, **days)
