"""The state of the list of activities and of the calendar, as the query string says it."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from sapa.activities.models import Activity, ActivityQuerySet, Interaction
from sapa.customers.within import LABEL as SEGMENT_LABEL
from sapa.customers.within import Within
from sapa.lib.chips import Chip
from sapa.lib.dates import format_date, start_of_day
from sapa.lib.numbers import row_id
from sapa.lib.text import tidy
from sapa.team.models import Member
from sapa.team.roles import Scope

LABELS: dict[str, Any] = {
    "whose": _("Whose"),
    "member": _("Member"),
    "kind": _("Kind"),
    "aim": _("Aim"),
    "segment": SEGMENT_LABEL,
    "state": _("State"),
    "since": _("From"),
    "until": _("Until"),
    "done_on": _("Done on"),
}
STATES = {"open": _("To do"), "overdue": _("Overdue"), "done": _("Done"), "cancelled": _("Cancelled"), "all": _("All")}
WHOSE = {"mine": _("Mine"), "team": _("My team's"), "all": _("Everybody's")}


class Filter:
    """What the query string asks for. What makes no sense in it is left out: it came from an old link."""

    def __init__(self, query: Mapping[str, str], member: Member, today: date) -> None:
        self.member, self.today = member, today
        asked = {name: tidy(query.get(name, ""))[:120] for name in LABELS}
        self.on = {name: value for name, value in asked.items() if value and self._known(name, value)}
        usual = "mine" if member.may("activities.change") else self.choices_of_whose[-1][0]
        self.whose = self.on.get("whose") or ("" if "member" in self.on else usual)
        self.state = self.on.get("state", "open")

    @property
    def choices_of_whose(self) -> list[tuple[str, Any]]:
        """For whom this member may look: nobody else, their team, or everybody."""
        known = ["mine"]
        if self.member.scope == Scope.TEAM:
            known.append("team")
        if self.member.scope in {Scope.ALL, Scope.UNIT}:
            known.append("all")
        return [(name, WHOSE[name]) for name in known]

    @cached_property
    def members(self) -> list[Member]:
        """Whose activities this member may look at. One query, none for who sees only their own."""
        rows = Member.objects.filter(left_at__isnull=True)
        match self.member.scope:
            case Scope.ALL:
                return list(rows)
            case Scope.TEAM:
                return list(rows.filter(pk__in=self.member.team_ids))
            case Scope.UNIT:
                return list(rows.filter(Q(pk=self.member.pk) | Q(unit__isnull=False, unit=self.member.unit_id)))
        return []

    def rows(self, *, of_state: bool = True) -> ActivityQuerySet:
        """The activities that it lets through, of those that the member sees; not yet in order."""
        rows: ActivityQuerySet = Activity.objects.visible_to(self.member)
        if self.whose == "mine":
            rows = rows.filter(assigned_to=self.member)
        conditions = CONDITIONS | (DONE if "done_on" in self.on else {})
        for name, value in self.on.items():
            if condition := conditions.get(name):
                rows = rows.filter(condition(value))
        if "segment" in self.on:
            rows = rows.filter(self.within.condition())
        return self._of_state(rows) if of_state else rows

    @cached_property
    def within(self) -> Within:
        """The segment of customers asked for."""
        return Within(self.on.get("segment", ""), self.member, timezone.now())

    def _of_state(self, rows: ActivityQuerySet) -> ActivityQuerySet:
        match self.state:
            case "open":
                return rows.open()
            case "overdue":
                return rows.open().filter(due_on__lt=self.today)
            case "done":
                return rows.filter(completed_at__isnull=False)
            case "cancelled":
                return rows.filter(cancelled_at__isnull=False)
        return rows

    @property
    def order(self) -> tuple[str, ...]:
        """What is to be done by its day, what is past the latest first."""
        return ("due_on", "pk") if self.state in {"open", "overdue"} else ("-due_on", "-pk")

    @property
    def narrows(self) -> bool:
        return bool(self.on)

    def url(self, **changed: str | None) -> str:
        """The query string with these changed; None takes one away."""
        asked = QueryDict(mutable=True)
        asked.update({name: value for name, value in {**self.on, **changed}.items() if value})
        return f"?{asked.urlencode()}"

    @cached_property
    def chips(self) -> list[Chip]:
        return [Chip(LABELS[name], self.told(name), self.url(**{name: None})) for name in self.on]

    def told(self, name: str) -> str:
        """A value that is on, as people call it."""
        value = self.on[name]
        match name:
            case "member":
                return next((one.name for one in self.members if one.pk == int(value)), value)
            case "since" | "until" | "done_on":
                return format_date(date.fromisoformat(value))
            case "segment":
                return self.within.told
        choices: dict[str, dict[str, Any]] = {"kind": KINDS, "aim": AIMS, "state": STATES, "whose": WHOSE}
        return str(choices[name][value]) if name in choices else value

    def _known(self, name: str, value: str) -> bool:
        match name:
            case "member":
                return row_id(value) in {one.pk for one in self.members}
            case "since" | "until" | "done_on":
                return _is_day(value)
            case "whose":
                return value in dict(self.choices_of_whose)
            case "segment":
                return row_id(value) is not None
        choices: dict[str, dict[str, Any]] = {"kind": KINDS, "aim": AIMS, "state": STATES}
        return name not in choices or value in choices[name]


def _is_day(text: str) -> bool:
    try:
        return 1900 <= date.fromisoformat(text).year <= 2199
    except ValueError:
        return False


KINDS: dict[str, Any] = dict(Activity.Kind.choices)
AIMS: dict[str, Any] = dict(Interaction.Purpose.choices)


def _done_on(text: str) -> Q:
    """Done on this day of the organisation's zone."""
    zone, day = timezone.get_current_timezone_name(), date.fromisoformat(text)
    return Q(completed_at__gte=start_of_day(day, zone), completed_at__lt=start_of_day(day + timedelta(days=1), zone))


CONDITIONS: dict[str, Callable[[str], Q]] = {
    "member": lambda value: Q(assigned_to_id=int(value)),
    "kind": lambda value: Q(kind=value),
    "aim": lambda value: Q(aim=value),
    "since": lambda value: Q(due_on__gte=value),
    "until": lambda value: Q(due_on__lte=value),
}
# What was done on a day is asked of who did it, who need not be whom it was planned for.
DONE: dict[str, Callable[[str], Q]] = {"member": lambda value: Q(completed_by_id=int(value)), "done_on": _done_on}
