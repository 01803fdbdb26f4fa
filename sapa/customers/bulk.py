"""One change over many customers: seen before it is made, made in parts, undone where nobody went on from it.

A small change is made at once. A big one is only written down; the worker makes it, part by part, each in a
transaction of its own, so that its page can show how far it is and a worker that was stopped can go on.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.customers.bulk_rows import APPLIED, ASSIGN, KINDS, PUT_BACK, TAG, UNTAG
from sapa.customers.models import BulkChange, BulkPart, Customer, Tag
from sapa.customers.querysets import CustomerQuerySet
from sapa.lib.errors import AlreadyDone, Refused
from sapa.team.models import Member

__all__ = [
    "ASSIGN",
    "KINDS",
    "TAG",
    "UNTAG",
    "begin",
    "carry_back",
    "carry_on",
    "change_many",
    "is_left_lying",
    "preview",
    "undo",
]

PART = 2000  # rows in one transaction
AT_ONCE = 2000  # rows up to which whoever asked waits for it
SHOWN = 5
SILENT = timedelta(minutes=5)  # a part takes seconds: after so long nobody is at it


@dataclass(frozen=True)
class Preview:
    """What a change is about to touch."""

    count: int
    first: list[Customer]
    owners: list[tuple[str, int]]  # names and how many each has now, the most first


def preview(rows: CustomerQuerySet) -> Preview:
    """How many customers, which come first, who owns them now."""
    owners = Counter(dict(rows.order_by().values_list("owner_id").annotate(Count("pk"))))
    names = dict(Member.objects.filter(pk__in=[pk for pk in owners if pk]).values_list("pk", "name"))
    held = [(names.get(pk or 0, str(_("nobody"))), number) for pk, number in owners.most_common(SHOWN)]
    return Preview(owners.total(), list(rows.order_by("name_key", "pk")[:SHOWN]), held)


def change_many(
    rows: CustomerQuerySet,
    *,
    kind: str,
    target: Member | Tag,
    by: Member,
    token: UUID,
    why: str = "",
    now: datetime | None = None,
) -> BulkChange:
    """Give the rows to a member, or give them a tag, or take it off. The same token again is the same change.

    `rows` are those that `by` sees. Whoever has the target already is left as they are.
    """
    if known := BulkChange.objects.filter(token=token).first():
        return known
    if kind == ASSIGN and isinstance(target, Member) and target.left_at is not None:
        raise Refused(_("This member has left."))
    data: dict[str, Any] = {"name": str(target), "why": why}
    ids = list(rows.order_by().values_list("pk", flat=True))
    if kind == ASSIGN:
        given = [[pk, target.pk] for pk in ids]
        return begin(kind, given, by=by, token=token, data=data | {"owner": target.pk, "how": "bulk"}, now=now)
    return begin(kind, ids, by=by, token=token, data=data | {"tag": target.pk}, now=now)


def begin(
    kind: str, rows: Sequence[Any], *, by: Member, token: UUID, data: dict[str, Any], now: datetime | None = None
) -> BulkChange:
    """Write the change down, and make it: now where it is small, else by the worker. The same token is the same."""
    if known := BulkChange.objects.filter(token=token).first():
        return known
    now = now or timezone.now()
    change = BulkChange(kind=kind, by=by, at=now, token=token, data=data, total=len(rows))
    try:
        with transaction.atomic():
            change.save(force_insert=True)
            parts = enumerate(batched(rows, PART))
            BulkPart.objects.bulk_create(BulkPart(change=change, position=at, rows=list(some)) for at, some in parts)
            if len(rows) > AT_ONCE:
                _later("carry_on", change)
            else:
                carry_on(change, now=now)
    except IntegrityError:
        return BulkChange.objects.get(token=token)  # a double tap
    change.refresh_from_db()
    return change


def carry_on(change: BulkChange, *, now: datetime | None = None) -> None:
    """Make the parts that are not made yet. Whoever else is at it takes other parts."""
    for pk, number in _parts(change.parts.filter(done_at=None)):
        at = now or timezone.now()
        with transaction.atomic():
            if BulkPart.objects.filter(pk=pk, done_at=None).update(done_at=at) != 1:
                continue
            part = BulkPart.objects.get(pk=pk)
            part.before = APPLIED[change.kind](change, part.rows, at)
            part.save(update_fields=["before"])
            counts = {"done": F("done") + number, "changed": F("changed") + len(part.before)}
            BulkChange.objects.filter(pk=change.pk).update(**counts)
    BulkChange.objects.filter(pk=change.pk, finished_at=None).update(finished_at=now or timezone.now())


def undo(change: BulkChange, *, by: Member, now: datetime | None = None) -> int:
    """Put back what was there before, where nobody has changed it since. Returns how many rows, 0 if the worker will.

    Raises AlreadyDone, and Refused for somebody else's change or one that is still being made.
    """
    if change.by_id != by.pk:
        raise Refused(_("Only who made this change can undo it."))
    with transaction.atomic():
        rows = BulkChange.objects.filter(pk=change.pk, undone_at=None, finished_at__isnull=False)
        if rows.update(undone_at=now or timezone.now()) != 1:
            if BulkChange.objects.filter(pk=change.pk, undone_at=None).exists():
                raise Refused(_("This is still being done. Undo it when it has come to its end."))
            raise AlreadyDone(_("This has been undone already."))
        if change.total > AT_ONCE:
            _later("carry_back", change)
            return 0
        carry_back(change, now=now)
    change.refresh_from_db()
    return change.restored


def carry_back(change: BulkChange, *, now: datetime | None = None) -> None:
    """Put back the parts that are not put back yet."""
    for pk, number in _parts(change.parts.filter(done_at__isnull=False, undone_at=None)):
        at = now or timezone.now()
        with transaction.atomic():
            if BulkPart.objects.filter(pk=pk, undone_at=None).update(undone_at=at) != 1:
                continue
            restored = PUT_BACK[change.kind](change, BulkPart.objects.get(pk=pk).before, at)
            counts = {"done": F("done") - number, "restored": F("restored") + restored}
            BulkChange.objects.filter(pk=change.pk).update(**counts)


def is_left_lying(change: BulkChange, now: datetime) -> bool:
    """Whether the worker still has something to do with it, and has not been heard of for long."""
    last = change.parts.aggregate(done=Max("done_at"), undone=Max("undone_at"))
    signs = [change.at, change.undone_at, last["done"], last["undone"]]
    return change.is_running and max(filter(None, signs)) <= now - SILENT


def _parts(parts: Any) -> list[tuple[int, int]]:
    """Ids of parts and how many rows each has, without reading the rows of all."""
    found = parts.order_by("position").values_list("pk", "position", "change__total")
    return [(pk, min(PART, total - position * PART)) for pk, position, total in found]


def _later(name: str, change: BulkChange) -> None:
    from sapa.customers import tasks  # which imports this module

    getattr(tasks, name).enqueue(change.organization_id, change.pk)
