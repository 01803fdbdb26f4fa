"""What a change over many customers does to one part of its rows, in a few statements, and how it is put back."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.models import F, Value
from django.utils.dateparse import parse_datetime

from sapa.customers.models import BulkChange, Customer, CustomerTag, Tag
from sapa.events.models import Event
from sapa.team.models import Member
from sapa.tenancy.current import current_organization_id

ASSIGN, TAG, UNTAG, SHARE, POOL = "assign", "tag", "untag", "share", "pool"
KINDS = (ASSIGN, TAG, UNTAG)  # that ask for one target
GIVEN = "customer.assigned"

type Before = list[Any]  # of one customer: id, owner, unit, assigned at, pooled at; then whose it became


def give(change: BulkChange, rows: Sequence[tuple[int, int]], now: datetime) -> list[Before]:
    """Each to its new owner: `[customer, member]`. Whoever has the owner already, or is gone, is left."""
    wanted = dict(rows)
    owners = Member.objects.at_work().in_bulk({pk for pk in wanted.values() if pk})
    before: list[Before] = []
    by_owner: dict[int, list[int]] = {}
    for pk, had, *rest in _as_they_are(wanted):
        if had != wanted[pk] and wanted[pk] in owners:
            by_owner.setdefault(wanted[pk], []).append(pk)
            before.append([pk, had, *rest, wanted[pk]])
    for owner_id, ids in by_owner.items():
        owner = owners[owner_id]
        unit = {"unit_id": owner.unit_id} if owner.unit_id else {}
        _update(ids, now, owner_id=owner_id, assigned_at=now, pooled_at=None, **unit)
        told = {"owner": owner.name, "how": change.data["how"], "why": change.data.get("why", "")}
        _record(GIVEN, ids, change.by, now, **told)
    return before


def put_in_pool(change: BulkChange, rows: Sequence[list[Any]], now: datetime) -> list[Before]:
    """Whoever wants may claim them. Only prospects that are not set aside; the rest is left."""
    ids = [pk for pk, _nobody in rows]
    prospects = set(Customer.objects.prospects().filter(pk__in=ids).values_list("pk", flat=True))
    found = [row for row in _as_they_are(ids) if row[0] in prospects and row[4] is None]
    pooled = [row[0] for row in found]
    _update(pooled, now, owner_id=None, assigned_at=None, pooled_at=now)
    _record("customer.pooled", pooled, change.by, now, why=change.data.get("why", ""))
    return [[*row, None] for row in found]


def take_back(change: BulkChange, before: Sequence[Before], now: datetime) -> int:
    """Each to whom they had before, where they still have whom the change gave. Returns how many."""
    known = {row[0]: row for row in before}
    still = [row[0] for row in _as_they_are(known) if row[1] == known[row[0]][5] and (row[1] or row[4])]
    by_owner: dict[int | None, list[int]] = {}
    for pk in still:
        by_owner.setdefault(known[pk][1], []).append(pk)
    _write_each([known[pk] for pk in still], now)
    names = dict(Member.objects.filter(pk__in=[pk for pk in by_owner if pk]).values_list("pk", "name"))
    for owner_id, ids in by_owner.items():
        _record(GIVEN, ids, change.by, now, owner=names.get(owner_id or 0, ""), how="undo", why="")
    return len(still)


def tag_rows(change: BulkChange, ids: Sequence[int], now: datetime) -> list[int]:
    """Tag those that are there and have it not yet."""
    tag = Tag.objects.filter(pk=change.data["tag"]).first()
    if tag is None:
        return []
    have = set(CustomerTag.objects.filter(tag=tag, customer_id__in=ids).values_list("customer_id", flat=True))
    new = [pk for pk in Customer.objects.filter(pk__in=ids).values_list("pk", flat=True) if pk not in have]
    CustomerTag.objects.bulk_create(CustomerTag(customer_id=pk, tag=tag) for pk in new)
    _update(new, now)
    _record("customer.tagged", new, change.by, now, tag=tag.name)
    return new


def untag_rows(change: BulkChange, ids: Sequence[int], now: datetime) -> list[int]:
    """Take the tag off those that have it."""
    tag = Tag.objects.filter(pk=change.data["tag"]).first()
    taggings = CustomerTag.objects.filter(tag_id=change.data["tag"], customer_id__in=ids)
    had = list(taggings.values_list("customer_id", flat=True))
    taggings.delete()
    _update(had, now)
    _record("customer.untagged", had, change.by, now, tag=tag.name if tag else "")
    return had


APPLIED: dict[str, Callable[[BulkChange, Any, datetime], list[Any]]] = {
    ASSIGN: give,
    SHARE: give,
    POOL: put_in_pool,
    TAG: tag_rows,
    UNTAG: untag_rows,
}
PUT_BACK: dict[str, Callable[[BulkChange, Any, datetime], int]] = {
    ASSIGN: take_back,
    SHARE: take_back,
    POOL: take_back,
    TAG: lambda change, ids, now: len(untag_rows(change, ids, now)),
    UNTAG: lambda change, ids, now: len(tag_rows(change, ids, now)),
}


def _as_they_are(ids: Iterable[int]) -> list[Before]:
    """Whose each is now, locked until the transaction ends: between reading and writing nobody else takes one."""
    rows = Customer.objects.filter(pk__in=list(ids)).order_by("pk").select_for_update()
    found = rows.values_list("pk", "owner_id", "unit_id", "assigned_at", "pooled_at")
    return [[pk, owner, unit, _text(assigned), _text(pooled)] for pk, owner, unit, assigned, pooled in found]


def _write_each(rows: Sequence[Before], now: datetime) -> None:
    """Owner, unit and times of each as they were: one prepared statement, since every row has times of its own."""
    quote, table = connection.ops.quote_name, Customer._meta.db_table
    names = ("owner_id", "unit_id", "assigned_at", "pooled_at", "updated_at")
    columns = ", ".join(f"{quote(name)} = %s" for name in names)
    at, organization_id = connection.ops.adapt_datetimefield_value, current_organization_id()
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {quote(table)} SET {columns}, version = version + 1"  # noqa: S608 - names of a model
            " WHERE organization_id = %s AND id = %s",
            [
                (owner, unit, at(_moment(assigned)), at(_moment(pooled)), at(now), organization_id, pk)
                for pk, owner, unit, assigned, pooled, _to in rows
            ],
        )


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return parse_datetime(text) if text else None


def _update(ids: Sequence[int], now: datetime, **values: Any) -> None:
    Customer.objects.filter(pk__in=ids).update(**values, version=F("version") + 1, updated_at=now)


def _record(kind: str, ids: Sequence[int], by: Member, now: datetime, **data: Any) -> None:
    """An event for each, made by the database from its own rows: they would take Python ten times as long."""
    if not ids:
        return
    values: dict[str, Any] = {
        "organization_id": F("organization_id"),
        "at": Value(now, models.DateTimeField()),
        "kind": Value(kind, models.CharField()),
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
