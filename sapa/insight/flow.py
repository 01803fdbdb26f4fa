"""The flow of customers between the seven stages: who entered and left each in a period, and how many stand there."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.db.models import Case, Count, QuerySet, Value, When

from sapa.customers.models import LifecycleStage
from sapa.insight.asking_customers import OF_BOARDS, AskedOfCustomers
from sapa.lib import keyset
from sapa.lifecycle.models import MetricsPass, StageChange
from sapa.team.models import Member

NAMES = (*OF_BOARDS, "left", "entered")
STAGES = list(LifecycleStage)
ORDER = ("-on", "-pk")
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
        """Of the customers asked for whom the member sees. Six queries at the most.

        How many stand where now is counted; how many did then follows from the steps taken since.
        """
        now = dict(asked.customers(member).order_by().values_list("stage").annotate(Count("pk")))
        within, later = _steps(asked, member)
        came, came_later = _arrivals(asked, member)
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


def _with_customers(ids: Sequence[int]) -> list[StageChange]:
    rows: Any = StageChange.objects.filter(pk__in=ids).select_related("customer").only(*SHOWN) if ids else []
    return sorted(rows, key=lambda step: ids.index(step.pk))


def _steps(asked: AskedOfCustomers, member: Member) -> tuple[Moves, Moves]:
    """The steps of the period, and those taken after it. One query."""
    period = asked.period
    steps = StageChange.objects.filter(asked.seen_by(member), on__gte=period.since)
    is_within = Case(When(on__lte=period.until, then=Value(1)), default=Value(0))
    within: Counter[Any] = Counter()
    later: Counter[Any] = Counter()
    counted = steps.order_by().annotate(is_within=is_within).values_list("is_within", "before", "after")
    for is_of_it, before, after, count in counted.annotate(Count("pk")):
        (within if is_of_it else later)[LifecycleStage(before), LifecycleStage(after)] += count
    return within, later


def _arrivals(asked: AskedOfCustomers, member: Member) -> tuple[int, int]:
    """How many became known to us in the period, and after it. Two queries, and two where a history came along.

    Who came with a history from a file was known since their first step in it.
    """
    since, until = asked.moments
    is_later = Case(When(created_at__gte=until, then=Value(1)), default=Value(0))
    new = asked.customers(member).filter(created_at__gte=since).order_by()
    counts = Counter(dict(new.annotate(is_later=is_later).values_list("is_later").annotate(Count("pk"))))
    first_pass = MetricsPass.objects.order_by("pk").values_list("at", flat=True).first()
    if first_pass is None or first_pass < since:
        return counts[0], counts[1]  # nobody who came since then has steps from before they came
    told: Any = StageChange.objects.filter(asked.seen_by(member), is_told_afterwards=True, before=STAGES[0])
    was_later = Case(When(customer__created_at__gte=until, then=Value(1)), default=Value(0))
    known = told.filter(on__lt=asked.period.since, customer__created_at__gte=since).order_by()
    counts.subtract(dict(known.annotate(is_later=was_later).values_list("is_later").annotate(Count("pk"))))
    if asked.period.until < asked.today:
        days = (asked.period.since, asked.period.until)
        in_it = told.filter(on__range=days, customer__created_at__gte=until).count()
        counts[0], counts[1] = counts[0] + in_it, counts[1] - in_it
    return counts[0], counts[1]


def _entered(moves: Moves, stage: LifecycleStage) -> int:
    return sum(count for (_old, new), count in moves.items() if new == stage)


def _left(moves: Moves, stage: LifecycleStage) -> int:
    return sum(count for (old, _new), count in moves.items() if old == stage)
