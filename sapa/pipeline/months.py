"""The calendar of closes: what is expected to be decided on each day of a month, and what was."""

from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Sum

from sapa.lib.dates import add_months
from sapa.pipeline.filter import Filter, closing
from sapa.pipeline.models import Opportunity, Outcome
from sapa.pipeline.querysets import OpportunityQuerySet
from sapa.team.models import Member

SHOWN = 25  # deals of the day chosen


@dataclass(frozen=True)
class Total:
    """Deals of one outcome on one day, and their money in minor units."""

    count: int
    value: int


@dataclass
class Day:
    """A day of the calendar, by outcome."""

    date: date
    other: bool  # of the month before or after
    today: bool
    sums: dict[str, Total] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return sum(found.count for found in self.sums.values())


class Month:
    """The deals that a filter lets through, of those that a member sees, by the day of their close."""

    def __init__(self, found: Filter, member: Member, first: date, today: date) -> None:
        self.first, self.last = first, date.fromordinal(add_months(first, 1).toordinal() - 1)
        self.today = today
        self.rows: OpportunityQuerySet = found.rows(member)

    def weeks(self) -> list[list[Day]]:
        """Weeks from Monday, whole. Two queries."""
        sums = self._sums()
        return [
            [Day(day, day.month != self.first.month, day == self.today, sums.get(day, {})) for day in week]
            for week in Calendar().monthdatescalendar(self.first.year, self.first.month)
        ]

    def deals(self, day: date) -> list[Opportunity]:
        """The first deals of a day, the largest first. One more than is shown, if there are more."""
        rows = self.rows.filter(closing(day, day)).select_related("customer", "stage", "owner")
        return list(rows.order_by("-value", "-pk")[: SHOWN + 1])

    def _sums(self) -> dict[date, dict[str, Total]]:
        found: dict[date, dict[str, Total]] = defaultdict(dict)
        period = (self.first, self.last)
        opened = self.rows.filter(outcome=Outcome.OPEN, expected_close__range=period)
        closed = self.rows.filter(outcome__in=[Outcome.WON, Outcome.LOST], closed_on__range=period)
        for rows, day in ((opened, "expected_close"), (closed, "closed_on")):
            sums = rows.order_by().values_list(day, "outcome").annotate(Count("pk"), Sum("value"))
            for when, outcome, count, value in sums:
                found[when][outcome] = Total(count, value)
        return found

    def total(self, weeks: list[list[Day]], outcome: str) -> Total:
        """What the month's days come to."""
        days = [day.sums[outcome] for week in weeks for day in week if outcome in day.sums and not day.other]
        return Total(sum(one.count for one in days), sum(one.value for one in days))
