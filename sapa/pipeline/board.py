"""The board: columns of cards with their figures, in a number of queries that does not grow with the deals."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Sum
from django.db.models.expressions import RawSQL

from sapa.customers.querysets import RARE
from sapa.lib import keyset
from sapa.pipeline.cards import COLUMNS, ENTERED, Card, CardMaker
from sapa.pipeline.filter import Filter
from sapa.pipeline.models import Opportunity, Pipeline, Stage, StageTally
from sapa.team.models import Member

CARDS = 20  # of a column at first, and with each "more"
COUNTED = 1000  # deals a column whose figures are counted under a filter that the tallies do not know
ORDER = ("-stage_entered_at", "-pk")
LIGHT = ("stage_entered_at", "pk", "stage_id", "value", "weighted")  # what figures and order need
type Light = tuple[Any, int, int, int, int]


@dataclass(frozen=True)
class Figures:
    """What a column holds: deals, their money, and that times its probability, in minor units."""

    count: int = 0
    value: int = 0
    weighted: int = 0

    @property
    def is_capped(self) -> bool:
        """Whether there are more than were counted."""
        return self.count > COUNTED


@dataclass(frozen=True)
class Column:
    """A stage as the board shows it."""

    stage: Stage
    figures: Figures
    cards: Sequence[Card] = field(default_factory=list)
    next: str = ""  # the cursor of more cards


class Board:
    """The deals of one pipeline that a filter lets through, of those that a member sees."""

    def __init__(
        self, found: Filter, pipeline: Pipeline, member: Member, today: date, tallies: dict[int, Figures] | None = None
    ) -> None:
        self.found, self.pipeline, self.member, self.today = found, pipeline, member, today
        self.stages: list[Stage] = pipeline.stages_in_order  # type: ignore[attr-defined]
        self._tallies = tallies  # of all stages, where the page has them already
        self.maker = CardMaker(
            found.picks,
            today,
            may_move=member.may("opportunities.change"),
            may_quote=member.may("sales.change"),
            query=found.query_string,
        )

    def columns(self) -> list[Column]:
        """All columns with their first cards. Two queries, or three under a filter that the tallies do not know."""
        rows = self.found.rows(self.member)
        few = None if self.found.is_kept else self._few(rows)
        if few is not None:
            figures, cards = _figures_of(few), self._cards(_newest(few))
        else:
            figures, cards = self.figures(rows=rows), self._first_cards(rows)
        return [self._column(stage, figures.get(stage.pk, Figures()), cards[stage.pk]) for stage in self.stages]

    def _few(self, rows: QuerySet) -> list[Light] | None:
        """All deals that a narrow filter lets through, or None where they are many."""
        light = rows.filter(stage_id__in=[stage.pk for stage in self.stages]).order_by().values_list(*LIGHT)
        most = RARE if "segment" in self.found.on else COUNTED  # of a segment the members were looked up already
        found = list(light[: most + 1])
        return found if len(found) <= most else None

    def more(self, stage: Stage, after: str) -> Column:
        """The next cards of one column, without its figures."""
        rows = self.found.rows(self.member).filter(stage_id=stage.pk)
        page = keyset.page(rows.select_related("customer", "owner"), ORDER, after=after, size=CARDS)
        cards = [self.maker.card(opportunity) for opportunity in page.rows]
        return Column(stage, Figures(), cards, page.next)

    def figures(self, stages: Sequence[Stage] | None = None, rows: QuerySet | None = None) -> dict[int, Figures]:
        """The figures of these stages, or of all, by the stage's id. One query at the most."""
        ids = [stage.pk for stage in stages or self.stages]
        if not self.found.is_kept:
            counted = self._counted(ids, self.found.rows(self.member) if rows is None else rows)
        elif self._tallies is not None:
            counted = self._tallies
        else:
            counted = kept_figures(self.member, self.found, ids)
        return {pk: counted.get(pk, Figures()) for pk in ids}

    def _counted(self, ids: list[int], rows: QuerySet) -> dict[int, Figures]:
        few = rows.order_by().values_list(*LIGHT)
        statement, params = for_each(ids, lambda pk: few.filter(stage_id=pk)[: COUNTED + 1])
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            return _figures_of(cursor.fetchall())

    def _first_cards(self, rows: QuerySet) -> dict[int, list[tuple[Any, ...]]]:
        """One row more than is shown of each stage, newest in it first: each stage walks its part of the index."""
        ordered = rows.order_by(*ORDER).values_list("pk")
        statement, params = for_each(self.stages, lambda stage: ordered.filter(stage_id=stage.pk)[: CARDS + 1])
        return self._cards(RawSQL(statement, params))  # noqa: S611 (Django's own statement)

    def _cards(self, ids: Any) -> dict[int, list[tuple[Any, ...]]]:
        """The rows of these deals by stage, newest in it first."""
        found: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
        for row in Opportunity.objects.filter(pk__in=ids).order_by(*ORDER).values_list(*COLUMNS):
            found[row[0]].append(row)
        return found

    def _column(self, stage: Stage, figures: Figures, rows: list[tuple[Any, ...]]) -> Column:
        cards = [self.maker.from_row(row) for row in rows[:CARDS]]
        more = ""
        if len(rows) > CARDS:
            more = keyset.cursor([rows[CARDS - 1][ENTERED], cards[-1].id])
        return Column(stage, figures, cards, more)


def _figures_of(deals: Sequence[Light]) -> dict[int, Figures]:
    sums: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
    for _entered, _pk, stage_id, value, weighted in deals:
        figures = sums[stage_id]
        figures[0] += 1
        figures[1] += value
        figures[2] += weighted
    return {pk: Figures(*figures) for pk, figures in sums.items()}


def _newest(deals: Sequence[Light]) -> list[int]:
    """The ids of the deals that came last to each stage, one more of each than is shown."""
    seen: dict[int, int] = defaultdict(int)
    ids = []
    for _entered, pk, stage_id, _value, _weighted in sorted(deals, reverse=True):
        seen[stage_id] += 1
        if seen[stage_id] <= CARDS + 1:
            ids.append(pk)
    return ids


def kept_figures(member: Member, found: Filter, stages: Sequence[int] | None = None) -> dict[int, Figures]:
    """What the tallies say of these stages, or of all that hold deals, under the filters that they know."""
    tallies = StageTally.objects.visible_to(member)
    if stages is not None:
        tallies = tallies.filter(stage_id__in=stages)
    sums = found.owned(tallies).order_by().values_list("stage_id").annotate(Sum("count"), Sum("value"), Sum("weighted"))
    return {pk: Figures(int(count), int(value), int(weighted)) for pk, count, value, weighted in sums if count}


def for_each[Place](places: Sequence[Place], limited: Callable[[Place], QuerySet]) -> tuple[str, tuple[Any, ...]]:
    """One statement of the limited query of each place, with its parameters.

    The queries differ in one number only, so two are compiled and the others written after them. SQLite takes a
    LIMIT there only inside a sub-query, and so do all.
    """
    compiled = [limited(place).query.sql_with_params() for place in places[:2]]
    (statement, first), second = compiled[0], compiled[-1][1]
    differs = [at for at, (one, other) in enumerate(zip(first, second, strict=True)) if one != other]
    params: list[Any] = []
    for place in places:
        own = list(first)
        for at in differs:
            own[at] = place.pk if isinstance(place, Stage) else place
        params += own
    part = f"SELECT * FROM ({statement}) AS part"  # noqa: S608 (Django's own statement)
    return " UNION ALL ".join([part] * len(places)), tuple(params)
