"""What customers brought in a period and what they cost, from their papers and touches: by month, or by customer."""

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import partial
from typing import Any

from django.db.models import BigIntegerField, Case, DateField, F, Q, QuerySet, Sum, Value, When
from django.utils import timezone

from sapa.activities.models import Interaction
from sapa.catalogue.models import Promotion
from sapa.insight.asking import Period
from sapa.insight.asking_customers import AskedOfCustomers
from sapa.insight.cohorts import purchases
from sapa.insight.gathering import Statement, gather, statement
from sapa.lib.dates import add_months, first_of_month, start_of_day
from sapa.lifecycle.models import LifecycleRules
from sapa.pipeline.models import Inquiry
from sapa.sales.models import CreditNote, Invoice, PromotionUse
from sapa.team.models import Member

PARTS = ("gross", "off", "goods", "served")
PURCHASES = "bought"
MOST_MONTHS = 36  # of a trend by month; a longer one is by year


@dataclass(frozen=True)
class Money:
    """In minor units, without tax: sold before discounts, taken off by them, what the goods cost, and serving."""

    gross: int = 0
    off: int = 0
    goods: int = 0
    served: int = 0

    def __add__(self, other: "Money") -> "Money":
        return Money(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))

    @property
    def net(self) -> int:
        """The revenue: after discounts."""
        return self.gross - self.off

    @property
    def contribution(self) -> int:
        """What is left of it when the goods are paid."""
        return self.net - self.goods

    @property
    def profit(self) -> int:
        """And when serving the customer is paid as well."""
        return self.contribution - self.served


@dataclass(frozen=True)
class Point:
    """A month of a trend (its first day), or a year."""

    first: date
    money: Money


def trend(asked: AskedOfCustomers, member: Member, rules: LifecycleRules) -> list[Point]:
    """All customers asked for together, month by month; of more than three years year by year. Two queries.

    The databases sum papers by day, which costs them less than to tell months apart.
    """
    firsts = bins(asked.period)
    places = _Places(F("on"), F("invoice__on"), _first("at", firsts), are_few=True)
    sums = [Money()] * len(firsts)
    for day, *parts in gather(_summed(asked, member, rules, places), asked.answers):
        on = date.fromisoformat(day) if isinstance(day, str) else day  # as SQLite tells it
        sums[bisect(firsts, on) - 1] += Money(*parts)
    return [Point(first, money) for first, money in zip(firsts, sums, strict=True)]


def by_customer(
    asked: AskedOfCustomers, member: Member, rules: LifecycleRules, *, with_purchases: bool = False
) -> Statement:
    """The sums of each customer, as `place` and PARTS, and where wanted their PURCHASES: see `ranking.Earnings`."""
    parts = (*PARTS, PURCHASES) if with_purchases else PARTS
    places = _Places(F("customer_id"), F("invoice__customer_id"), F("customer_id"), parts=parts)
    return _summed(asked, member, rules, places)


def bins(period: Period) -> list[date]:
    """The first days of the months that a period touches; of the years where it `is_by_year`."""
    if is_by_year(period):
        return [date(year, 1, 1) for year in range(period.since.year, period.until.year + 1)]
    first = first_of_month(period.since)
    return [add_months(first, number) for number in range(_months(period))]


def is_by_year(period: Period) -> bool:
    return _months(period) > MOST_MONTHS


def _months(period: Period) -> int:
    return (period.until.year - period.since.year) * 12 + period.until.month - period.since.month + 1


def _first(name: str, firsts: Sequence[date]) -> Case:
    """The last of these days that a moment does not lie before. That comes first: there the most are looked for."""
    zone = timezone.get_current_timezone_name()
    whens = [When(**{f"{name}__gte": start_of_day(first, zone)}, then=Value(first)) for first in firsts]
    return Case(*reversed(whens), default=Value(firsts[0]), output_field=DateField())


@dataclass(frozen=True)
class _Places:
    """What is summed by: an expression on invoices, on credit notes, and on what happened at a moment.

    Where there are few places each kind of rows is summed by itself first; the sums of very many would only be two.
    """

    on: Any
    of_note: Any
    at: Any
    are_few: bool = False
    parts: Sequence[str] = PARTS


def _summed(asked: AskedOfCustomers, member: Member, rules: LifecycleRules, places: _Places) -> Statement:
    """The parts of Money (and how many purchases there are), and the `place` that they are summed by.

    A credit note stands on the day of its invoice, as in the kept figures.
    """
    days, (since, until) = (asked.period.since, asked.period.until), asked.moments
    own = asked.seen_by(member) & asked.is_somebody()
    invoices = Invoice.objects.filter(own, cancelled_at__isnull=True, on__range=days)
    noted = asked.seen_by(member, "invoice__customer__") & asked.is_somebody("invoice__customer_id")
    notes = CreditNote.objects.filter(noted, cancelled_at__isnull=True, invoice__on__range=days)
    notes = notes.filter(invoice__cancelled_at__isnull=True)
    off = F("discount") + F("promotion_discount")
    row = partial(_sum if places.are_few else _row, places.parts)
    sold = row(invoices, places.on, gross=F("net") + off, off=off, goods=F("cost"))
    back = row(notes, places.of_note, gross=-1 * (F("net") + off), off=-1 * off, goods=-1 * F("cost"))
    served = [
        row(rows.filter(own, at__gte=since, at__lt=until), places.at, served=cost)
        for rows, cost in _service(asked, rules)
    ]
    more = [back, *served]
    if PURCHASES in places.parts:
        more.append(row(purchases().filter(own, on__range=days), places.on, bought=Value(1, BigIntegerField())))
    names = [f"{name}_" for name in places.parts]
    sums = {"place": "place"} | {name: f"SUM({name}_)" for name in places.parts}
    return statement(sold.union(*more, all=True), ["place", *names], sums, "GROUP BY place")


def _row(names: Sequence[str], rows: QuerySet, place: Any, **parts: Any) -> QuerySet:
    """What each of these rows adds, in the order that all share."""
    whole = {f"{name}_": parts.get(name, Value(0, BigIntegerField())) for name in names}
    return rows.order_by().annotate(place_=place, **whole).values_list("place_", *whole)


def _sum(names: Sequence[str], rows: QuerySet, place: Any, **parts: Any) -> QuerySet:
    """What all of these rows at a place add together, likewise."""
    nothing = Value(0, BigIntegerField())
    whole = {f"{name}_": Sum(parts[name], default=0) if name in parts else nothing for name in names}
    return rows.order_by().annotate(place_=place).values_list("place_").annotate(**whole)


def _service(asked: AskedOfCustomers, rules: LifecycleRules) -> list[tuple[QuerySet, Any]]:
    """What serving is made of: rows with a customer and a moment, and what each of them costs."""
    rates = {point: int(rate) for point, rate in rules.rates.items() if rate}
    found: list[tuple[QuerySet, Any]] = []
    if rates:
        ours = Interaction.objects.filter(direction=Interaction.Direction.OUTBOUND, touch_point__in=rates)
        found.append((ours, _cases("touch_point", rates)))
    if shares := asked.campaign_shares:
        came = Inquiry.objects.filter(state=Inquiry.State.NEW, customer__isnull=False, campaign__in=shares)
        found.append((came, _cases("campaign_id", shares)))
    if rules.delivery_rate:
        free = Q(promotion__kind=Promotion.Kind.FREE_DELIVERY, released_at__isnull=True)
        found.append((PromotionUse.objects.filter(free), Value(rules.delivery_rate, BigIntegerField())))
    return found


def _cases(name: str, costs: Mapping[Any, int]) -> Case:
    whens = [When(**{name: key}, then=Value(cost)) for key, cost in costs.items()]
    return Case(*whens, default=Value(0), output_field=BigIntegerField())
