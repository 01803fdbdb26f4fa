"""Profit by customer and month: what is left when the goods and the serving are paid, and who costs more than that."""

from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Q

from sapa.insight.asking_customers import AskedOfCustomers
from sapa.insight.earners import Earner, Earners, kept, kept_page, kept_rows
from sapa.insight.earnings import Money, Point, trend
from sapa.insight.gathering import gather, statement
from sapa.lifecycle.models import LifecycleRules
from sapa.team.models import Member

BY = ("most", "loss")  # the list: who brings most, or who costs more than they bring
ORDERS = {"most": ("-profit_year", "-pk"), "loss": ("profit_year", "pk")}
CONDITIONS = {"most": ~Q(revenue_year=0, cost_year=0, service_cost_year=0), "loss": Q(profit_year__lt=0)}


@dataclass(frozen=True)
class Sums:
    """Of all customers together, and of those with a loss: how many, and how much in minor units (below zero)."""

    customers: int
    money: Money
    losers: int
    loss: int


@dataclass(frozen=True)
class Profit:
    """Of a period: all together, by month, and a page of the customers."""

    sums: Sums
    trend: list[Point]
    earners: Earners

    @classmethod
    def of(cls, asked: AskedOfCustomers, member: Member, rules: LifecycleRules, *, after: str, before: str) -> Self:
        """Of the customers asked for whom the member sees.

        The year that is kept: sums and list from `metrics_by_profit`, some 20 ms for 100,000 customers. Another
        period: all its papers and touches are summed by customer, which takes ten times as long. In both cases the
        trend sums them by month, likewise.
        """
        points = asked.remembered("profit by month", member, lambda: trend(asked, member, rules))
        if asked.is_of_the_year:
            by, rows = asked.choice("by"), kept_rows(asked, member)
            listed = kept_page(rows.filter(CONDITIONS[by]), ORDERS[by], after=after, before=before)
            sums = asked.remembered("profit of the year", member, lambda: _kept_sums(asked, rows))
            return cls(sums, points, listed)
        from sapa.insight import ranking  # with numpy: loaded by who asks for such a period

        earnings = ranking.Earnings.of(asked, member, rules)
        lost = earnings.profit[earnings.profit < 0]
        sums = Sums(len(earnings.customers), earnings.total, len(lost), int(lost.sum()))
        order = earnings.by_profit(asked.choice("by"))
        return cls(sums, points, ranking.page(earnings, order, after=after, before=before))


def everybody(asked: AskedOfCustomers, member: Member, rules: LifecycleRules, most: int) -> list[Earner]:
    """For the file: up to so many customers as the list has them."""
    by = asked.choice("by")
    if asked.is_of_the_year:
        return kept(kept_rows(asked, member).filter(CONDITIONS[by]), ORDERS[by], most)
    from sapa.insight import ranking  # with numpy

    earnings = ranking.Earnings.of(asked, member, rules)
    return ranking.earners(earnings, earnings.by_profit(by)[:most])


def _kept_sums(asked: AskedOfCustomers, rows: Any) -> Sums:
    names = ("net_", "off_", "goods_", "served_", "profit_")
    values = rows.order_by().values_list(
        "revenue_year", "discount_year", "cost_year", "service_cost_year", "profit_year"
    )
    sums = {name: f"COALESCE(SUM({name}), 0)" for name in names[:-1]}
    sums |= {
        "customers": "COUNT(CASE WHEN net_ <> 0 OR goods_ <> 0 OR served_ <> 0 THEN 1 END)",
        "losers": "COUNT(CASE WHEN profit_ < 0 THEN 1 END)",
        "loss": "COALESCE(SUM(CASE WHEN profit_ < 0 THEN profit_ END), 0)",
    }
    [(net, off, goods, served, customers, losers, loss)] = gather(statement(values, names, sums), asked.answers)
    return Sums(customers, Money(net + off, off, goods, served), losers, loss)
