"""How many of the active customers stopped being so, month by month. Loads numpy."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import zip_longest
from typing import Self

import numpy as np
from django.db.models import QuerySet

from sapa.insight.asking import Period
from sapa.insight.asking_customers import AskedOfCustomers
from sapa.insight.cohorts import purchases
from sapa.insight.earnings import bins
from sapa.insight.funnel import share
from sapa.insight.gathering import statement
from sapa.lib.columns import EPOCH, Column, Columns, Question, day_of, read
from sapa.lifecycle.models import CustomerMetrics, Departure, LifecycleRules
from sapa.team.models import Member

NEVER = 2**31
BITS = 20
PLACE = 2**BITS  # days fit into it: a customer's id times this and a day is one number


@dataclass(frozen=True)
class Month:
    """How many were active when it began; of whom it was noted that they left in it; and how many became passive.

    Not all who left were active until then: some were passive already, of others every purchase was cancelled. Only
    the active ones among them are lost.
    """

    first: date
    active: int
    left: int
    active_left: int
    passive: int

    @property
    def churn(self) -> Decimal | None:
        """Percent; None where nobody was active."""
        return share(self.active_left + self.passive, self.active)


@dataclass(frozen=True)
class Churn:
    """The months of a period in their order, or its years where it is longer than three."""

    months: list[Month]

    @classmethod
    def of(cls, asked: AskedOfCustomers, member: Member, rules: LifecycleRules) -> Self:
        """Of the customers asked for whom the member sees. Three queries.

        Each purchase keeps them active until the next one, until their rhythm is missed, or until they leave. The
        rhythm is today's: for who has none the days after which one is called passive. All purchases are looked at,
        in the index `invoice_newest` alone: the 200,000 of 100,000 customers take some 0.1 s.
        """
        period, firsts = asked.period, [first for first in bins(asked.period) if first <= asked.today]
        if not firsts:
            return cls([])
        noted = _noted(asked, member)
        begins, ends, is_passive, is_left = _spells(asked, member, rules, noted)
        begun, ended, left, lost, turned = (
            _Days.of(days, period) for days in (begins, ends, noted % PLACE, ends[is_left], ends[is_passive])
        )
        months = []
        for first, following in zip_longest(firsts, firsts[1:]):
            before = following - timedelta(days=1) if following else period.until
            last = _day_number(min(before, period.until, asked.today))
            since = _day_number(max(first, period.since))
            active = begun.before(since) - ended.before(since)
            months.append(Month(first, active, *(days.within(since, last) for days in (left, lost, turned))))
        return cls(months)

    @property
    def left(self) -> int:
        """As many as `departures.left_in_period` has."""
        return sum(one.left for one in self.months)

    @property
    def active_left(self) -> int:
        return sum(one.active_left for one in self.months)

    @property
    def passive(self) -> int:
        return sum(one.passive for one in self.months)

    @property
    def average(self) -> Decimal | None:
        """Of a month: all who were lost ÷ the active of all beginnings."""
        return share(self.active_left + self.passive, sum(one.active for one in self.months))


@dataclass(frozen=True)
class _Days:
    """Very many days, counted: how many are before each day of a period."""

    since: int
    counts: Column

    @classmethod
    def of(cls, days: Column, period: Period) -> Self:
        since, until = _day_number(period.since), _day_number(period.until)
        places = np.clip(days, since - 1, until + 1) - (since - 1)
        return cls(since, np.cumsum(np.bincount(places, minlength=until - since + 3)))

    def before(self, day: int) -> int:
        return int(self.counts[day - self.since])

    def within(self, first: int, last: int) -> int:
        """Both belong to it; none where it is still to come."""
        return self.before(last + 1) - self.before(first) if last >= first else 0


def _day_number(on: date) -> int:
    return on.toordinal() - EPOCH


def _read(rows: QuerySet, names: tuple[str, ...], columns: dict[str, str]) -> Columns:
    return read(Question(*statement(rows, names, columns)))


def _spells(
    asked: AskedOfCustomers, member: Member, rules: LifecycleRules, noted: Column
) -> tuple[Column, Column, Column, Column]:
    """Of each purchase: its day, the day on which what it began ended, and whether by turning passive or by leaving."""
    own = asked.seen_by(member)
    bought = _read(
        purchases().filter(own, asked.is_somebody()).order_by().values_list("customer_id", "on"),
        ("customer_", "on_"),
        {"key": f"customer_ * {PLACE} + {day_of('on_')}"},
    )["key"]
    keys = np.sort(bought)
    days, customers = keys & (PLACE - 1), keys >> BITS
    following = np.append(np.where(customers[1:] == customers[:-1], days[1:], NEVER), NEVER)[: len(keys)]
    lapses = days + _patience(asked, member, rules, customers)
    ends = np.minimum(following, lapses)
    leaves = _next_departure(noted, keys, customers)
    is_left = leaves < ends
    return days, np.minimum(ends, leaves), (lapses < following) & ~is_left, is_left


def _patience(asked: AskedOfCustomers, member: Member, rules: LifecycleRules, customers: Column) -> Column:
    """For how many days after a purchase each of these is called active, as `lifecycle.grouping` does it.

    Whoever has a rhythm has both days; of these `metrics_slipping` alone tells it.
    """
    rows = CustomerMetrics.objects.filter(asked.seen_by(member), late_on__isnull=False, slips_on__isnull=False)
    found = _read(
        rows.order_by().values_list("customer_id", "slips_on", "last_on"),
        ("customer_", "slips_", "last_"),
        {"customer": "customer_", "days": f"{day_of('slips_')} - {day_of('last_')}"},
    )
    if not len(found["customer"]):
        return np.full(len(customers), rules.passive_days, dtype=np.int64)
    order = np.argsort(found["customer"])
    known, patience = found["customer"][order], found["days"][order]
    places = np.minimum(np.searchsorted(known, customers), len(known) - 1)
    return np.where(known[places] == customers, patience[places], rules.passive_days)


def _noted(asked: AskedOfCustomers, member: Member) -> Column:
    """All departures as customer × PLACE + day, rising."""
    rows = Departure.objects.filter(asked.seen_by(member)).order_by().values_list("customer_id", "on")
    return np.sort(np.array([pk * PLACE + _day_number(on) for pk, on in rows], dtype=np.int64))


def _next_departure(left: Column, keys: Column, customers: Column) -> Column:
    """Of each purchase: the day of the first departure on that day or later; NEVER where there is none."""
    if not len(left):
        return np.full(len(keys), NEVER, dtype=np.int64)
    places = np.minimum(np.searchsorted(left, keys), len(left) - 1)
    is_theirs = (left[places] >= keys) & (left[places] // PLACE == customers)
    return np.where(is_theirs, left[places] % PLACE, NEVER)
