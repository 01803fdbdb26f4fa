"""The board: columns of cards with their figures, in a number of queries that does not grow with the deals."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet, Sum

from sapa.lib import keyset
from sapa.pipeline.cards import COLUMNS, ENTERED, Card, CardMaker
from sapa.pipeline.filter import Filter
from sapa.pipeline.models import Opportunity, Pipeline, Stage, StageTally
from sapa.team.models import Member

CARDS = 20  # of a column at first, and with each "more"
COUNTED = 1000  # deals a column whose figures are counted under a filter that the tallies do not know
ORDER = ("-stage_entered_at", "-pk")


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
            found.picks, today, may_move=member.may("opportunities.change"), query=found.query_string
        )

    def columns(self) -> list[Column]:
        """All columns with their first cards. Two queries, and those of a search."""
        rows = self.found.rows(self.member)
        figures = self.figures(rows=rows)
        cards = self._first_cards(rows)
        return [self._column(stage, figures[stage.pk], cards[stage.pk]) for stage in self.stages]

    def more(self, stage: Stage, after: str) -> Column:
        """The next cards of one column, without its figures."""
        rows = self.found.rows(self.member).filter(stage_id=stage.pk)
        page = keyset.page(rows.select_related("customer"), ORDER, after=after, size=CARDS)
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
        few = [
            rows.filter(stage_id=pk).order_by().values_list("stage_id", "value", "weighted")[: COUNTED + 1]
            for pk in ids
        ]
        sums: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0])
        statement, params = union_all(few)
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            for pk, value, weighted in cursor.fetchall():
                of_stage = sums[pk]
                of_stage[0] += 1
                of_stage[1] += value
                of_stage[2] += weighted
        return {pk: Figures(*of_stage) for pk, of_stage in sums.items()}

    def _first_cards(self, rows: QuerySet) -> dict[int, list[tuple[Any, ...]]]:
        """One row more than is shown of each stage, newest in it first: each stage walks its part of the index."""
        ordered = rows.order_by(*ORDER).values_list("pk")
        statement, params = union_all([ordered.filter(stage_id=stage.pk)[: CARDS + 1] for stage in self.stages])
        with connection.cursor() as cursor:
            cursor.execute(statement, params)
            ids = [pk for (pk,) in cursor.fetchall()]
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


def kept_figures(member: Member, found: Filter, stages: Sequence[int] | None = None) -> dict[int, Figures]:
    """What the tallies say of these stages, or of all that hold deals, under the filters that they know."""
    tallies = StageTally.objects.visible_to(member)
    if stages is not None:
        tallies = tallies.filter(stage_id__in=stages)
    sums = found.owned(tallies).order_by().values_list("stage_id").annotate(Sum("count"), Sum("value"), Sum("weighted"))
    return {pk: Figures(int(count), int(value), int(weighted)) for pk, count, value, weighted in sums if count}


def union_all(parts: Sequence[QuerySet]) -> tuple[str, list[Any]]:
    """One statement of limited queries. SQLite takes a LIMIT there only inside a sub-query, and so do all."""
    statements: list[str] = []
    params: list[Any] = []
    for part in parts:
        statement, values = part.query.sql_with_params()
        statements.append(f"SELECT * FROM ({statement}) AS part")  # noqa: S608 (Django's own statement)
        params += values
    return " UNION ALL ".join(statements), params
