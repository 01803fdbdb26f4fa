"""Retention as a grid and a table, on the page and in a file."""

from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sapa.insight.asking_customers import AskedOfCustomers
from sapa.insight.cohorts import AGES, Cohort, Cohorts
from sapa.insight.drawing_funnel import percent
from sapa.insight.sheets import Grid, Head, Row, Sheet, Square, count_cell, heat
from sapa.lib.dates import add_months, format_month
from sapa.lib.numbers import format_number


def draw_cohorts(cohorts: Cohorts) -> Grid:
    """Rows are months of first purchase, columns months after; the cells are shaded by their share."""
    shares = [found for one in cohorts.cohorts for age in AGES if (found := one.share(age))]
    most = float(max(shares, default=Decimal(0)))

    def square(one: Cohort, age: int) -> Square:
        found = one.share(age)
        if found is None:
            return Square("")
        is_young = add_months(one.month, age) == cohorts.current
        text = f"{format_number(found, get_language(), 0)}%"
        return Square(f"({text})" if is_young else text, heat(float(found), most))

    rows = []
    for one in cohorts.cohorts:
        head = [Square(_number(one.size)), Square(percent(one.repeat_rate).text)]
        rows.append((format_month(one.month, get_language(), short=True), [*head, *(square(one, age) for age in AGES)]))
    heads = [_("Customers"), _("Repeat rate"), *(f"+{age}" for age in AGES)]
    return Grid(_("Bought again, so many months after the first purchase"), _("First purchase"), heads, rows)


def draw_ages(cohorts: Cohorts) -> Sheet:
    """All cohorts together, by months after the first purchase."""
    heads = [Head(_("Bought again, %"), True), Head(_("Bought again")), Head(_("Of so many customers"))]
    rows = [
        Row(f"+{age.months}", [percent(age.share), count_cell(age.again), count_cell(age.customers)]).labelled(heads)
        for age in cohorts.ages
    ]
    return Sheet(_("Retention by months after the first purchase"), _("Months after"), heads, rows, kind="line")


def export_cohorts(cohorts: Cohorts) -> tuple[list[Any], list[list[Any]]]:
    """A line for each cohort: how many bought again in each month after, empty where that is to come."""
    header = [_("Month of first purchase"), _("Customers"), _("Bought again ever"), _("Repeat rate, %")]
    header += [_("Bought again, month +%(age)d") % {"age": age} for age in AGES]
    rows = []
    for one in cohorts.cohorts:
        again = [one.again[age - 1] if age <= len(one.again) else None for age in AGES]
        rows.append([one.month, one.size, one.repeated, one.repeat_rate, *again])
    return header, rows


def buyers_url(asked: AskedOfCustomers) -> str:
    """Those who bought once so far: whom to bring back."""
    return reverse("customers:list") + asked.customers_query(stage="first")


def _number(count: int) -> str:
    return format_number(count, get_language(), 0)
