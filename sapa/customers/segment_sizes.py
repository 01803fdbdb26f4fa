"""How many belong to segments: now, as somebody sees them, and over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from sapa.customers.asking import Asking
from sapa.customers.filter import saved
from sapa.customers.models import Segment, SegmentSize
from sapa.events.answers import Answers
from sapa.lib.keyset import COUNT_LIMIT
from sapa.team.models import Member
from sapa.team.roles import Scope

DAILY = timedelta(days=60)  # a shorter history shows each day, a longer one the last of each week
SHOWN = timedelta(days=366)


@dataclass(frozen=True)
class Size:
    """How many there were on a day, and how many more or fewer than at the one before."""

    on: date
    count: int
    change: int | None


def note_sizes(now: datetime) -> int:
    """Write down how many each segment has today, as its owner sees them. Once a day; gives how many were written."""
    rows = Segment.objects.in_use().select_related("owner__organization", "owner__unit").order_by("pk")
    return sum(note(segment, Asking(segment.owner, now)) for segment in rows)


def note(segment: Segment, asking: Asking) -> bool:
    """Write down the size of one, unless that was done today."""
    if SegmentSize.objects.filter(segment=segment, on=asking.today).exists():
        return False
    count = saved(segment, asking).rows().order_by().count()
    size = SegmentSize(segment=segment, on=asking.today, count=count)
    return bool(SegmentSize.objects.bulk_create([size], ignore_conflicts=True))


def live_counts(segments: Sequence[Segment], asking: Asking) -> dict[int, int]:
    """How many of each the member sees now, counted to COUNT_LIMIT + 1 at the most. One query for all."""
    if not segments:
        return {}
    parts: list[str] = []
    params: list[Any] = []
    for segment in segments:
        rows = saved(segment, asking).rows().order_by().values("pk")[: COUNT_LIMIT + 1]
        statement, values = rows.query.sql_with_params()
        parts.append(f"SELECT {segment.pk}, COUNT(*) FROM ({statement}) AS part")  # noqa: S608 (Django's own statement)
        params += values
    sql = " UNION ALL ".join(parts)
    return Answers().of(sql, tuple(params), lambda: _counted(sql, params))


def _counted(sql: str, params: Sequence[Any]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return dict(cursor.fetchall())


def history(segment: Segment, today: date) -> list[Size]:
    """The sizes of the last year, the oldest first: of each day, or of a long history of each week. One query."""
    kept = list(
        SegmentSize.objects.filter(segment=segment, on__gt=today - SHOWN).order_by("on").values_list("on", "count")
    )
    if kept and kept[-1][0] - kept[0][0] > DAILY:
        kept = list({on.isocalendar()[:2]: (on, count) for on, count in kept}.values())
    befores = [None, *(count for _on, count in kept)]
    return [
        Size(on, count, None if before is None else count - before)
        for (on, count), before in zip(kept, befores, strict=False)
    ]


def sees_history(member: Member, segment: Segment) -> bool:
    """Whether its history tells the member no more than they see: it was counted with the eyes of the owner."""
    return segment.owner_id == member.pk or member.scope == Scope.ALL
