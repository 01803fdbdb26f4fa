"""The short lists that boards, filters and forms of opportunities offer, in two queries at the most."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, Value
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from sapa.customers.models import Segment
from sapa.pipeline.models import Pipeline, Stage
from sapa.team.models import Member
from sapa.tenancy.current import current_organization_id

# Written out, since every form needs it and Django takes longer to build it than the database to answer.
LISTS = """
SELECT 'owner', id, name, left_at IS NOT NULL FROM team_member WHERE organization_id = %s UNION ALL
SELECT 'unit', id, name, archived_at IS NOT NULL FROM team_businessunit WHERE organization_id = %s UNION ALL
SELECT 'source', id, name, archived_at IS NOT NULL FROM customers_source WHERE organization_id = %s UNION ALL
SELECT 'channel', id, name, archived_at IS NOT NULL FROM places_channel WHERE organization_id = %s
"""
ORDER = " ORDER BY 3, 2"


@dataclass(frozen=True)
class Pick:
    """One line of a list. Who left, or what was archived, is `gone`."""

    id: int
    name: str
    gone: bool = False


class Picks:
    """Members, units, sources and channels, each by id in the order in which they are shown; the stages by id as well.
    For a `member` also the segments of customers that they may use.

    Each part is read when it is first asked for: a page that shows no list pays for none.
    """

    def __init__(self, member: Member | None = None) -> None:
        self._member = member

    @property
    def owner(self) -> dict[int, Pick]:
        return self._lists["owner"]

    @property
    def unit(self) -> dict[int, Pick]:
        return self._lists["unit"]

    @property
    def source(self) -> dict[int, Pick]:
        return self._lists["source"]

    @property
    def channel(self) -> dict[int, Pick]:
        return self._lists["channel"]

    @property
    def segment(self) -> dict[int, Pick]:
        return self._lists["segment"]

    def pairs(self, name: str, current: int | None = None) -> Iterator[tuple[int, str]]:
        """For a select; what is gone only where it is the current one."""
        lines = getattr(self, name).values()
        return ((pick.id, pick.name) for pick in lines if not pick.gone or pick.id == current)

    def choices(self, name: str, current: int | None = None) -> list[tuple[Any, Any]]:
        return [("", _("– choose –")), *self.pairs(name, current)]

    def name(self, kind: str, pk: int | None) -> str:
        pick = getattr(self, kind).get(pk)
        return pick.name if pick else ""

    @cached_property
    def pipelines(self) -> dict[int, Pipeline]:
        """The pipelines that are not archived, with their stages in `.stages_in_order`."""
        found: dict[int, Pipeline] = {}
        for stage in self.stages.values():
            if stage.pipeline.archived_at is None:
                pipeline = found.setdefault(stage.pipeline_id, stage.pipeline)
                pipeline.__dict__.setdefault("stages_in_order", []).append(stage)
        return found

    @cached_property
    def stages(self) -> dict[int, Stage]:
        rows = Stage.objects.select_related("pipeline")
        ordered = rows.order_by("pipeline__position", "pipeline_id", "position", "pk")
        return {stage.pk: stage for stage in ordered}

    @cached_property
    def _lists(self) -> dict[str, dict[int, Pick]]:
        lists: dict[str, dict[int, Pick]] = {"owner": {}, "unit": {}, "source": {}, "channel": {}, "segment": {}}
        statement, params = LISTS, [current_organization_id()] * LISTS.count("%s")
        if self._member is not None:
            rows = Segment.objects.visible_to(self._member).order_by()
            gone = ExpressionWrapper(Q(archived_at__isnull=False), BooleanField())
            segments, more = rows.values_list(Value("segment"), "pk", "name", gone).query.sql_with_params()
            statement, params = f"{LISTS} UNION ALL {segments}", [*params, *more]
        with connection.cursor() as cursor:
            cursor.execute(statement + ORDER, params)
            for kind, pk, name, gone in cursor.fetchall():
                lists[kind][pk] = Pick(pk, name, bool(gone))
        return lists


def load_picks() -> Picks:
    """All the lists of the current organisation, each read when it is first asked for."""
    return Picks()
