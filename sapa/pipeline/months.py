"""The calendar of closes: what is expected to be decided on each day of a month, and what was."""

from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Sum
from django.db.models.expressions import RawSQL

from sapa.lib.dates import add_months
from sapa.pipeline.filter import Filter
from sapa.pipeline.models import Opportunity, Outcome
from sapa.pipeline.querysets import OpportunityQuerySet
from sapa.team.models import Member

SHOWN = 10  # deals of the day chosen
SHOWN_COLUMNS = (
    "organization_id", "title", "value", "stage_id", "stage_entered_at", "owner_id", "expected_close", "outcome",
    "closed_on", "created_at", "customer__organization_id", "customer__name", "owner__organization_id", "owner__name",
)  # fmt: skip


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
        """The deals of a day, the largest first; of very many, those that came first. One more than is shown."""
        opened = self.rows.filter(outcome=Outcome.OPEN, expected_close=day)
        closed = [self.rows.filter(outcome=outcome, closed_on=day) for outcome in (Outcome.WON, Outcome.LOST)]
        parts: list[str] = []
        params: list[Any] = []
        for rows in (opened, *closed):  # each walks its part of an index: SQLite limits only inside a sub-query
            statement, values = rows.order_by("pk").values_list("pk")[: SHOWN + 1].query.sql_with_params()
            parts.append(f"SELECT * FROM ({statement}) AS part")  # noqa: S608 (Django's own statement)
            params += values
        first = RawSQL(" UNION ALL ".join(parts), tuple(params))  # noqa: S611 (Django's own statement)
        shown = Opportunity.objects.filter(pk__in=first).select_related("customer", "owner").only(*SHOWN_COLUMNS)
        return list(shown.order_by("-value", "-pk")[: SHOWN + 1])

    def _opened(self, first: date, last: date) -> OpportunityQuerySet:
        return self.rows.filter(outcome=Outcome.OPEN, expected_close__range=(first, last))

    def _closed(self, first: date, last: date) -> OpportunityQuerySet:
        return self.rows.filter(outcome__in=[Outcome.WON, Outcome.LOST], closed_on__range=(first, last))

    def _sums(self) -> dict[date, dict[str, Total]]:
        """By day and outcome, read from the indexes alone where no filter asks for more."""
        found: dict[date, dict[str, Total]] = defaultdict(dict)
        figures = {"number": Count("pk"), "money": Sum("value")}
        opened = self._opened(self.first, self.last).order_by().values_list("expected_close").annotate(**figures)
        for day, count, value in opened:
            found[day][Outcome.OPEN] = Total(count, value)
        closed = self._closed(self.first, self.last).order_by().values_list("closed_on", "outcome").annotate(**figures)
        for day, outcome, count, value in closed:
            found[day][outcome] = Total(count, value)
        return found

    def total(self, weeks: list[list[Day]], outcome: str) -> Total:
        """What the month's days come to."""
        days = [day.sums[outcome] for week in weeks for day in week if outcome in day.sums and not day.other]
        return Total(sum(one.count for one in days), sum(one.value for one in days))
