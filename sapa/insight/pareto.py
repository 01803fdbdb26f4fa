"""How few customers bring how much: those who bought in a period, in tenths, and in big, regular and micro ones."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Self

from django.db.models import Case, F, IntegerField, Q, Value, When, Window
from django.db.models.functions import Ntile

from sapa.insight.asking_customers import AskedOfCustomers
from sapa.insight.earners import Earner, Earners, kept, kept_page, kept_rows
from sapa.insight.earnings import Money
from sapa.insight.funnel import share
from sapa.insight.gathering import gather, statement
from sapa.lifecycle.models import LifecycleRules, Size
from sapa.team.models import Member

if TYPE_CHECKING:
    from sapa.insight.ranking import Earnings

TENTHS = 10
# Who bought in the year, if only what was free; and whose money is in it all the same: they only paid ahead so far.
# That they are in the index `metrics_of_buyers` is said for the databases, which do not see it.
BROUGHT = Q(purchases_year__gt=0) | ~Q(revenue_year=0)
BOUGHT = BROUGHT & (Q(recency_score__gt=0) | ~Q(revenue_year=0))
NO_MONEY = Money()
CONTRIBUTION, REVENUE = "contribution", "net"  # what customers are put in order by
ORDERS = {CONTRIBUTION: ("-contribution_year", "-pk"), REVENUE: ("-revenue_year", "-pk")}


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
    """Tenths of those who bought, the best first; the same customers by size; and who they are.

    Who only paid ahead so far is among them, without a size: so their money adds up to the revenue of the board of
    profit.
    """

    tenths: list[Tenth]
    sizes: dict[Size | None, Part]
    total: Part
    earners: Earners

    @classmethod
    def of(
        cls, asked: AskedOfCustomers, member: Member, rules: LifecycleRules, by: str, *, after: str, before: str
    ) -> Self:
        """Of the customers asked for whom the member sees, in order by contribution or revenue.

        The year that is kept comes from `metrics_of_buyers`, in three queries: some 20 ms for 50,000 buyers. There big,
        regular and micro are what the last night found among all customers; of another period they are cut anew among
        those shown, from the sums of all its papers (see `ranking.Earnings`).
        """
        if asked.is_of_the_year:
            rows = kept_rows(asked, member).filter(BOUGHT)
            parts = asked.remembered(f"Pareto by {by}", member, lambda: _kept_parts(asked, rows, ORDERS[by]))
            return cls._told(*parts, kept_page(rows, ORDERS[by], after=after, before=before))
        from sapa.insight import ranking  # with numpy: loaded by who asks for such a period

        earnings, places = ranking.of_buyers(asked, member, rules, by)
        order = earnings.ranked(by)
        tenths = [_part(earnings, rows) for rows in ranking.tenths(order)]
        sizes = {size: _part(earnings, ranking.rows_of(places, size)) for size in (*Size, None)}
        listed = ranking.page(earnings, order, after=after, before=before, places=places)
        return cls._told(tenths, {size: part for size, part in sizes.items() if part.customers}, listed)

    @classmethod
    def _told(cls, tenths: list[Part], sizes: dict[Size | None, Part], listed: Earners) -> Self:
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
        return kept(kept_rows(asked, member).filter(BOUGHT), ORDERS[by], most)
    from sapa.insight import ranking  # with numpy

    earnings, places = ranking.of_buyers(asked, member, rules, by)
    return ranking.earners(earnings, earnings.ranked(by)[:most], places)


def _shares(part: Part, total: Part) -> tuple[Decimal | None, Decimal | None, Decimal | None, Decimal | None]:
    return (
        share(part.customers, total.customers),
        _share(part.money.net, total.money.net),
        _share(part.money.contribution, total.money.contribution),
        _share(part.money.profit, total.money.profit),
    )


def _share(part: int, whole: int) -> Decimal | None:
    return share(part, whole) if whole > 0 else None


def _kept_parts(
    asked: AskedOfCustomers, rows: Any, order: tuple[str, str]
) -> tuple[list[Part], dict[Size | None, Part]]:
    """One query: cut in tenths by the database, summed by tenth and size."""
    by = [F(name.removeprefix("-")).desc() for name in order]
    whens = [When(purchases_year=0, then=Value(-1))]
    whens += [When(size=size, then=Value(place)) for place, size in enumerate(Size)]
    cut = rows.order_by().annotate(
        tenth_=Window(Ntile(TENTHS), order_by=by), size_=Case(*whens, default=Value(-1), output_field=IntegerField())
    )
    names = ("tenth_", "size_", "net_", "goods_", "served_")
    values = cut.values_list("tenth_", "size_", "revenue_year", "cost_year", "service_cost_year")
    sums = {"tenth": "tenth_", "size": "size_", "customers": "COUNT(*)"} | {one: f"SUM({one})" for one in names[2:]}
    tenths: dict[int, Part] = defaultdict(Part)
    sizes: dict[Size | None, Part] = defaultdict(Part)
    asks = statement(values, names, sums, "GROUP BY tenth_, size_")
    for tenth, place, count, net, goods, served in gather(asks, asked.answers):
        part = Part(count, Money(net, 0, goods, served))
        tenths[tenth] += part
        sizes[list(Size)[place] if place >= 0 else None] += part
    return [tenths[number] for number in sorted(tenths)], dict(sizes)


def _part(earnings: "Earnings", rows: Any) -> Part:
    money = earnings.only(rows).total
    return Part(len(rows), Money(money.net, 0, money.goods, money.served))
