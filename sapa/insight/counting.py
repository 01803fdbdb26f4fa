"""What was done in months, by member and unit, for the measures of targets: one query, however many goals there are."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, F, IntegerField, Q, QuerySet, Sum, Value, When
from django.utils import timezone

from sapa.activities.models import Interaction, TouchPoint
from sapa.customers.models import Customer
from sapa.lib.dates import add_months, start_of_day
from sapa.pipeline.models import Opportunity, StageTally, Step
from sapa.pipeline.tallies import month_of
from sapa.team.models import Target

Measure = Target.Measure
DECIDED = "decided"  # revenue and conversion are read together, from the kept figures
PART = {Measure.REVENUE: DECIDED, Measure.CONVERSION: DECIDED}


@dataclass(frozen=True)
class Done:
    """A count of rows; of decided deals those won and lost, and the value of the won in minor units."""

    count: int = 0
    lost: int = 0
    value: int = 0

    def __add__(self, other: "Done") -> "Done":
        return Done(self.count + other.count, self.lost + other.lost, self.value + other.value)


class Counts:
    """The figures of some measures and months. `of` asks for those of everyone, a unit or some members."""

    def __init__(self, wanted: Iterable[tuple[str, date]], members: Iterable[int] | None = None) -> None:
        """`wanted` are measures with the first days of months; `members` narrows to the work of some."""
        months: dict[str, set[date]] = defaultdict(set)
        for measure, month in wanted:
            months[PART.get(Measure(measure), measure)].add(month)
        self._by_owner: dict[tuple[str, int, int], Done] = defaultdict(Done)
        self._by_unit: dict[tuple[str, int, int], Done] = defaultdict(Done)
        self._of_all: dict[tuple[str, int], Done] = defaultdict(Done)
        chosen = sorted(members) if members is not None else None
        parts = [READERS[part](_without_gaps(days), chosen) for part, days in sorted(months.items())]
        for part, month, owner, unit, *figures in parts[0].union(*parts[1:], all=True) if parts else []:
            done = Done(*(int(figure or 0) for figure in figures))
            self._by_owner[part, month, owner or 0] += done
            self._by_unit[part, month, unit or 0] += done
            self._of_all[part, month] += done

    def of(self, measure: str, month: date, *, unit: int | None = None, members: Sequence[int] | None = None) -> Done:
        part, number = PART.get(Measure(measure), measure), month_of(month)
        if members is not None:
            return sum((self._by_owner.get((part, number, pk), Done()) for pk in members), Done())
        if unit is not None:
            return self._by_unit.get((part, number, unit), Done())
        return self._of_all.get((part, number), Done())


def _without_gaps(days: set[date]) -> list[date]:
    """The months from the first to the last of these."""
    month, months = min(days), []
    while month <= max(days):
        months.append(month)
        month = add_months(month, 1)
    return months


def _prospects(months: Sequence[date], members: list[int] | None) -> QuerySet:
    return _counted(Customer.objects.all(), Measure.PROSPECTS, "created_at", months, members)


def _contacts(months: Sequence[date], members: list[int] | None) -> QuerySet:
    return _counted(Customer.objects.all(), Measure.CONTACTS, "contact_at", months, members)


def _visits(months: Sequence[date], members: list[int] | None) -> QuerySet:
    rows = Interaction.objects.filter(touch_point=TouchPoint.VISIT)
    return _counted(rows, Measure.VISITS, "at", months, members, owner="by_id", unit="by__unit_id")


def _opportunities(months: Sequence[date], members: list[int] | None) -> QuerySet:
    return _counted(Opportunity.objects.all(), Measure.OPPORTUNITIES, "opened_on", months, members, is_day=True)


def _decided(months: Sequence[date], members: list[int] | None) -> QuerySet:
    """From the kept figures of the won and lost stages: those of a month are of the deals closed in it."""
    won, lost = Q(stage__step=Step.WON), Q(stage__step=Step.LOST)
    rows = StageTally.objects.filter(won | lost, month__in=[month_of(month) for month in months])
    if members is not None:
        rows = rows.filter(owner_id__in=members)
    figures = {
        "number": Sum("count", filter=won, default=0),
        "lost": Sum("count", filter=lost, default=0),
        "money": Sum("value", filter=won, default=0),
    }
    kept = rows.order_by().annotate(part=Value(DECIDED, CharField()), place=F("month"))
    return kept.values_list("part", "place", "owner_id", "unit_id").annotate(**figures)


READERS: dict[str, Callable[[Sequence[date], list[int] | None], QuerySet]] = {
    Measure.PROSPECTS: _prospects,
    Measure.CONTACTS: _contacts,
    Measure.VISITS: _visits,
    Measure.OPPORTUNITIES: _opportunities,
    DECIDED: _decided,
}


def _counted(
    rows: QuerySet,
    part: str,
    field: str,
    months: Sequence[date],
    members: list[int] | None,
    *,
    owner: str = "owner_id",
    unit: str = "unit_id",
    is_day: bool = False,
) -> QuerySet:
    """How many rows have their moment in each month. Bounds instead of functions: an index answers them."""
    zone = timezone.get_current_timezone_name()
    bounds: list[Any] = [add_months(month, 1) for month in months]
    first: Any = months[0]
    if not is_day:
        bounds, first = [start_of_day(day, zone) for day in bounds], start_of_day(first, zone)
    found = rows.order_by().filter(**{f"{field}__gte": first, f"{field}__lt": bounds[-1]})
    if members is not None:
        found = found.filter(**{f"{owner}__in": members})
    numbers = [Value(month_of(month), IntegerField()) for month in months]
    whens = [When(**{f"{field}__lt": bound}, then=number) for bound, number in zip(bounds, numbers, strict=True)]
    place: Any = numbers[0] if len(whens) == 1 else Case(*whens, output_field=IntegerField())
    named = found.annotate(part=Value(str(part), CharField()), place=place, who=F(owner), where=F(unit))
    nothing = {"lost": Value(0, IntegerField()), "money": Value(0, IntegerField())}
    return named.values_list("part", "place", "who", "where").annotate(number=Count("pk"), **nothing)
