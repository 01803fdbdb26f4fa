"""The rows that a member's day is made of, each set by an index and read no further than it is shown."""

from calendar import isleap
from collections.abc import Callable, Hashable, Mapping, Sequence
from copy import copy
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from sapa.activities.models import Activity, Interaction
from sapa.customers.birthdays import within
from sapa.customers.models import Customer
from sapa.pipeline.filter import entered_before, rotting
from sapa.pipeline.models import Opportunity, Outcome, Stage, Step
from sapa.team.asking import ids_of, shape_of, stand_in
from sapa.team.models import Member
from sapa.tenancy.prepared import ask

DAYS = 7  # how far a day looks ahead, for birthdays and closes
COUNTED = 1001  # nothing is counted beyond: it is shown as “1.000+”
GREETED = Interaction.Purpose.RELATIONSHIP


class Counted(Subquery):
    """How many rows a query has, as a column of another one."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


class Sets:
    """The sets of one member on one day. Nothing is read before it is asked for."""

    def __init__(self, member: Member, on: date, stages: Sequence[Stage] | None = None) -> None:
        self.member, self.on = member, on
        self.midnight = timezone.make_aware(datetime.combine(on, time()))
        self.sells = member.may("opportunities.view")
        self.stages = list(deciding_stages() if self.sells else []) if stages is None else list(stages)

    def ask(self, name: str, what: Callable[["Sets"], QuerySet], shape: Hashable = ()) -> list[Any]:
        """The rows of `what(self)`, by a statement that is kept for all members and days alike (tenancy.prepared).

        `shape` is what `what` depends on besides the sets themselves.
        """
        ids = ids_of(self.member) | {f"stage{place}": stage.pk for place, stage in enumerate(self.stages)}
        rotting_after = tuple((stage.step, stage.rots_after) for stage in self.stages)
        whole = (self.on, self.midnight, shape_of(self.member), rotting_after, shape)
        return ask(f"today.{name}", whole, lambda ids: what(self._of(ids)), **ids)

    def _of(self, ids: Mapping[str, int]) -> "Sets":
        """The same sets of whoever has these ids."""
        stages = []
        for place, stage in enumerate(self.stages):
            stages.append(copy(stage))
            stages[-1].pk = ids[f"stage{place}"]
        return Sets(stand_in(self.member, ids), self.on, stages)

    @property
    def due(self) -> Any:
        """Activities of today and of the days before, still to be done."""
        return Activity.objects.open().filter(assigned_to=self.member, due_on__lte=self.on)

    @property
    def activities(self) -> list[QuerySet]:
        """What is due, a query for each rank, in its order."""
        late = self.due.filter(due_on__lt=self.on).order_by("due_on", "pk")
        today = self.due.filter(due_on=self.on)
        return [
            today.filter(starts_at__isnull=False).order_by("starts_at", "pk"),
            late.filter(aim=GREETED),
            late.exclude(aim=GREETED),
            today.filter(starts_at=None, aim=GREETED).order_by("pk"),
            today.filter(starts_at=None).exclude(aim=GREETED).order_by("pk"),
        ]

    @property
    def prospects(self) -> Any:
        """New ones of their own, longest waiting first. One for whom something is planned waits for that."""
        planned = Activity.objects.open().filter(customer=OuterRef("pk"), assigned_to=self.member)
        new = Customer.objects.prospects().filter(owner=self.member, touched_at=None)
        return new.filter(~Exists(planned)).order_by("assigned_at", "pk")

    @property
    def again(self) -> Any:
        rows = Customer.objects.filter(owner=self.member, set_aside_at__isnull=False, try_again_on__lte=self.on)
        return rows.order_by("try_again_on", "pk")

    @property
    def birthdays(self) -> Any:
        """Today's of those who are theirs, or nobody's, and whom nobody has greeted today."""
        return self._born(self.on, 1).filter(~Exists(self._greetings)).order_by("pk")

    @property
    def coming(self) -> Any:
        return self._born(self.on + timedelta(days=1), DAYS).order_by("birthday_key", "pk")

    @property
    def deals(self) -> list[QuerySet]:
        """Theirs that need a decision, a query for each reason, the freshest first."""
        mine = Opportunity.objects.filter(owner=self.member).open()
        week = self.on + timedelta(days=DAYS)
        rotten = (
            mine.filter(stage=stage, stage_entered_at__lt=entered_before(stage, self.on)).order_by("-stage_entered_at")
            for stage in self.stages
        )
        return [
            mine.filter(expected_close__lt=self.on).order_by("-expected_close", "-pk"),
            mine.filter(expected_close__gte=self.on, expected_close__lt=week).order_by("expected_close", "pk"),
            *rotten,
        ]

    @property
    def undecided(self) -> Any:
        """All of `deals` in one set, for counting."""
        rows = Opportunity.objects.filter(owner=self.member).open()
        return rows.filter(needs_decision(self.stages, self.on))

    @property
    def completed(self) -> Any:
        return Activity.objects.filter(completed_by=self.member, completed_at__gte=self.midnight)

    @property
    def spoken(self) -> Any:
        """Customers with whom they were in touch today, besides what was planned."""
        mine = Interaction.objects.filter(by=self.member, at__gte=self.midnight, activity=None)
        planned = self.completed.filter(customer=OuterRef("customer"))
        return mine.filter(~Exists(planned)).order_by().values("customer").distinct()

    @property
    def decided(self) -> Any:
        closed = Opportunity.objects.filter(outcome__in=[Outcome.WON, Outcome.LOST], closed_on=self.on)
        return closed.filter(closed_by=self.member)

    @property
    def _greetings(self) -> Any:
        return Interaction.objects.filter(customer=OuterRef("pk"), at__gte=self.midnight, purpose=GREETED)

    def _born(self, first: date, days: int) -> Any:
        rows = Customer.objects.visible_to(self.member).filter(Q(owner=self.member) | Q(owner=None))
        return rows.filter(_birthday_in(first, days))

    def marked(self, rows: Any) -> Any:
        """Customers with what tells which of the sets each is in."""
        planned = Activity.objects.open().filter(customer=OuterRef("pk"), assigned_to=self.member)
        return rows.annotate(greeted=Exists(self._greetings), planned=Exists(planned))


def needs_decision(stages: Any, on: date) -> Q:
    """The condition on open deals: past their date, to be closed within the week, or too long in their stage."""
    return Q(expected_close__lt=on + timedelta(days=DAYS)) | rotting(stages, on)


def deciding_stages() -> list[Stage]:
    """Open stages in which deals rot. One query."""
    return ask("today.stages", (), lambda _ids: _stages())


def first_of_each(model: Any, queries: list[QuerySet], room: int) -> QuerySet:
    """The rows that are among the first `room` of any of these queries: no more is read than can be shown."""
    slices = [rows.values("pk")[:room] for rows in queries]
    if not connection.features.supports_slicing_ordering_in_compound:
        slices = [model.objects.filter(pk__in=rows).values("pk") for rows in slices]
    found: QuerySet = model.objects.filter(pk__in=slices[0].union(*slices[1:]))
    return found


def counted(rows: Any) -> Counted:
    """The rows counted to 1,001 at the most."""
    return Counted(rows[:COUNTED] if rows.query.values_select else rows.order_by().values("pk")[:COUNTED])


def _stages() -> Any:
    return Stage.objects.filter(rots_after__isnull=False).exclude(step__in=[Step.WON, Step.LOST])


def _birthday_in(first: date, days: int) -> Q:
    """`within`, and whoever was born on a 29 February, in the years that have none, on 1 March."""
    found = within(first, days)
    if any((day.month, day.day) == (3, 1) and not isleap(day.year) for day in _days(first, days)):
        found |= Q(birthday_key=229)
    return found


def _days(first: date, days: int) -> list[date]:
    return [first + timedelta(days=number) for number in range(days)]
