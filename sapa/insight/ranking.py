"""What each customer brought in any period, as columns: for the boards of profit and Pareto. Loads numpy."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from sapa.insight.asking_customers import AskedOfCustomers
from sapa.insight.earners import Earner, Earners, named
from sapa.insight.earnings import PARTS, PURCHASES, Money, by_customer
from sapa.lib.columns import Column, Columns, Question, read
from sapa.lib.numbers import row_id
from sapa.lifecycle.models import LifecycleRules, Size
from sapa.team.models import Member

SIZE = 25  # of a page
PLACES = list(Size)  # of customers' sizes
NO_SIZE = -1


@dataclass(frozen=True)
class Earnings:
    """A column each: customers (their ids), and the parts of Money. In no order."""

    customers: Column
    gross: Column
    off: Column
    goods: Column
    served: Column

    @classmethod
    def of(cls, asked: AskedOfCustomers, member: Member, rules: LifecycleRules) -> Self:
        """Of the customers asked for whom the member sees, from their papers and touches. Two queries.

        One statement sums all documents and interactions of the period: of 100,000 customers' year some 0.3 s.
        """
        return cls.told(read(Question(*by_customer(asked, member, rules))))

    @classmethod
    def told(cls, found: Columns) -> Self:
        """Of the columns of `by_customer`."""
        return cls(found["place"], *(found[name] for name in PARTS))

    @cached_property
    def net(self) -> Column:
        return self.gross - self.off

    @cached_property
    def contribution(self) -> Column:
        return self.net - self.goods

    @cached_property
    def profit(self) -> Column:
        return self.contribution - self.served

    @property
    def total(self) -> Money:
        return Money(*(int(getattr(self, name).sum()) for name in PARTS))

    def money(self, row: int) -> Money:
        return Money(*(int(getattr(self, name)[row]) for name in PARTS))

    def only(self, rows: Column) -> "Earnings":
        """These rows alone."""
        return Earnings(self.customers[rows], *(getattr(self, name)[rows] for name in PARTS))

    def ranked(self, by: str) -> Column:
        """Rows by net, contribution or profit, the most first; of equal ones the older customer first."""
        return np.lexsort([self.customers, -getattr(self, by)])

    def by_profit(self, by: str) -> Column:
        """Rows with the most profit first; or (loss) those below nothing, the worst first."""
        if by != "loss":
            return self.ranked("profit")
        order = np.lexsort([self.customers, self.profit])
        return order[self.profit[order] < 0]

    def sizes(self, rules: LifecycleRules, bought: Column, by: str) -> Column:
        """Of each row the place in PLACES, NO_SIZE of who did not buy. Big are the first who together bring so much of
        the contribution, or of the net: to who may not know what goods cost us, sizes within a few would tell it.
        """
        brought = getattr(self, by)
        places = np.full(len(brought), PLACES.index(Size.MICRO), dtype=np.int64)
        falling = np.sort(brought[bought & (brought > 0)])[::-1]
        if len(falling):
            sums = np.cumsum(falling)
            for percent, size in ((rules.regular_percent, Size.REGULAR), (rules.big_percent, Size.BIG)):
                least = falling[np.searchsorted(sums * 100, sums[-1] * percent)]
                places[brought >= least] = PLACES.index(size)
        return np.where(bought, places, NO_SIZE)


def of_buyers(asked: AskedOfCustomers, member: Member, rules: LifecycleRules, by: str) -> tuple[Earnings, Column]:
    """Of those who bought in the period, if only what was free, or paid ahead; and their sizes by contribution or net.
    Two queries.
    """
    found = read(Question(*by_customer(asked, member, rules, with_purchases=True)))
    earnings, bought = Earnings.told(found), found[PURCHASES] > 0
    counts = bought | (earnings.net != 0)
    earnings = earnings.only(counts)
    return earnings, earnings.sizes(rules, bought[counts], by)


def tenths(order: Column) -> list[Column]:
    """Rows in order cut in ten equal parts, the first ones longer by one where they cannot be."""
    return [rows for rows in np.array_split(order, 10) if len(rows)]


def rows_of(places: Column, size: Size | None) -> Column:
    return np.flatnonzero(places == (NO_SIZE if size is None else PLACES.index(size)))


def page(earnings: Earnings, order: Column, *, after: str, before: str, places: Column | None = None) -> Earners:
    """A page of the customers in this order of rows. The cursors are places in it: all of it is at hand."""
    last = row_id(before)
    start = max(last - SIZE, 0) if last is not None else (row_id(after) or 0)
    rows = order[start : start + SIZE]
    end = start + len(rows)
    listed = earners(earnings, rows, places)
    return Earners(listed, str(end) if end < len(order) else "", str(start) if start and listed else "")


def earners(earnings: Earnings, order: Column, places: Column | None = None) -> list[Earner]:
    """The customers of these rows, with their sizes where these are given."""
    rows: Sequence[int] = order.tolist()
    sizes = (
        [""] * len(rows)
        if places is None
        else ["" if places[row] == NO_SIZE else PLACES[places[row]].value for row in rows]
    )
    return named(earnings.customers[order].tolist(), [earnings.money(row) for row in rows], sizes)
