"""The flow of customers between the seven stages: who entered and left each in a period, and how many stand there."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Case, CharField, Count, Exists, F, Q, QuerySet, Value, When
from django.db.models.functions import Concat

from sapa.customers.models import LifecycleStage
from sapa.customers.models.customer import WALK_IN
from sapa.events.models import Event
from sapa.insight.asking_customers import OF_BOARDS, AskedOfCustomers
from sapa.lib import keyset
from sapa.lifecycle.models import LifecycleRules, MetricsPass, StageChange
from sapa.team.models import Member

NAMES = (*OF_BOARDS, "left", "entered")
STAGES = list(LifecycleStage)
ORDER = ("-on", "-pk")
CHANGES = 20  # of the rules, that are looked at
MOVING_NOBODY = {"passive_days", "bad_days", "big_percent", "regular_percent", "delivery_rate", "value_days"}
WITHIN, LATER = "within", "later"  # when somebody became known to us
SHOWN = ("organization", "on", "before", "after", "reason", "data", "customer__organization", "customer__name")

type Moves = dict[tuple[LifecycleStage, LifecycleStage], int]  # how many went from the first to the second


@dataclass(frozen=True)
class Stand:
    """A stage in a period: how many stood there when it began and when it ended, how many entered and left.

    `came` are those who became known to us in the period: they entered without having left a stage.
    """

    stage: LifecycleStage
    before: int
    entered: int
    left: int
    after: int
    came: int = 0


@dataclass(frozen=True)
class Flow:
    """The stages in their order, and the ways between them. Who moved twice is counted twice."""

    stands: list[Stand]
    moves: Moves

    @classmethod
    def of(cls, asked: AskedOfCustomers, member: Member) -> Self:
        """Of the customers asked for whom the member sees. Four queries.

        How many stand where now is counted; how many did then follows from the steps taken since.
        """
        now, came, came_later = _people(asked, member)
        within, later = _steps(asked, member)
        stands = []
        for stage in STAGES:
            is_first = stage == LifecycleStage.SUSPECT
            entered, left = _entered(within, stage), _left(within, stage)
            after = now.get(stage, 0) - _entered(later, stage) + _left(later, stage) - came_later * is_first
            new = came * is_first
            stands.append(Stand(stage, after - entered - new + left, entered + new, left, after, new))
        return cls(stands, within)

    @property
    def total(self) -> Stand:
        """Of all stages: those who came are the only ones who entered."""
        came = sum(one.came for one in self.stands)
        ends = [sum(getattr(one, name) for one in self.stands) for name in ("before", "after")]
        return Stand(LifecycleStage.SUSPECT, ends[0], came, ends[0] + came - ends[1], ends[1], came)

    @property
    def up(self) -> int:
        """How many steps went up."""
        return sum(count for (old, new), count in self.moves.items() if STAGES.index(old) < STAGES.index(new))

    @property
    def down(self) -> int:
        return sum(self.moves.values()) - self.up

    @property
    def is_empty(self) -> bool:
        return not any(one.before or one.after or one.entered for one in self.stands)


def steps_in_period(asked: AskedOfCustomers, member: Member) -> QuerySet[StageChange]:
    """The steps taken in the period by the customers asked for, from and to the stages asked for."""
    period = asked.period
    steps: Any = StageChange.objects.filter(asked.seen_by(member), on__range=(period.since, period.until))
    for name, column in (("left", "before"), ("entered", "after")):
        if name in asked.on:
            steps = steps.filter(**{column: asked.on[name]})
    return steps


def page_of_steps(asked: AskedOfCustomers, member: Member, *, after: str = "", before: str = "") -> keyset.Page:
    """A page of them, the newest first: found in the index `stage_change_by_day` alone, then fetched. Two queries."""
    found = keyset.page(steps_in_period(asked, member).only("organization", "on"), ORDER, after=after, before=before)
    return keyset.Page(_with_customers([step.pk for step in found.rows]), found.next, found.previous)


def all_steps(asked: AskedOfCustomers, member: Member, most: int) -> Iterator[StageChange]:
    """For the file: up to so many, the newest first."""
    rows = steps_in_period(asked, member).select_related("customer").only(*SHOWN)
    return rows.order_by(*ORDER)[:most].iterator(2000)


def changes_of_rules(asked: AskedOfCustomers, rules: LifecycleRules) -> list[Event]:
    """When somebody changed the rules in the period: steps on that day may come of it. The newest; one query."""
    since, until = asked.moments
    changed = Event.objects.of_subject(rules).filter(kind="lifecycle_rules.changed", at__gte=since, at__lt=until)
    return [one for one in changed[:CHANGES] if one.data.get("changes", {}).keys() - MOVING_NOBODY]


def _with_customers(ids: Sequence[int]) -> list[StageChange]:
    rows: Any = StageChange.objects.filter(pk__in=ids).select_related("customer").only(*SHOWN) if ids else []
    return sorted(rows, key=lambda step: ids.index(step.pk))


def _steps(asked: AskedOfCustomers, member: Member) -> tuple[Moves, Moves]:
    """The steps of the period, and those taken after it. One query."""
    period = asked.period
    steps = StageChange.objects.filter(asked.seen_by(member), on__gte=period.since)
    within: Counter[Any] = Counter()
    later: Counter[Any] = Counter()
    counted = steps.order_by().annotate(is_within=_is(on__lte=period.until)).values_list("is_within", "before", "after")
    for is_of_it, before, after, count in asked.answers.rows(counted.annotate(Count("pk"))):
        (within if is_of_it else later)[LifecycleStage(before), LifecycleStage(after)] += count
    return within, later


def _people(asked: AskedOfCustomers, member: Member) -> tuple[dict[str, int], int, int]:
    """How many stand at each stage now, became known to us in the period, and after it. Two queries.

    Who came with a history from a file was known since their first step in it. Nobody who came after the first pass
    has one: then the second query is over at once. Else it joins, which takes longer than all others together.
    """
    (since, until), period = asked.moments, asked.period
    people: Any = asked.customers(member).order_by()
    parts = [
        people.annotate(which=F("stage")),
        people.filter(created_at__gte=since, created_at__lt=until).annotate(which=Value(WITHIN)),
        people.filter(created_at__gte=until).annotate(which=Value(LATER)),
    ]
    nobody = Q(uuid=WALK_IN)  # counter sales are no customer's
    parts += [
        part.filter(nobody).annotate(which=Concat(Value("-"), "which", output_field=CharField())) for part in parts
    ]
    sums: Any = [part.values_list("which").annotate(number=Count("*")) for part in parts]
    counts: Counter[str] = Counter()
    for which, number in asked.answers.rows(sums[0].union(*sums[1:], all=True)):
        counts[which.removeprefix("-")] += -number if which.startswith("-") else number
    known = Q(on__lt=period.since, customer__created_at__gte=since)
    if period.until < asked.today:
        known |= Q(on__range=(period.since, period.until), customer__created_at__gte=until)
    told = StageChange.objects.filter(asked.seen_by(member), known, is_told_afterwards=True, before=STAGES[0])
    firsts = told.filter(~Exists(MetricsPass.objects.filter(at__lt=since)))
    parted = firsts.order_by().annotate(is_late=_is(customer__created_at__gte=until), is_in=_is(on__gte=period.since))
    for is_late, is_in, number in asked.answers.rows(parted.values_list("is_late", "is_in").annotate(Count("pk"))):
        counts[LATER] -= is_late * number
        counts[WITHIN] += (is_in + is_late - 1) * number
    return {stage: counts[stage] for stage in STAGES}, counts[WITHIN], counts[LATER]


def _is(**condition: Any) -> Case:
    return Case(When(**condition, then=Value(1)), default=Value(0))


def _entered(moves: Moves, stage: LifecycleStage) -> int:
    return sum(count for (_old, new), count in moves.items() if new == stage)


def _left(moves: Moves, stage: LifecycleStage) -> int:
    return sum(count for (old, _new), count in moves.items() if old == stage)
