"""Profit by customer and month: what is left when the goods and the serving are paid, and who costs more than that."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any, Self

from django.db.models import Count, Q, QuerySet, Sum

from sapa.customers.models import Customer
from sapa.insight.asking_customers import AskedOfCustomers
from sapa.insight.earnings import Earnings, Money, Point, trend
from sapa.lib import keyset
from sapa.lib.columns import Column
from sapa.lib.numbers import row_id
from sapa.lifecycle.models import CustomerMetrics, LifecycleRules
from sapa.team.models import Member

BY = ("most", "loss")  # the list: who brings most, or who costs more than they bring
SIZE = 25
AT_ONCE = 5_000  # names in one query
ANYTHING = ~Q(revenue_year=0, cost_year=0, service_cost_year=0)


@dataclass(frozen=True)
class Earner:
    """A customer with what they brought and cost, and whether they are big, regular or micro, where that is known."""

    pk: int
    name: str
    money: Money
    size: str = ""

    @property
    def url(self) -> str:
        return Customer(pk=self.pk).get_absolute_url()


@dataclass(frozen=True)
class Earners:
    """A page of them, and the cursors of keyset.page."""

    rows: Sequence[Earner]
    next: str
    previous: str


@dataclass(frozen=True)
class Profit:
    """Of all customers together, and of those with a loss: how many, and how much in minor units (below zero)."""

    customers: int
    total: Money
    losers: int
    loss: int
    trend: list[Point]
    earners: Earners

    @classmethod
    def of(cls, asked: AskedOfCustomers, member: Member, rules: LifecycleRules, *, after: str, before: str) -> Self:
        """Of the customers asked for whom the member sees.

        The year that is kept: sums and list from `metrics_by_profit`, some 30 ms for 100,000 customers. Another
        period: all its papers and touches are summed by customer, which takes ten times as long. In both cases the
        trend sums them by month.
        """
        points = trend(asked, member, rules)
        is_loss = asked.choice("by") == "loss"
        if asked.is_of_the_year:
            rows = kept_rows(asked, member)
            sums = _kept_sums(rows)
            return cls(*sums, points, _kept_page(rows, is_loss=is_loss, after=after, before=before))
        earnings = Earnings.of(asked, member, rules)
        lost = earnings.profit[earnings.profit < 0]
        order = earnings.ranked("profit", upwards=is_loss)
        order = order[earnings.profit[order] < 0] if is_loss else order
        listed = page_of_ranks(earnings, order, after=after, before=before)
        return cls(len(earnings.customers), earnings.total, len(lost), int(lost.sum()), points, listed)


def everybody(asked: AskedOfCustomers, member: Member, rules: LifecycleRules, most: int) -> list[Earner]:
    """For the file: up to so many customers as the list has them."""
    is_loss = asked.choice("by") == "loss"
    if asked.is_of_the_year:
        rows = kept_rows(asked, member).filter(Q(profit_year__lt=0) if is_loss else ANYTHING)
        found = list(rows.order_by("profit_year" if is_loss else "-profit_year")[:most])
        return earners([row.customer_id for row in found], [money_of(row) for row in found])
    earnings = Earnings.of(asked, member, rules)
    order = earnings.ranked("profit", upwards=is_loss)
    order = (order[earnings.profit[order] < 0] if is_loss else order)[:most]
    ids = [int(earnings.customers[row]) for row in order]
    return earners(ids, [earnings.money(int(row)) for row in order])


def kept_rows(asked: AskedOfCustomers, member: Member) -> QuerySet[CustomerMetrics]:
    """The kept figures of the customers asked for whom the member sees."""
    return CustomerMetrics.objects.filter(asked.seen_by(member))


def money_of(row: CustomerMetrics) -> Money:
    """Of the 365 days whose figures are kept."""
    return Money(row.revenue_year + row.discount_year, row.discount_year, row.cost_year, row.service_cost_year)


def earners(ids: Sequence[int], money: Sequence[Money], sizes: Sequence[str] | None = None) -> list[Earner]:
    """With the names of these customers. One query for each 5,000."""
    names: dict[int, str] = {}
    for some in batched(ids, AT_ONCE):
        names |= dict(Customer.objects.filter(pk__in=some).values_list("pk", "name"))
    return [
        Earner(pk, names.get(pk, ""), one, size)
        for pk, one, size in zip(ids, money, sizes or [""] * len(ids), strict=True)
    ]


def page_of_ranks(earnings: Earnings, order: Column, *, after: str, before: str, sizes: Any = None) -> Earners:
    """Customers in an order, which has their rows. The cursors are places in it: all of it is at hand."""
    last = row_id(before)
    start = max(last - SIZE, 0) if last is not None else (row_id(after) or 0)
    rows = [int(row) for row in order[start : start + SIZE]]
    ids = [int(earnings.customers[row]) for row in rows]
    listed = earners(ids, [earnings.money(row) for row in rows], [sizes[row] for row in rows] if sizes else None)
    end = start + len(rows)
    return Earners(listed, str(end) if end < len(order) else "", str(start) if start and rows else "")


def page_of_kept(rows: QuerySet[CustomerMetrics], by: tuple[str, ...], *, after: str, before: str) -> Earners:
    """The same from the kept figures. Two queries."""
    found = keyset.page(rows, by, after=after, before=before)
    ids = [row.customer_id for row in found.rows]
    listed = earners(ids, [money_of(row) for row in found.rows], [row.size for row in found.rows])
    return Earners(listed, found.next, found.previous)


def _kept_page(rows: QuerySet[CustomerMetrics], *, is_loss: bool, after: str, before: str) -> Earners:
    if is_loss:
        return page_of_kept(rows.filter(profit_year__lt=0), ("profit_year", "pk"), after=after, before=before)
    return page_of_kept(rows.filter(ANYTHING), ("-profit_year", "-pk"), after=after, before=before)


def _kept_sums(rows: QuerySet[CustomerMetrics]) -> tuple[int, Money, int, int]:
    losing = Q(profit_year__lt=0)
    found = rows.aggregate(
        customers=Count("pk", filter=ANYTHING),
        net=Sum("revenue_year", default=0),
        off=Sum("discount_year", default=0),
        goods=Sum("cost_year", default=0),
        served=Sum("service_cost_year", default=0),
        losers=Count("pk", filter=losing),
        loss=Sum("profit_year", filter=losing, default=0),
    )
    money = {name: int(found[name]) for name in ("net", "off", "goods", "served", "loss")}
    total = Money(money["net"] + money["off"], money["off"], money["goods"], money["served"])
    return found["customers"], total, found["losers"], money["loss"]
