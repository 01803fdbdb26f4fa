"""What the benchmark's loaders share: chance with a fixed seed, moments of the past, and rows in bulk."""

import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import batched
from typing import Any

from sapa.team.models import Member
from sapa.tenancy.bulk import insert

TODAY = date.today()
NOW = datetime(TODAY.year, TODAY.month, TODAY.day, 3, tzinfo=UTC)
BATCH = 2000


def moment(chance: random.Random, days: int) -> datetime:
    """Some minute of the last `days` days."""
    return NOW - timedelta(minutes=chance.randrange(days * 24 * 60))


def bulk(model: type[Any], rows: Iterable[Any]) -> Iterator[Any]:
    """Write new models; those written, with their ids."""
    for some in batched(rows, BATCH):
        yield from model.objects.bulk_create(some)


def pour(model: type[Any], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows given by the names of their columns, which takes a quarter of the time."""
    for some in batched(rows, BATCH):
        insert(model, some)


def history(kind: str, subject: Any, customer_id: int | None, members: list[Member]) -> dict[str, Any]:
    """The event of a row that one of the members made."""
    by = members[subject.pk % len(members)] if members else None
    return {
        "at": subject.created_at,
        "kind": kind,
        "by_id": by.pk if by else None,
        "by_name": by.name if by else "",
        "subject_kind": subject._meta.model_name,
        "subject_id": subject.pk,
        "subject_name": str(subject),
        "customer_id": customer_id,
        "data": {},
    }
