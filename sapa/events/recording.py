"""Writing events, from inside the verbs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from django.db import connection, models
from django.utils import timezone

from sapa.events import reacting
from sapa.events.models import Event, kind_of


class Actor(Protocol):
    """Whoever does something: in practice a team.Member."""

    pk: int
    name: str


def event(
    kind: str,
    subject: models.Model,
    *,
    by: Actor | None,
    customer_id: int | None = None,
    at: datetime | None = None,
    **data: Any,
) -> Event:
    """Build an event without saving it, for verbs over many rows that `bulk_create` them."""
    return Event(
        at=at or timezone.now(),
        kind=kind,
        by_id=by.pk if by else None,
        by_name=by.name if by else "",
        subject_kind=kind_of(subject),
        subject_id=subject.pk,
        subject_name=str(subject)[:200],
        customer_id=customer_id,
        data=data,
    )


def record(
    kind: str,
    subject: models.Model,
    *,
    by: Actor | None,
    customer_id: int | None = None,
    at: datetime | None = None,
    **data: Any,
) -> Event:
    """Write what happened, and let the worker react. Called outside the transaction of a verb it raises."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"{kind}: events are recorded in the transaction of their verb")
    written = event(kind, subject, by=by, customer_id=customer_id, at=at, **data)
    written.save(force_insert=True)
    reacting.enqueue(written)
    return written


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What differs between two readings of a row, as `{"field": [before, after]}` in JSON's types."""
    return {
        name: [_plain(before.get(name)), _plain(value)] for name, value in after.items() if before.get(name) != value
    }


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float | bool | list | dict) else str(value)
