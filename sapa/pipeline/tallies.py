"""Keeping the figures at the head of the board's columns (StageTally) equal to the deals below them.

Every verb that writes an opportunity calls `shift` in its transaction. Rows are written in one order, by
one statement, so that two verbs wait for each other and never for themselves.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.db.models import Count, Sum
from django.db.models.functions import Coalesce, ExtractMonth, ExtractYear

from sapa.pipeline.models import Opportunity, StageTally
from sapa.tenancy.current import current_organization_id

ADD = """
INSERT INTO pipeline_stagetally (organization_id, stage_id, owner_id, unit_id, month, count, value, weighted)
VALUES {rows}
ON CONFLICT (organization_id, stage_id, owner_id, unit_id, month) DO UPDATE SET
    count = pipeline_stagetally.count + excluded.count,
    value = pipeline_stagetally.value + excluded.value,
    weighted = pipeline_stagetally.weighted + excluded.weighted
"""
ROWS_AT_ONCE = 100


@dataclass(frozen=True)
class Share:
    """What one opportunity adds to the tally of its place."""

    stage_id: int
    owner_id: int  # 0: nobody
    unit_id: int  # 0: none
    month: int  # see month_of
    value: int
    weighted: int

    @property
    def place(self) -> tuple[int, int, int, int]:
        return self.stage_id, self.owner_id, self.unit_id, self.month


def month_of(day: date | None) -> int:
    """Months in one number, as tallies keep them; 0 without a day."""
    return day.year * 12 + day.month - 1 if day else 0


def first_day_of(month: int) -> date | None:
    """The first day of a month in one number, None for 0."""
    return date(month // 12, month % 12 + 1, 1) if month else None


def share_of(opportunity: Opportunity) -> Share:
    return Share(
        opportunity.stage_id,
        opportunity.owner_id or 0,
        opportunity.unit_id or 0,
        month_of(opportunity.closed_on or opportunity.expected_close),
        opportunity.value,
        opportunity.weight,
    )


def shift(*, minus: Iterable[Share] = (), plus: Iterable[Share] = ()) -> None:
    """Take these shares away and add those. Call it inside the transaction that wrote the opportunities."""
    counts: Counter[tuple[int, int, int, int]] = Counter()
    values: Counter[tuple[int, int, int, int]] = Counter()
    weights: Counter[tuple[int, int, int, int]] = Counter()
    for sign, shares in ((-1, minus), (1, plus)):
        for share in shares:
            counts[share.place] += sign
            values[share.place] += sign * share.value
            weights[share.place] += sign * share.weighted
    moved = [
        (*place, counts[place], values[place], weights[place])
        for place in sorted(counts)
        if counts[place] or values[place] or weights[place]
    ]
    organization = current_organization_id()
    with connection.cursor() as cursor:
        for start in range(0, len(moved), ROWS_AT_ONCE):
            rows = moved[start : start + ROWS_AT_ONCE]
            statement = ADD.format(rows=", ".join(["(%s, %s, %s, %s, %s, %s, %s, %s)"] * len(rows)))
            cursor.execute(statement, [cell for row in rows for cell in (organization, *row)])


@transaction.atomic
def recount() -> int:
    """Make the current organisation's tallies anew from its opportunities, and say how many rows they take.

    For bulk loads, which write opportunities without verbs, and for an operator in doubt. On PostgreSQL
    the verbs wait meanwhile.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE pipeline_stagetally IN SHARE ROW EXCLUSIVE MODE")
    StageTally.objects.all().delete()
    return len(StageTally.objects.bulk_create(counted()))


def counted() -> list[StageTally]:
    """The tallies as a count of all opportunities gives them."""
    day = Coalesce("closed_on", "expected_close")
    rows = (
        Opportunity.objects.order_by()
        .values("stage_id")
        .annotate(
            owned_by=Coalesce("owner_id", 0),
            of_unit=Coalesce("unit_id", 0),
            in_month=Coalesce(ExtractYear(day) * 12 + ExtractMonth(day) - 1, 0),
            number=Count("pk"),
            money=Sum("value"),
            sure=Sum("weighted"),
        )
    )
    return [
        StageTally(
            stage_id=row["stage_id"],
            owner_id=row["owned_by"],
            unit_id=row["of_unit"],
            month=row["in_month"],
            count=row["number"],
            value=row["money"],
            weighted=row["sure"],
        )
        for row in rows
    ]
