"""Months and quarters: their days, their months and what they are called."""

from datetime import date, timedelta

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sapa.lib.dates import add_months, first_of_month, format_month

MONTH, QUARTER = "month", "quarter"
MONTHS_IN = {MONTH: 1, QUARTER: 3}
ROMAN = ("I", "II", "III", "IV")


def first_day(length: str, day: date) -> date:
    """Of the month, or of the quarter, in which a day lies."""
    first = first_of_month(day)
    return first if length == MONTH else first.replace(month=(first.month - 1) // 3 * 3 + 1)


def last_day(length: str, first: date) -> date:
    return add_months(first, MONTHS_IN[length]) - timedelta(days=1)


def months_in(length: str, first: date) -> list[date]:
    """The first days of its months."""
    return [add_months(first, number) for number in range(MONTHS_IN[length])]


def shift(length: str, first: date, count: int) -> date:
    """So many periods on (or back)."""
    return add_months(first, count * MONTHS_IN[length])


def period_name(length: str, first: date, *, short: bool = False) -> str:
    """ "November 2026", or "Triwulan IV 2026"."""
    if length == MONTH:
        return format_month(first, get_language(), short=short)
    return _("Quarter %(number)s %(year)s") % {"number": ROMAN[(first.month - 1) // 3], "year": first.year}
