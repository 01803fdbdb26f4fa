"""What is expected: the open opportunities by the month in which they should close, and by stage."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from django.db.models import Count, Sum

from sapa.lib.dates import add_months, first_of_month
from sapa.pipeline.querysets import OpportunityQuerySet

AHEAD = 12  # months that have a line of their own, this one included

PAST, MONTH, LATER, UNDATED = "past", "month", "later", "undated"


@dataclass(frozen=True)
class Figures:
    """Opportunities, their value, and that times their probability, in minor units."""

    count: int = 0
    value: int = 0
    weighted: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(self.count + other.count, self.value + other.value, self.weighted + other.weighted)


@dataclass(frozen=True)
class Line:
    """A month of the projection, what should have closed before, what closes after, or what has no date.

    `first` and `last` are the days of the expected closes in it; None where it is open on that side.
    """

    kind: str  # past, month, later, undated
    first: date | None
    last: date | None
    stages: dict[int, Figures] = field(default_factory=dict)  # by the id of the stage

    @property
    def total(self) -> Figures:
        return sum(self.stages.values(), Figures())


@dataclass(frozen=True)
class Projection:
    """Every month from this one to the last that has something, at most AHEAD; the other lines where needed."""

    lines: list[Line]

    @classmethod
    def of(cls, opportunities: OpportunityQuerySet, today: date) -> Self:
        """Of the open ones among these. One query: it is answered by the index `opportunity_due` alone."""
        rows = (
            opportunities.open()
            .order_by()
            .values_list("expected_close", "stage_id")
            .annotate(Count("pk"), Sum("value"), Sum("weighted"))
        )
        found: dict[tuple[str, date | None], dict[int, Figures]] = defaultdict(lambda: defaultdict(Figures))
        horizon = add_months(first_of_month(today), AHEAD)
        for day, stage, count, value, weighted in rows:
            found[_place(day, today, horizon)][stage] += Figures(count, int(value), int(weighted))
        months = [month for kind, month in found if kind == MONTH and month]
        while months and (gap := _first_gap(months, first_of_month(today))):
            found[MONTH, gap] = {}
            months.append(gap)
        order = {PAST: 0, MONTH: 1, LATER: 2, UNDATED: 3}
        places = sorted(found, key=lambda place: (order[place[0]], place[1] or date.min))
        return cls([_line(kind, month, dict(found[kind, month]), today, horizon) for kind, month in places])

    @property
    def total(self) -> Figures:
        return sum((line.total for line in self.lines), Figures())

    def of_kind(self, kind: str) -> Figures:
        return sum((line.total for line in self.lines if line.kind == kind), Figures())

    def of_stage(self, stage: int) -> Figures:
        return sum((line.stages.get(stage, Figures()) for line in self.lines), Figures())


def _place(day: date | None, today: date, horizon: date) -> tuple[str, date | None]:
    if day is None:
        return UNDATED, None
    if day < today:
        return PAST, None
    return (MONTH, first_of_month(day)) if day < horizon else (LATER, None)


def _first_gap(months: list[date], start: date) -> date | None:
    """The first month from `start` to the last of these that is not among them."""
    month, last = start, max(months)
    while month <= last:
        if month not in months:
            return month
        month = add_months(month, 1)
    return None


def _line(kind: str, month: date | None, stages: dict[int, Figures], today: date, horizon: date) -> Line:
    if kind == PAST:
        return Line(kind, None, date.fromordinal(today.toordinal() - 1), stages)
    if kind == MONTH and month is not None:
        end = add_months(month, 1)
        return Line(kind, max(month, today), date.fromordinal(end.toordinal() - 1), stages)
    return Line(kind, horizon if kind == LATER else None, None, stages)
