"""One change over many customers: seen before it is made, made in sets, undone where nobody went on from it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, models, transaction
from django.db.models import Count, F, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.customers.models import BulkChange, Customer, CustomerTag, Tag
from sapa.customers.querysets import CustomerQuerySet
from sapa.events.models import Event
from sapa.lib.errors import AlreadyDone, Refused
from sapa.team.models import Member

CHUNK = 2000
ASSIGN, TAG, UNTAG = KINDS = ("assign", "tag", "untag")
EVENTS = {ASSIGN: "customer.assigned", TAG: "customer.tagged", UNTAG: "customer.untagged"}
SHOWN = 5


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
    rows: CustomerQuerySet, *, kind: str, target: Member | Tag, by: Member, token: UUID, now: datetime | None = None
) -> BulkChange:
    """Give the rows to a member, or give them a tag, or take it off. The same token again is the same change.

    `rows` are those that `by` sees. Whoever has the target already is left as they are.
    """
    if known := BulkChange.objects.filter(token=token).first():
        return known
    if kind == ASSIGN and isinstance(target, Member) and target.left_at is not None:
        raise Refused(_("This member has left."))
    now = now or timezone.now()
    field = "owner" if kind == ASSIGN else "tag"
    change = BulkChange(kind=kind, by=by, at=now, token=token, data={field: target.pk, "name": str(target)})
    try:
        with transaction.atomic():
            change.save(force_insert=True)
            change.before = list(APPLIED[kind](rows, target, by, now))
            change.save(update_fields=["before"])
    except IntegrityError:
        return BulkChange.objects.get(token=token)  # a double tap
    return change


@transaction.atomic
def undo(change: BulkChange, *, by: Member, now: datetime | None = None) -> int:
    """Put back what was there before, where nobody has changed it since. Returns how many rows."""
    now = now or timezone.now()
    if BulkChange.objects.filter(pk=change.pk, undone_at=None).update(undone_at=now) != 1:
        raise AlreadyDone(_("This has been undone already."))
    if change.kind == ASSIGN:
        return _give_back(change, by, now)
    tag = Tag.objects.filter(pk=change.data["tag"]).first()
    if tag is None:
        return 0
    restored = 0
    for ids in batched(change.before, CHUNK):
        restored += len(_untag(list(ids), tag, by, now) if change.kind == TAG else _tag(list(ids), tag, by, now))
    return restored


def _assign_rows(rows: CustomerQuerySet, owner: Any, by: Member, now: datetime) -> Iterator[list[int | None]]:
    pairs = rows.exclude(owner=owner).order_by().values_list("pk", "owner_id")
    for chunk in batched(list(pairs), CHUNK):
        ids = [pk for pk, _owner in chunk]
        _own(ids, owner.pk, now)
        _record(ASSIGN, ids, by, now, owner=owner.name)
        yield from ([pk, had] for pk, had in chunk)


def _tag_rows(rows: CustomerQuerySet, tag: Any, by: Member, now: datetime) -> Iterator[int]:
    for ids in _chunks(rows):
        yield from _tag(ids, tag, by, now)


def _untag_rows(rows: CustomerQuerySet, tag: Any, by: Member, now: datetime) -> Iterator[int]:
    for ids in _chunks(rows):
        yield from _untag(ids, tag, by, now)


APPLIED: dict[str, Any] = {ASSIGN: _assign_rows, TAG: _tag_rows, UNTAG: _untag_rows}


def _chunks(rows: CustomerQuerySet) -> Iterator[list[int]]:
    return (list(ids) for ids in batched(list(rows.order_by().values_list("pk", flat=True)), CHUNK))


def _tag(ids: Sequence[int], tag: Tag, by: Member, now: datetime) -> list[int]:
    """Tag those that are there and have it not yet."""
    have = set(CustomerTag.objects.filter(tag=tag, customer_id__in=ids).values_list("customer_id", flat=True))
    new = [pk for pk in Customer.objects.filter(pk__in=ids).values_list("pk", flat=True) if pk not in have]
    CustomerTag.objects.bulk_create(CustomerTag(customer_id=pk, tag=tag) for pk in new)
    _touch(new, now)
    _record(TAG, new, by, now, tag=tag.name)
    return new


def _untag(ids: Sequence[int], tag: Tag, by: Member, now: datetime) -> list[int]:
    taggings = CustomerTag.objects.filter(tag=tag, customer_id__in=ids)
    had = list(taggings.values_list("customer_id", flat=True))
    taggings.delete()
    _touch(had, now)
    _record(UNTAG, had, by, now, tag=tag.name)
    return had


def _give_back(change: BulkChange, by: Member, now: datetime) -> int:
    """Each to whom they had before, where they still have whom the change gave."""
    by_owner: dict[int | None, list[int]] = {}
    for chunk in batched(change.before, CHUNK):
        had = dict(chunk)
        still = Customer.objects.filter(pk__in=had, owner_id=change.data["owner"])
        for pk in still.values_list("pk", flat=True):
            by_owner.setdefault(had[pk], []).append(pk)
    names = dict(Member.objects.filter(pk__in=[pk for pk in by_owner if pk]).values_list("pk", "name"))
    for owner_id, owned in by_owner.items():
        for ids in batched(owned, CHUNK):
            _own(ids, owner_id, now)
            _record(ASSIGN, ids, by, now, owner=names.get(owner_id or 0, ""))
    return sum(map(len, by_owner.values()))


def _own(ids: Sequence[int], owner_id: int | None, now: datetime) -> None:
    Customer.objects.filter(pk__in=ids).update(owner_id=owner_id, version=F("version") + 1, updated_at=now)


def _touch(ids: Sequence[int], now: datetime) -> None:
    Customer.objects.filter(pk__in=ids).update(version=F("version") + 1, updated_at=now)


def _record(kind: str, ids: Sequence[int], by: Member, now: datetime, **data: Any) -> None:
    """An event for each, made by the database from its own rows: they would take Python ten times as long."""
    if not ids:
        return
    values: dict[str, Any] = {
        "organization_id": F("organization_id"),
        "at": Value(now, models.DateTimeField()),
        "kind": Value(EVENTS[kind], models.CharField()),
        "by_id": Value(by.pk, models.BigIntegerField()),
        "by_name": Value(by.name, models.CharField()),
        "subject_kind": Value("customer", models.CharField()),
        "subject_id": F("pk"),
        "subject_name": F("name"),
        "customer_id": F("pk"),
        "data": Value(data, models.JSONField()),
    }
    named = {f"event_{name}": value for name, value in values.items()}
    rows = Customer.objects.filter(pk__in=ids).order_by().annotate(**named).values_list(*named)
    select, parameters = rows.query.sql_with_params()
    table, columns = connection.ops.quote_name(Event._meta.db_table), ", ".join(map(connection.ops.quote_name, values))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) {select}", parameters)
