"""What is expected: the open opportunities by the month in which they should close, and by stage."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from sapa.insight.asking import Asked
from sapa.lib.dates import add_months, first_of_month
from sapa.pipeline.tallies import first_day_of
from sapa.team.models import Member

AHEAD = 12  # months that have a line of their own, this one included

PAST, MONTH, LATER, UNDATED = "past", "month", "later", "undated"


@dataclass(frozen=True)
class Figures:
    """Opportunities, their value, and that times their probability, in minor units."""

    count: int = 0
    value: int = 0
    weighted: int = 0

    def __sub__(self, other: "Figures") -> "Figures":
        return Figures(self.count - other.count, self.value - other.value, self.weighted - other.weighted)

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
    def of(cls, asked: Asked, member: Member) -> Self:
        """Of the open ones among those asked for that this member sees. Two queries: the kept figures of months (of a
        segment the deals themselves), and of this month, which today divides, the deals that are past their date.
        """
        today, horizon = asked.today, add_months(first_of_month(asked.today), AHEAD)
        found: dict[tuple[str, date | None], dict[int, Figures]] = defaultdict(lambda: defaultdict(Figures))
        for month, stage, figures in _by_month(asked, member):
            found[_place(month, today, horizon)][stage] += figures
        for stage, figures in _past_in_this_month(asked, member):
            found[PAST, None][stage] += figures
            found[MONTH, first_of_month(today)][stage] -= figures
        found = {place: stages for place, stages in found.items() if any(one.count for one in stages.values())}
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


def _by_month(asked: Asked, member: Member) -> Iterator[tuple[date | None, int, Figures]]:
    if not asked.is_kept:
        deals = asked.rows(member).open().order_by().annotate(month=TruncMonth("expected_close"))
        for month, stage, *figures in deals.values_list("month", "stage_id").annotate(
            Count("pk"), Sum("value"), Sum("weighted")
        ):
            yield month, stage, Figures(*map(int, figures))
        return
    rows = asked.tallies(member).filter(stage__in=_open_stages(asked)).order_by()
    for month, stage, *figures in rows.values_list("month", "stage_id").annotate(
        Sum("count"), Sum("value"), Sum("weighted")
    ):
        yield first_day_of(month), stage, Figures(*map(int, figures))


def _past_in_this_month(asked: Asked, member: Member) -> Iterator[tuple[int, Figures]]:
    if asked.today.day == 1:
        return
    days = (first_of_month(asked.today), date.fromordinal(asked.today.toordinal() - 1))
    rows = asked.rows(member).open().filter(expected_close__range=days).order_by()
    for stage, *figures in rows.values_list("stage_id").annotate(Count("pk"), Sum("value"), Sum("weighted")):
        yield stage, Figures(*map(int, figures))


def _open_stages(asked: Asked) -> list[int]:
    return [stage.pk for stage in asked.picks.stages.values() if not stage.is_closed]


def _place(month: date | None, today: date, horizon: date) -> tuple[str, date | None]:
    if month is None:
        return UNDATED, None
    if month < first_of_month(today):
        return PAST, None
    return (MONTH, month) if month < horizon else (LATER, None)


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
