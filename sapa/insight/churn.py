"""How many of the active customers stopped being so, month by month."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate, zip_longest
from typing import Any, Self

from django.db import connection

from sapa.insight.asking import Period
from sapa.insight.asking_customers import AskedOfCustomers
from sapa.insight.cohorts import purchases
from sapa.insight.earnings import bins
from sapa.insight.funnel import share
from sapa.lib.day_numbers import EPOCH, day_of
from sapa.lifecycle.models import CustomerMetrics, Departure, LifecycleRules
from sapa.team.models import Member

BEGAN, LAPSED, AWAY, NOTED = range(4)  # what a day is counted for

# Each purchase keeps its customer active for `days`, unless another purchase comes in time, or a departure. So all rows
# of a customer are put in their order, on one day the purchases first: a departure has -1 days. Of the two hundred
# thousand purchases only those are counted with which being active begins or ends.
SPELLS = """
WITH found_bought (customer_, on_) AS ({bought}),
found_gone (customer_, on_) AS ({gone}),
found_known (customer_, slips_, last_) AS ({known}),
known (customer, days) AS (SELECT customer_, {slips} - {last} FROM found_known),
merged (customer, day, days) AS (
    SELECT customer_, {day}, COALESCE(days, %s) FROM found_bought LEFT JOIN known ON customer = customer_
    UNION ALL SELECT customer_, {day}, -1 FROM found_gone
),
told AS (
    SELECT day, days, LAG(day) OVER theirs AS last_day, LAG(days) OVER theirs AS last_days,
        LEAD(day) OVER theirs AS next_day, LEAD(days) OVER theirs AS next_days
    FROM merged WINDOW theirs AS (PARTITION BY customer ORDER BY day, days DESC)
),
turns AS MATERIALIZED (
    SELECT day, next_day, day + days AS lapses, next_days = -1 AND next_day < day + days AS is_left,
        last_day IS NULL OR last_days = -1 OR day > last_day + last_days AS begins,
        next_day IS NULL OR next_days = -1 OR next_day > day + days AS ends
    FROM told WHERE days >= 0 AND (
        last_day IS NULL OR last_days = -1 OR day > last_day + last_days
        OR next_day IS NULL OR next_days = -1 OR next_day > day + days
    )
)
SELECT {began}, day, COUNT(*) FROM turns WHERE begins GROUP BY day
UNION ALL SELECT {away}, next_day, COUNT(*) FROM turns WHERE ends AND is_left GROUP BY next_day
UNION ALL SELECT {lapsed}, lapses, COUNT(*) FROM turns WHERE ends AND COALESCE(NOT is_left, TRUE) GROUP BY lapses
UNION ALL SELECT {noted}, {day}, COUNT(*) FROM found_gone GROUP BY on_
"""


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
        """Of the customers asked for whom the member sees. One query.

        Each purchase keeps them active until the next one, until their rhythm is missed, or until they leave. The
        rhythm is today's: for who has none the days after which one is called passive.
        """
        period, firsts = asked.period, [first for first in bins(asked.period) if first <= asked.today]
        if not firsts:
            return cls([])
        counted = _counted(asked, member, rules)
        begun, lapsed, away, noted = (_Days.of(counted.get(what, {}), period) for what in range(4))
        months = []
        for first, following in zip_longest(firsts, firsts[1:]):
            before = following - timedelta(days=1) if following else period.until
            last = _day_number(min(before, period.until, asked.today))
            since = _day_number(max(first, period.since))
            active = begun.before(since) - lapsed.before(since) - away.before(since)
            months.append(Month(first, active, *(days.within(since, last) for days in (noted, away, lapsed))))
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
    counts: list[int]

    @classmethod
    def of(cls, days: Mapping[int, int], period: Period) -> Self:
        since, until = _day_number(period.since), _day_number(period.until)
        counts = [0] * (until - since + 3)
        for day, count in days.items():
            counts[min(max(day, since - 1), until + 1) - (since - 1)] += count
        return cls(since, list(accumulate(counts)))

    def before(self, day: int) -> int:
        return self.counts[day - self.since]

    def within(self, first: int, last: int) -> int:
        """Both belong to it; none where it is still to come."""
        return self.before(last + 1) - self.before(first) if last >= first else 0


def _day_number(on: date) -> int:
    return on.toordinal() - EPOCH


def _counted(asked: AskedOfCustomers, member: Member, rules: LifecycleRules) -> dict[int, Counter[int]]:
    """How often something was on a day: being active began, lapsed, ended by leaving; a departure was noted."""
    own = asked.seen_by(member)
    # whoever has a rhythm has both days: of these `metrics_slipping` alone tells it
    known = CustomerMetrics.objects.filter(own, late_on__isnull=False, slips_on__isnull=False)
    parts = {
        "bought": purchases().filter(own, asked.is_somebody()).order_by().values_list("customer_id", "on"),
        "gone": Departure.objects.filter(own).order_by().values_list("customer_id", "on"),
        "known": known.order_by().values_list("customer_id", "slips_on", "last_on"),
    }
    told = {name: rows.query.sql_with_params() for name, rows in parts.items()}
    days = {"day": "on_", "slips": "slips_", "last": "last_"}
    sql = SPELLS.format(
        **{name: statement for name, (statement, _values) in told.items()},
        **{name: day_of(column) for name, column in days.items()},
        began=BEGAN,
        lapsed=LAPSED,
        away=AWAY,
        noted=NOTED,
    )
    values = tuple(value for name in parts for value in told[name][1])
    return asked.answers.of(sql, (*values, rules.passive_days), lambda: _fetched(sql, (*values, rules.passive_days)))


def _fetched(sql: str, parameters: tuple[Any, ...]) -> dict[int, Counter[int]]:
    found: dict[int, Counter[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        for what, day, count in cursor.fetchall():
            found.setdefault(what, Counter())[day] += count
    return found
