"""Many customers shared out among members: in turn, by territory, by load, or into the pool."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import heapify, heapreplace
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from sapa.customers import bulk
from sapa.customers.bulk_rows import POOL, SHARE
from sapa.customers.models import BulkChange, Customer
from sapa.customers.querysets import CustomerQuerySet
from sapa.lib.errors import Refused
from sapa.team.models import Member


class Way(models.TextChoices):
    ROUND_ROBIN = "round_robin", _("In turn, to each the same")
    TERRITORY = "territory", _("By territory")
    LOAD = "load", _("To whoever has the fewest open prospects")
    POOL = "pool", _("Into the pool, where members claim them")


@dataclass(frozen=True)
class Row:
    """What deciding about a customer takes."""

    pk: int
    owner_id: int | None
    region_id: str | None
    is_prospect: bool


@dataclass(frozen=True)
class Plan:
    """Who gets which. `shares` are those who get any, in order of name; `stay` is how many get no new owner."""

    pairs: list[list[int | None]]  # [customer, member]; into the pool: [customer, None]
    shares: list[tuple[str, int]]
    stay: int
    next: int = 0  # in turn: the place, among the members, of whose turn it is afterwards


def share_out(
    rows: CustomerQuerySet,
    *,
    way: str,
    members: Sequence[Member],
    by: Member,
    why: str = "",
    token: UUID,
    now: datetime | None = None,
) -> BulkChange:
    """Share the rows out, which are those that `by` sees. The same token again is the same change.

    `members` are whom to choose among; by territory none means all who have one. Raises Refused without anybody.
    """
    if known := BulkChange.objects.filter(token=token).first():
        return known
    planned = plan(rows, way=way, members=members)
    data: dict[str, Any] = {"how": way, "why": why, "shares": planned.shares, "stay": planned.stay}
    data |= {"key": _key(members), "next": planned.next}
    kind = POOL if way == Way.POOL else SHARE
    return bulk.begin(kind, planned.pairs, by=by, token=token, data=data, now=now)


def plan(rows: CustomerQuerySet, *, way: str, members: Sequence[Member]) -> Plan:
    """Who would get which: the preview, and what is then done. Raises Refused where nobody can get any."""
    members = sorted((one for one in members if one.is_at_work), key=lambda one: (one.name, one.pk))
    if not members and way == Way.TERRITORY:
        members = list(Member.objects.at_work().filter(territory__isnull=False).order_by("name", "pk"))
    if not members and way != Way.POOL:
        raise Refused(_("Choose at least one member."))
    found = _read(rows)
    return PLANS[way](found, members)


def _read(rows: CustomerQuerySet) -> list[Row]:
    """The oldest first."""
    fields = ("pk", "owner_id", "region_id", "step", "set_aside_at")
    return [
        Row(pk, owner_id, region_id, step == "prospect" and aside is None)
        for pk, owner_id, region_id, step, aside in rows.order_by("pk").values_list(*fields)
    ]


def _in_turn(rows: Sequence[Row], members: Sequence[Member]) -> Plan:
    """Going on with whose turn it was when these members were last shared among."""
    last = BulkChange.objects.filter(kind=SHARE, undone_at=None, data__how=Way.ROUND_ROBIN, data__key=_key(members))
    known = last.order_by("-pk").values_list("data", flat=True).first()
    start = known["next"] if known else 0
    pairs = [(row.pk, members[(start + at) % len(members)].pk) for at, row in enumerate(rows)]
    return _planned(pairs, members, len(rows), (start + len(rows)) % len(members))


def _by_load(rows: Sequence[Row], members: Sequence[Member]) -> Plan:
    loads = _loads(rows, members)
    heap = [(loads[member.pk], at, member.pk) for at, member in enumerate(members)]
    heapify(heap)
    pairs = []
    for row in rows:
        load, at, pk = heap[0]
        pairs.append((row.pk, pk))
        heapreplace(heap, (load + 1, at, pk))
    return _planned(pairs, members, len(rows))


def _by_territory(rows: Sequence[Row], members: Sequence[Member]) -> Plan:
    """To who has the nearest region around the customer's; of several, to who has the least."""
    loads, holders = _loads(rows, members), _holders(members)
    order = {member.pk: at for at, member in enumerate(members)}
    pairs = []
    for row in rows:
        if held := next((holders[code] for code in _around(row.region_id or "") if code in holders), None):
            pk = min(held, key=lambda one: (loads[one], order[one]))
            loads[pk] += 1
            pairs.append((row.pk, pk))
    return _planned(pairs, members, len(rows))


def _into_the_pool(rows: Sequence[Row], members: Sequence[Member]) -> Plan:
    pooled = [[row.pk, None] for row in rows if row.is_prospect]
    return Plan([list(pair) for pair in pooled], [], len(rows) - len(pooled))


PLANS: dict[str, Callable[[Sequence[Row], Sequence[Member]], Plan]] = {
    Way.ROUND_ROBIN: _in_turn,
    Way.LOAD: _by_load,
    Way.TERRITORY: _by_territory,
    Way.POOL: _into_the_pool,
}


def _planned(pairs: Sequence[tuple[int, int]], members: Sequence[Member], total: int, following: int = 0) -> Plan:
    counts = Counter(to for _pk, to in pairs)
    shares = [(member.name, counts[member.pk]) for member in members if counts[member.pk]]
    return Plan([[pk, to] for pk, to in pairs], shares, total - len(pairs), following)


def _loads(rows: Sequence[Row], members: Sequence[Member]) -> Counter[int]:
    """How many open prospects each has, without those that are being shared out."""
    open_rows = Customer.objects.prospects().filter(owner__in=members).order_by()
    loads = Counter(dict(open_rows.values_list("owner_id").annotate(Count("pk"))))
    loads.subtract(row.owner_id for row in rows if row.is_prospect and row.owner_id in loads)
    return loads


def _holders(members: Sequence[Member]) -> dict[str, list[int]]:
    """Members by the codes of their territories' regions."""
    territories = dict(
        Member.objects.filter(pk__in=[one.pk for one in members]).values_list("pk", "territory__region_codes")
    )
    holders: dict[str, list[int]] = {}
    for member in members:
        for code in territories.get(member.pk) or ():
            holders.setdefault(code, []).append(member.pk)
    return holders


def _around(code: str) -> list[str]:
    """The region and those around it, the nearest first: "31.71.05.1001", "31.71.05", "31.71", "31"."""
    parts = code.split(".") if code else []
    return [".".join(parts[:length]) for length in range(len(parts), 0, -1)]


def _key(members: Sequence[Member]) -> str:
    return ",".join(map(str, sorted(member.pk for member in members)))
