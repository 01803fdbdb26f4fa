"""How few customers bring how much, as tables, on the page and in a file."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from sapa.insight.asking_customers import AskedOfCustomers
from sapa.insight.drawing_funnel import percent
from sapa.insight.earners import Earner
from sapa.insight.funnel import share
from sapa.insight.pareto import Pareto, Part, Tenth
from sapa.insight.sheets import Cell, Head, Row, Sheet, count_cell, money_cell
from sapa.lib.money import to_major
from sapa.lib.numbers import format_number
from sapa.lifecycle.models import Size

FIGURES = {"curve": gettext_lazy("Curve"), "tenths": gettext_lazy("Each tenth")}


def draw_tenths(pareto: Pareto, asked: AskedOfCustomers, currency: str, *, with_cost: bool) -> Sheet:
    """Rows are tenths of the customers, the best first; the chart shows what they bring so far, or each."""
    curve = asked.choice("figure") == "curve"
    heads = [Head(_("Customers")), Head(_("Revenue"), not curve), Head(_("Revenue so far"), curve)]
    if with_cost:
        heads += [
            Head(_("Contribution"), not curve),
            Head(_("Contribution so far"), curve),
            Head(_("Profit"), not curve),
            Head(_("Profit so far"), curve),
        ]

    def cells(part: Part, shares: tuple[Any, ...]) -> list[Cell]:
        money = part.money
        revenue, contribution, profit = (percent(one) for one in shares)
        found = [count_cell(part.customers), money_cell(money.net, currency), revenue]
        if with_cost:
            found += [money_cell(money.contribution, currency), contribution]
            found += [money_cell(money.profit, currency), profit]
        return found

    def row(tenth: Tenth) -> Row:
        name = f"{format_number(tenth.customers or 0, get_language(), 1)}%"
        return Row(name, cells(tenth.part, (tenth.revenue, tenth.contribution, tenth.profit))).labelled(heads)

    total = Row(_("All"), cells(pareto.total, (None, None, None))).labelled(heads)
    return Sheet(
        title=_("What the best of the customers bring together") if curve else _("What each tenth of customers brings"),
        first=_("The best … of the customers"),
        heads=heads,
        rows=[row(tenth) for tenth in pareto.tenths],
        total=total,
        kind="line" if curve else "bar",
    )


def draw_sizes(pareto: Pareto, asked: AskedOfCustomers, currency: str, *, with_cost: bool) -> Sheet:
    """Big, regular and micro ones, with the way to them where the figures are kept; without a chart."""
    heads = [Head(_("Revenue")), Head(_("Share of revenue")), Head(_("Customers")), Head(_("Share of customers"))]
    if with_cost:
        heads += [Head(_("Contribution")), Head(_("Share of contribution")), Head(_("Profit"))]

    def row(size: Size | None, part: Part) -> Row:
        customers, revenue, contribution, _profit = pareto.share_of(part)
        is_known = size is not None and asked.is_of_the_year
        url = reverse("customers:list") + asked.customers_query(size=size) if is_known else ""
        cells = [money_cell(part.money.net, currency), percent(revenue), count_cell(part.customers, url)]
        cells += [percent(customers)]
        if with_cost:
            cells += [money_cell(part.money.contribution, currency), percent(contribution)]
            cells += [money_cell(part.money.profit, currency)]
        return Row(str(size.label) if size else _("Only paid ahead"), cells, url).labelled(heads)

    rows = [row(size, pareto.sizes[size]) for size in (*Size, None) if size in pareto.sizes]
    return Sheet(_("Big, regular and micro customers"), _("Size"), heads, rows)


def draw_best(pareto: Pareto, currency: str, *, with_cost: bool) -> Sheet:
    """The customers themselves, the best first; without a chart."""
    heads = [Head(_("Revenue")), Head(_("Part of all"))]
    if with_cost:
        heads = [Head(_("Contribution")), Head(_("Part of all")), Head(_("Revenue")), Head(_("Profit"))]
    heads += [Head(_("Size"))]
    whole = pareto.total.money.contribution if with_cost else pareto.total.money.net

    def row(one: Earner) -> Row:
        money = one.money
        part = money.contribution if with_cost else money.net
        cells = [money_cell(part, currency), percent(share(part, whole)) if whole > 0 else Cell("")]
        if with_cost:
            cells += [money_cell(money.net, currency), money_cell(money.profit, currency)]
        return Row(one.name, [*cells, Cell(_size(one))], one.url).labelled(heads)

    return Sheet(_("The customers, the best first"), _("Customer"), heads, [row(one) for one in pareto.earners.rows])


def headline(pareto: Pareto, *, with_cost: bool) -> str:
    """How much the best fifth brings."""
    if len(pareto.tenths) < 2:
        return ""
    second = pareto.tenths[1]
    found = second.contribution if with_cost else second.revenue
    if found is None:
        return ""
    words = {
        "customers": format_number(second.customers or 0, get_language(), 1),
        "share": format_number(found, get_language(), 1),
    }
    if with_cost:
        return _("The best %(customers)s%% of the customers bring %(share)s%% of the contribution.") % words
    return _("The best %(customers)s%% of the customers bring %(share)s%% of the revenue.") % words


def export_pareto(rows: Iterable[Earner], currency: str, *, with_cost: bool) -> tuple[list[Any], list[list[Any]]]:
    """A line for each customer, in major units."""
    money_names = [_("Revenue"), _("Contribution"), _("Profit")] if with_cost else [_("Revenue")]
    header = [_("Rank"), _("Customer"), _("Size"), *(f"{name} ({currency})" for name in money_names)]
    lines = []
    for rank, one in enumerate(rows, 1):
        money = one.money
        amounts = (money.net, money.contribution, money.profit) if with_cost else (money.net,)
        lines.append([rank, one.name, _size(one), *(to_major(amount, currency) for amount in amounts)])
    return header, lines


def _size(one: Earner) -> str:
    return str(Size(one.size).label) if one.size else ""
