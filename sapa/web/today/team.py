"""The day of a team: who has what, what is late, who needs help. As many queries for two hundred as for two."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.urls import get_script_prefix
from django.utils import timezone

from sapa.activities.models import Activity
from sapa.customers.filter import UNTOUCHED
from sapa.customers.models import Customer
from sapa.pipeline.filter import rotting
from sapa.pipeline.models import Opportunity
from sapa.team.models import Member
from sapa.team.roles import Scope
from sapa.web.today.sets import DAYS, deciding_stages


@dataclass(frozen=True)
class Figure:
    """A number, and the list behind it."""

    count: int
    url: str


@dataclass(frozen=True)
class Line:
    """A member's day. `closing` are deals past or within a week of their expected close, `silent` the rotting ones."""

    member: Member
    due: Figure
    overdue: Figure
    untouched: Figure
    closing: Figure
    silent: Figure
    done: Figure

    @property
    def need(self) -> int:
        """How much help they need: what is late, prospects that wait, deals that nobody decides."""
        return self.overdue.count + self.untouched.count + self.closing.count + self.silent.count

    @property
    def figures(self) -> tuple[Figure, ...]:
        return self.overdue, self.untouched, self.closing, self.silent, self.due, self.done


def team_day(leader: Member, on: date, now: datetime) -> list[Line]:
    """Everyone whom this member leads, who needs most help first. At most seven queries."""
    members = list(_members(leader).order_by("name", "pk"))
    ids = [member.pk for member in members]
    midnight = timezone.make_aware(datetime.combine(on, time()))
    open_ones = Activity.objects.open().filter(assigned_to__in=ids, due_on__lte=on)
    due = _by(open_ones.filter(due_on=on), "assigned_to")
    overdue = _by(open_ones.filter(due_on__lt=on), "assigned_to")
    untouched = _by(Customer.objects.untouched(now).filter(owner__in=ids), "owner")
    deals = _deals(ids, on)
    done = _by(Activity.objects.filter(completed_by__in=ids, completed_at__gte=midnight), "completed_by")
    lines = []
    for member in members:
        pk, day = member.pk, on.isoformat()
        closing, silent = deals.get(pk, (0, 0))
        lines.append(
            Line(
                member=member,
                due=Figure(due.get(pk, 0), _activities(pk, since=day, until=day)),
                overdue=Figure(overdue.get(pk, 0), _activities(pk, state="overdue")),
                untouched=Figure(untouched.get(pk, 0), _list("customers/", owner=pk, state=UNTOUCHED)),
                closing=Figure(closing, _opportunities(pk, until=(on + timedelta(days=DAYS - 1)).isoformat())),
                silent=Figure(silent, _opportunities(pk, state="rotting")),
                done=Figure(done.get(pk, 0), _activities(pk, state="done", done_on=day)),
            )
        )
    return sorted(lines, key=lambda line: -line.need)


def _members(leader: Member) -> Any:
    """Those at work whom the leader leads, and the leader."""
    rows = Member.objects.at_work()
    return rows if leader.scope == Scope.ALL else rows.filter(pk__in=leader.team_ids)


def _by(rows: QuerySet, member: str) -> dict[int, int]:
    return dict(rows.order_by().values_list(member).annotate(n=Count("pk")))


def _deals(ids: list[int], on: date) -> dict[int, tuple[int, int]]:
    """Each member's deals to be closed and rotting ones. Two queries."""
    silent = rotting(deciding_stages(), on)
    closing = Q(expected_close__lt=on + timedelta(days=DAYS))
    rows = Opportunity.objects.filter(owner__in=ids).open().filter(closing | silent).order_by()
    counts = {"closing": Count("pk", filter=closing), "silent": Count("pk", filter=silent)}
    found = rows.values("owner").annotate(**counts)
    return {pk: (near, old) for pk, near, old in found.values_list("owner", "closing", "silent")}


def _activities(member_id: int, **asked: str) -> str:
    return _list("activities/", member=member_id, **asked)


def _opportunities(owner_id: int, **asked: str) -> str:
    return _list("opportunities/list/", owner=owner_id, outcome="open", **asked)


def _list(path: str, **asked: Any) -> str:
    return f"{get_script_prefix()}{path}?{urlencode(asked)}"
