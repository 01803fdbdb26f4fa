"""What the value model foresaw as a table, on the page; and what it expects of customers, in a file."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sapa.insight.asking_customers import AskedOfCustomers
from sapa.insight.sheets import Cell, Head, Row, Sheet, count_cell
from sapa.insight.value import Holdout
from sapa.insight.value import Row as Expected
from sapa.lib.dates import format_date
from sapa.lib.money import format_money, to_major
from sapa.lib.numbers import format_number
from sapa.lifecycle.value_terms import MOST_TOLD, Line


def draw_values(found: Iterable[Expected], currency: str, *, with_money: bool) -> Sheet:
    """Rows are customers; without a chart."""
    heads = [Head(_("Expected value"))] if with_money else []
    heads += [
        Head(_("Expected purchases")),
        Head(_("Still a customer")),
        Head(_("Bought")),
        Head(_("Last purchase")),
    ]
    language, rows = get_language(), []
    for one in found:
        bought = f"{format_number(one.purchases, language, 0)}×" if one.purchases is not None else ""
        cells = [Cell(format_money(one.value.value, currency, language))] if with_money else []
        cells += [
            Cell(format_number(one.value.expected_purchases, language, 1)),
            Cell(f"{format_number(one.alive, language, 0)}%"),
            Cell(bought),
            Cell(format_date(one.last_on, language) if one.last_on else ""),
        ]
        rows.append(Row(one.customer.name, cells, one.customer.get_absolute_url()).labelled(heads))
    title = _("Worth most") if with_money else _("Will buy most often")
    return Sheet(title, _("Customer"), heads, rows)


def draw_holdout(holdout: Holdout, asked: AskedOfCustomers) -> Sheet:
    """Rows are customers by how often they had bought again; the chart shows what came beside what was foreseen."""
    each = asked.choice("figure") == "each"
    heads = [
        Head(_("Customers")),
        Head(_("Came, each"), is_series=each),
        Head(_("Foreseen, each"), is_series=each),
        Head(_("Came"), is_series=not each),
        Head(_("Foreseen"), is_series=not each),
    ]

    def row(name: str, customers: int, actual: int, expected: float) -> Row:
        many = max(customers, 1)
        cells = [
            count_cell(customers),
            fraction_cell(actual / many, 2),
            fraction_cell(expected / many, 2),
            count_cell(actual),
            fraction_cell(expected, 0),
        ]
        return Row(name, cells).labelled(heads)

    return Sheet(
        title=_("Purchases that came, beside those foreseen"),
        first=_("Had bought again"),
        heads=heads,
        rows=[row(repeats_name(line), line.customers, line.actual, line.expected) for line in holdout.lines],
        total=row(_("Total"), sum(line.customers for line in holdout.lines), holdout.actual, holdout.expected),
    )


def repeats_name(line: Line) -> str:
    """ "3×", and of the last line "7× or more"."""
    return _("%(count)s× or more") % {"count": MOST_TOLD} if line.repeats == MOST_TOLD else f"{line.repeats}×"


def fraction_cell(value: float, places: int) -> Cell:
    return Cell(format_number(value, get_language(), places), f"{value:.4f}") if value else Cell("")


def export_values(
    lines: Iterable[tuple[Any, ...]], asked: AskedOfCustomers, currency: str
) -> tuple[list[Any], Iterator[list[Any]]]:
    """A line for each customer, money in major units."""
    header = [_("Customer"), _("Member"), _("Still a customer, %"), _("Expected purchases")]
    header.append(f"{_('Expected value')} ({currency})")

    def rows() -> Iterator[list[Any]]:
        for _customer, name, owner, alive, purchases, value in lines:
            member = asked.picks.name("owner", owner) if owner else ""
            yield [name, member, round(100 * alive, 1), round(purchases, 2), to_major(value, currency)]

    return header, rows()
