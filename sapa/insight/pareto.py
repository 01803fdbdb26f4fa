"""How few customers bring how much: those who bought in a period, in tenths, and in big, regular and micro ones."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import Any, Self

import numpy as np
from django.db.models import Case, F, IntegerField, Q, Value, When, Window
from django.db.models.functions import Ntile

from sapa.insight.asking_customers import AskedOfCustomers
from sapa.insight.earnings import Earnings, Money
from sapa.insight.funnel import share
from sapa.insight.gathering import gather
from sapa.insight.profit import Earner, Earners, earners, kept_rows, money_of, page_of_kept, page_of_ranks
from sapa.lib.columns import Column
from sapa.lifecycle.grouping import SIZES
from sapa.lifecycle.models import LifecycleRules, Size
from sapa.team.models import Member

TENTHS = 10
BOUGHT = Q(recency_score__gt=0) & ~Q(revenue_year=0)
NO_MONEY = Money()
CONTRIBUTION, REVENUE = "contribution", "net"  # what customers are put in order by


@dataclass(frozen=True)
class Part:
    """Customers and what they brought; here `money.gross` is after discounts already."""

    customers: int = 0
    money: Money = NO_MONEY

    def __add__(self, other: "Part") -> "Part":
        return Part(self.customers + other.customers, self.money + other.money)


@dataclass(frozen=True)
class Tenth:
    """A tenth of the customers, and in percent how much it and all before it are of everything.

    A share is None where the whole is nothing or less. With losses the profit's may be over 100 before the end.
    """

    part: Part
    customers: Decimal | None
    revenue: Decimal | None
    contribution: Decimal | None
    profit: Decimal | None


@dataclass(frozen=True)
class Pareto:
    """Tenths of those who bought, the best first; the same customers by size; and who they are."""

    tenths: list[Tenth]
    sizes: dict[Size, Part]
    total: Part
    earners: Earners

    @classmethod
    def of(
        cls, asked: AskedOfCustomers, member: Member, rules: LifecycleRules, by: str, *, after: str, before: str
    ) -> Self:
        """Of the customers asked for whom the member sees, in order by contribution or revenue.

        The year that is kept comes from `metrics_of_buyers`, in three queries: some 25 ms for 50,000 buyers. There big,
        regular and micro are what the last night found among all customers; of another period they are cut anew among
        those shown, from the sums of all its papers (see `Earnings`).
        """
        if asked.is_of_the_year:
            order = ("-contribution_year" if by == CONTRIBUTION else "-revenue_year", "-pk")
            rows = kept_rows(asked, member).filter(BOUGHT)
            return cls._told(*_kept_parts(rows, order), page_of_kept(rows, order, after=after, before=before))
        earnings, order_of_rows, places = _of_period(asked, member, rules, by)
        sizes = [SIZES[place] for place in places.tolist()]
        listed = page_of_ranks(earnings, order_of_rows, after=after, before=before, sizes=sizes)
        return cls._told(*_parts(earnings, order_of_rows, places), listed)

    @classmethod
    def _told(cls, tenths: list[Part], sizes: dict[Size, Part], listed: Earners) -> Self:
        so_far = list(accumulate(tenths))
        total = so_far[-1] if so_far else Part()
        told = [Tenth(part, *_shares(reached, total)) for part, reached in zip(tenths, so_far, strict=True)]
        return cls(told, sizes, total, listed)

    def share_of(self, part: Part) -> tuple[Decimal | None, ...]:
        """Of all customers, their revenue, contribution and profit, in percent."""
        return _shares(part, self.total)


def everybody(asked: AskedOfCustomers, member: Member, rules: LifecycleRules, by: str, most: int) -> list[Earner]:
    """For the file: up to so many customers, the best first."""
    if asked.is_of_the_year:
        rows = kept_rows(asked, member).filter(BOUGHT)
        found = list(rows.order_by("-contribution_year" if by == CONTRIBUTION else "-revenue_year", "-pk")[:most])
        ids = [row.customer_id for row in found]
        return earners(ids, [money_of(row) for row in found], [row.size for row in found])
    earnings, order, places = _of_period(asked, member, rules, by)
    rows_shown = order[:most].tolist()
    money = [earnings.money(row) for row in rows_shown]
    return earners(earnings.customers[rows_shown].tolist(), money, [SIZES[places[row]] for row in rows_shown])


def _shares(part: Part, total: Part) -> tuple[Decimal | None, Decimal | None, Decimal | None, Decimal | None]:
    return (
        share(part.customers, total.customers),
        _share(part.money.net, total.money.net),
        _share(part.money.contribution, total.money.contribution),
        _share(part.money.profit, total.money.profit),
    )


def _share(part: int, whole: int) -> Decimal | None:
    return share(part, whole) if whole > 0 else None


def _kept_parts(rows: Any, order: tuple[str, str]) -> tuple[list[Part], dict[Size, Part]]:
    """One query: cut in tenths by the database, summed by tenth and size."""
    by = [F(name.removeprefix("-")).desc() for name in order]
    whens = [When(size=size, then=Value(SIZES.index(size))) for size in Size]
    cut = rows.order_by().annotate(
        tenth_=Window(Ntile(TENTHS), order_by=by), size_=Case(*whens, default=Value(0), output_field=IntegerField())
    )
    values = cut.values_list("tenth_", "size_", "revenue_year", "cost_year", "service_cost_year")
    found = gather(
        values,
        ("tenth_", "size_", "net_", "goods_", "served_"),
        {"tenth": "tenth_", "size": "size_", "customers": "COUNT(*)", "net": "SUM(net_)", "goods": "SUM(goods_)",
         "served": "SUM(served_)"},
        "GROUP BY tenth_, size_",
    )  # fmt: skip
    tenths: dict[int, Part] = defaultdict(Part)
    sizes: dict[Size, Part] = defaultdict(Part)
    for tenth, size, customers, net, goods, served in zip(*(column.tolist() for column in found.values()), strict=True):
        part = Part(customers, Money(net, 0, goods, served))
        tenths[tenth] += part
        if size:
            sizes[Size(SIZES[size])] += part
    return [tenths[number] for number in sorted(tenths)], dict(sizes)


def _of_period(
    asked: AskedOfCustomers, member: Member, rules: LifecycleRules, by: str
) -> tuple[Earnings, Column, Column]:
    """Those who bought in it, their rows in order, and the place in SIZES of each row."""
    earnings = Earnings.of(asked, member, rules)
    earnings = earnings.only(earnings.net != 0)
    return earnings, earnings.ranked(by), _cut(earnings, rules)


def _cut(earnings: Earnings, rules: LifecycleRules) -> Column:
    """Big are the first who together bring so much of the contribution, regular those up to the next bound."""
    brought = earnings.contribution
    places = np.full(len(brought), SIZES.index(Size.MICRO), dtype=np.int64)
    falling = np.sort(brought[brought > 0])[::-1]
    if len(falling):
        sums = np.cumsum(falling)
        for percent, size in ((rules.regular_percent, Size.REGULAR), (rules.big_percent, Size.BIG)):
            least = falling[np.searchsorted(sums * 100, sums[-1] * percent)]
            places[brought >= least] = SIZES.index(size)
    return places


def _parts(earnings: Earnings, order: Column, places: Column) -> tuple[list[Part], dict[Size, Part]]:
    tenths = [_part(earnings, rows) for rows in np.array_split(order, TENTHS) if len(rows)]
    sizes = {size: _part(earnings, np.flatnonzero(places == SIZES.index(size))) for size in Size}
    return tenths, {size: part for size, part in sizes.items() if part.customers}


def _part(earnings: Earnings, rows: Column) -> Part:
    money = earnings.only(rows).total
    return Part(len(rows), Money(money.net, 0, money.goods, money.served))
