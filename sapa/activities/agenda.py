"""The calendar of activities: a day, a week or a month of what is planned and what was done."""

from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber

from sapa.activities.filter import Filter
from sapa.activities.models import Activity
from sapa.lib.dates import add_months, first_of_month
from sapa.places import holidays
from sapa.places.holidays import Holiday

VIEWS = ("day", "week", "month")
IN_MONTH, IN_DAY = 4, 40  # shown of one day; the others are counted
FIRST_HOUR, LAST_HOUR = 6, 20  # of a day that has nothing earlier or later
COLUMNS = ("pk", "title", "due_on", "starts_at", "kind", "completed_at", "version")
NAMES = ("customer__name", "assigned_to__name")


@dataclass(frozen=True)
class Item:
    """An activity as the calendar shows it."""

    pk: int
    title: str
    due_on: date
    starts_at: time | None
    kind: str
    done: bool
    version: int
    customer: str = ""
    member: str = ""


@dataclass
class Slot:
    """An hour of a day, or the whole of it (`at` None)."""

    at: time | None
    items: list[Item] = field(default_factory=list)


@dataclass
class Day:
    """A day of the calendar. `count` is all of it, also what is not shown."""

    date: date
    other: bool  # of the month before or after
    today: bool
    holiday: Holiday | None
    items: list[Item] = field(default_factory=list)
    count: int = 0

    @property
    def rest(self) -> bool:
        return self.date.weekday() == 6 or self.holiday is not None

    @property
    def iso(self) -> str:
        return self.date.isoformat()

    @property
    def marks(self) -> str:
        """The classes by which it looks like what it is."""
        marked = (("other", self.other), ("today", self.today), ("rest", self.rest))
        return "".join(f" {name}" for name, holds in marked if holds)

    @property
    def more(self) -> int:
        return self.count - len(self.items)

    def slots(self, hours: range) -> list[Slot]:
        """The whole day first, then its hours; what stands outside of these goes to the nearest."""
        found = {None: Slot(None)} | {hour: Slot(time(hour)) for hour in hours}
        for item in self.items:
            found[item.starts_at.hour if item.starts_at else None].items.append(item)
        return list(found.values())


class Agenda:
    """What a filter lets through from `first` to `last`, by day. Two queries at the most."""

    def __init__(self, found: Filter, view: str, on: date, language: str) -> None:
        self.found, self.view, self.on, self.language = found, view, on, language
        self.first, self.last = _span(view, on)

    def days(self) -> list[Day]:
        items, counts = self._read()
        off = holidays.between(self.first, self.last, self.language)
        days = []
        for number in range((self.last - self.first).days + 1):
            day = self.first + timedelta(days=number)
            other = self.view == "month" and day.month != self.on.month
            days.append(Day(day, other, day == self.found.today, off.get(day), items[day], counts[day]))
        return days

    def weeks(self, days: list[Day]) -> list[list[Day]]:
        return [days[start : start + 7] for start in range(0, len(days), 7)]

    def hours(self, days: list[Day]) -> range:
        """The hours that all of these days need."""
        used = [item.starts_at.hour for day in days for item in day.items if item.starts_at]
        return range(min([FIRST_HOUR, *used]), max([LAST_HOUR, *used]) + 1)

    @property
    def before(self) -> date:
        return _step(self.view, self.on, -1)

    @property
    def after(self) -> date:
        return _step(self.view, self.on, 1)

    def _read(self) -> tuple[dict[date, list[Item]], dict[date, int]]:
        """The first of each day, numbered by the database, and how many there are."""
        whole = self.view != "month"
        order = [F("starts_at").asc(nulls_first=True), F("pk").asc()]
        rows = self.found.rows(of_state=False).filter(cancelled_at__isnull=True, due_on__range=(self.first, self.last))
        numbered = rows.order_by().annotate(place=Window(RowNumber(), partition_by=F("due_on"), order_by=order))
        first = numbered.filter(place__lte=IN_DAY if whole else IN_MONTH).values("pk")
        shown = Activity.objects.filter(pk__in=first).order_by("due_on", *order)
        names = [*COLUMNS, *NAMES] if whole else [*COLUMNS]
        items: dict[date, list[Item]] = defaultdict(list)
        for values in shown.values_list(*names):
            item = _item(values)
            items[item.due_on].append(item)
        counted = rows.order_by().values_list("due_on").annotate(number=Count("pk"))
        return items, defaultdict(int, counted)


def _item(values: tuple[Any, ...]) -> Item:
    pk, title, due_on, starts_at, kind, completed_at, version, *names = values
    return Item(pk, title, due_on, starts_at, kind, completed_at is not None, version, *(name or "" for name in names))


def _span(view: str, on: date) -> tuple[date, date]:
    if view == "day":
        return on, on
    if view == "week":
        monday = on - timedelta(days=on.weekday())
        return monday, monday + timedelta(days=6)
    weeks = Calendar().monthdatescalendar(on.year, on.month)
    return weeks[0][0], weeks[-1][-1]


def _step(view: str, on: date, steps: int) -> date:
    if view == "month":
        return add_months(first_of_month(on), steps)
    return on + timedelta(days=steps * (7 if view == "week" else 1))
