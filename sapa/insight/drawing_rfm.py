"""Recency, frequency and money as a grid and a table, on the page and in a file."""

from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from sapa.insight.asking_customers import AskedOfCustomers
from sapa.insight.drawing_funnel import percent
from sapa.insight.rfm import SCORES, Line, Part, Rfm
from sapa.insight.sheets import Cell, Grid, Head, Row, Sheet, Square, count_cell, heat, money_cell
from sapa.lib.money import format_compact, to_major
from sapa.lib.numbers import format_number

FIGURES = {"count": gettext_lazy("Customers"), "revenue": gettext_lazy("Revenue")}


def draw_grid(rfm: Rfm, asked: AskedOfCustomers, currency: str, *, with_money: bool) -> Grid:
    """Recent ones above, those worth most on the right. A cell leads to its customers."""
    by_money = with_money and asked.choice("figure") == "revenue"
    most = max((_measure(part, by_money) for part in rfm.cells.values()), default=0)
    rows = []
    for recency in reversed(SCORES):
        cells = []
        for worth in SCORES:
            part = rfm.cells.get((recency, worth), Part())
            if not part.customers:
                cells.append(Square(""))
                continue
            text = format_number(part.customers, get_language(), 0)
            money = format_compact(part.revenue, currency, get_language()) if with_money else ""
            names = {"recency": str(recency), "worth": str(worth)}
            url = "" if rfm.on else reverse("customers:list") + asked.customers_query(**names)
            cells.append(Square(text, heat(_measure(part, by_money), most), money, url))
        rows.append((str(recency), cells))
    return Grid(
        title=_("Recency against frequency and money"),
        first="",
        heads=[str(one) for one in SCORES],
        rows=rows,
        across=_("Down: bought lately (5) to long ago (1). Across: seldom and little (1) to often and much (5)."),
        is_even=True,
    )


def draw_groups(rfm: Rfm, asked: AskedOfCustomers, currency: str, *, with_money: bool) -> Sheet:
    """Rows are the named groups."""
    by_money = with_money and asked.choice("figure") == "revenue"
    heads = [Head(_("Customers"), not by_money), Head(_("Share of customers"))]
    if with_money:
        heads += [Head(_("Revenue, 365 days"), by_money), Head(_("Share of revenue"))]

    def row(line: Line) -> Row:
        url = "" if rfm.on else group_url(asked, line.group)
        cells = [count_cell(line.part.customers, url), percent(line.share)]
        if with_money:
            cells += [money_cell(line.part.revenue, currency), percent(line.share_of_revenue)]
        return Row(str(line.group.label), cells, url).labelled(heads)

    total = rfm.total
    sums = [count_cell(total.customers), Cell("")]
    if with_money:
        sums += [money_cell(total.revenue, currency), Cell("")]
    return Sheet(
        title=_("Revenue by group") if by_money else _("Customers by group"),
        first=_("Group"),
        heads=heads,
        rows=[row(line) for line in rfm.lines],
        total=Row(_("Total"), sums).labelled(heads),
        horizontal=True,
    )


def export_rfm(rfm: Rfm, currency: str, *, with_money: bool) -> tuple[list[Any], list[list[Any]]]:
    """A line for each cell that somebody is in, with the group that it belongs to."""
    header = [_("Group"), _("Recency"), _("Frequency and money"), _("Customers")]
    header += [f"{_('Revenue, 365 days')} ({currency})"] if with_money else []
    header += [_("What to do")]
    deeds = {line.group: line.deed for line in rfm.lines}
    rows = []
    for (recency, worth), part in sorted(rfm.cells.items(), reverse=True):
        group = rfm.of_cell[recency, worth]
        money = [to_major(part.revenue, currency)] if with_money else []
        rows.append([group.label, recency, worth, part.customers, *money, deeds[group]])
    return header, rows


def deeds(rfm: Rfm, asked: AskedOfCustomers) -> list[dict[str, Any]]:
    """What to do with each group, with the way to its customers."""
    return [
        {
            "name": line.group.label,
            "deed": line.deed,
            "url": group_url(asked, line.group),
            "count": ngettext("%(count)s customer", "%(count)s customers", line.part.customers)
            % {"count": format_number(line.part.customers, get_language(), 0)},
        }
        for line in rfm.lines
    ]


def group_url(asked: AskedOfCustomers, group: str) -> str:
    """The customers of a group."""
    return reverse("customers:list") + asked.customers_query(rfm=str(group))


def _measure(part: Part, by_money: bool) -> int:
    return part.revenue if by_money else part.customers
