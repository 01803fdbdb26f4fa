"""A customer in a few figures, for the first screen of a phone: what is due, earned, expected, said and owed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from sapa.lib.bars import draw_bars
from sapa.lib.dates import SHORT_MONTHS, format_month
from sapa.lib.money import format_compact, format_money
from sapa.lib.numbers import format_number, is_english
from sapa.lifecycle.life import Life
from sapa.lifecycle.models import Activity, CustomerMetrics
from sapa.sales.panel import Sold
from sapa.team.models import Member

BARS = 32  # the height of the drawing's bars: low, to stand on the first screen of a phone


@dataclass(frozen=True)
class Cell:
    """A figure with a word for it, and whether it calls for something to be done."""

    label: str
    value: str
    is_late: bool = False


def glance(member: Member, life: Life, sold: Sold, on: date) -> Sequence[Cell]:
    """What is known, and the member may know, of somebody who ever bought. How each came about stands in the record."""
    row = life.row
    if row is None or not row.purchases:
        return []
    currency, told = member.organization.currency, [_due(row, on)]
    if member.may("catalogue.cost"):
        profit = format_compact(row.profit_year, currency, get_language())
        told.append(Cell(_("Profit in a year"), profit, row.profit_year < 0))
    told += [_expected(member, life), _satisfaction(row, life)]
    if sold.receivable:
        owed = format_compact(sold.receivable, currency, get_language())
        told.append(Cell(_("Receivable"), owed, bool(sold.due_on and sold.due_on < on)))
    return [one for one in told if one]


def _due(row: CustomerMetrics, on: date) -> Cell | None:
    """When they should buy again: without the year, where that is plain. Nothing of who gave that up."""
    if row.due_on is None or row.activity == Activity.PASSIVE:
        return None
    language = get_language()
    month = SHORT_MONTHS["en" if is_english(language) else "id"][row.due_on.month - 1]
    year = f" {row.due_on.year}" if abs((row.due_on - on).days) > 180 else ""
    return Cell(_("Next purchase"), f"{row.due_on.day} {month}{year}", bool(row.late_on and row.late_on <= on))


def _expected(member: Member, life: Life) -> Cell | None:
    """The worth of what they will buy, or how often they will, for who may not know what a sale brings."""
    value = life.expected
    if value is None or not member.may("sales.view"):
        return None
    language = get_language()
    if value.worth and member.may("catalogue.cost"):
        said = format_compact(value.worth, member.organization.currency, language)
    else:
        said = _("%(times)s times") % {"times": format_number(value.purchases, language, 1)}
    return Cell(_("Expected"), said)


def _satisfaction(row: CustomerMetrics, life: Life) -> Cell | None:
    if row.satisfaction is None:
        return None
    said = _("%(score)s of 5") % {"score": row.satisfaction}
    return Cell(_("Satisfaction"), said, row.satisfaction < life.rules.satisfied_from)


def purchases(life: Life, currency: str) -> dict[str, Any]:
    """The last months: in a sentence, drawn where something was bought, and in numbers. Empty for who sees no sales."""
    bought = [month for month in life.months if month.invoices]
    if life.row is None or not life.row.first_on or not life.months:
        return {"bought": "", "bars": "", "months": []}
    if not bought:
        return {"bought": _("Bought nothing in twelve months"), "bars": "", "months": []}
    months = _in_numbers(life, currency)
    if not any(month.amount > 0 for month in bought):
        return {"bought": _("Gave back all they bought in twelve months"), "bars": "", "months": months}
    amount, times = sum(month.amount for month in life.months), sum(month.invoices for month in life.months)
    said = ngettext("Twelve months: %(sum)s, %(n)s invoice", "Twelve months: %(sum)s, %(n)s invoices", times)
    words = {"sum": format_compact(amount, currency, get_language()), "n": times}
    return {"bought": said % words, "bars": _drawn(life, currency), "months": months}


def _in_numbers(life: Life, currency: str) -> Sequence[tuple[str, int, str]]:
    """The name of each month, its invoices and what was bought."""
    language = get_language()
    return [
        (
            format_month(month.first, language, short=True),
            month.invoices,
            format_money(month.amount, currency, language),
        )
        for month in life.months
    ]


def _drawn(life: Life, currency: str) -> str:
    language = get_language()
    short = SHORT_MONTHS["en" if is_english(language) else "id"]
    texts = [
        f"{format_month(month.first, language, short=True)}: {format_compact(month.amount, currency, language)}"
        for month in life.months
    ]
    labels = [short[month.first.month - 1] for month in life.months]
    return draw_bars([month.amount for month in life.months], labels, texts, height=BARS)
