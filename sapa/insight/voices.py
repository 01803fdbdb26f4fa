"""Voices of the market: needs, problems, hopes and trends across all customers, by product or field of business."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from django.db.models import Count, F, Q, Window
from django.db.models.functions import Lower, RowNumber

from sapa.insight.asking_customers import AskedOfCustomers
from sapa.pipeline.models import Finding
from sapa.pipeline.querysets import FindingQuerySet
from sapa.team.models import Member

BY = ("product", "field")
GROUPS = 30  # the page shows the largest
NEWEST = 3  # texts of each
KEYS: dict[str, Any] = {"product": F("product_id"), "field": Lower("customer__field")}


@dataclass(frozen=True)
class Counts:
    """How much was found out, by kind and by what came of it."""

    need: int = 0
    problem: int = 0
    hope: int = 0
    trend: int = 0
    met: int = 0
    can: int = 0
    cannot: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, name) + getattr(other, name) for name in COUNTED))

    @property
    def all(self) -> int:
        return self.need + self.problem + self.hope + self.trend

    @property
    def undecided(self) -> int:
        """Nobody has said yet whether we can serve it."""
        return self.all - self.can - self.cannot


COUNTED = tuple(Counts.__dataclass_fields__)


@dataclass(frozen=True)
class Voice:
    """What one customer said."""

    kind: str
    text: str
    customer_id: int
    customer: str
    at: datetime


@dataclass(frozen=True)
class Group:
    """A product (its id) or a field of business (in small letters); None: without one."""

    key: Any
    counts: Counts
    customers: int
    newest: Sequence[Voice] = ()


@dataclass(frozen=True)
class Voices:
    """Groups with the most voices first. `total` counts every finding once."""

    groups: list[Group]
    total: Counts
    more: int  # groups that are not shown

    @classmethod
    def of(cls, asked: AskedOfCustomers, member: Member, by: str, most: int | None = GROUPS) -> Self:
        """Of what was found out in the period at customers whom this member sees. Two queries."""
        rows = asked_for(asked, member)
        found = sorted(_counted(rows, by), key=lambda group: (-group.counts.all, str(group.key)))
        shown = found[:most]
        newest = _newest(rows, by, {group.key for group in shown})
        groups = [replace(group, newest=newest.get(group.key, ())) for group in shown]
        return cls(groups, sum((group.counts for group in found), Counts()), len(found) - len(shown))


def asked_for(asked: AskedOfCustomers, member: Member) -> FindingQuerySet:
    """The findings that a report is about."""
    since, until = asked.moments
    rows: FindingQuerySet = Finding.objects.visible_to(member).filter(
        asked.condition("customer__"), at__gte=since, at__lt=until
    )
    if "kind" in asked.on:
        rows = rows.filter(kind=asked.on["kind"])
    if "product" in asked.on:
        value = asked.on["product"]
        rows = rows.filter(product__isnull=True) if value == "none" else rows.filter(product_id=int(value))
    return rows


def _counted(rows: FindingQuerySet, by: str) -> Iterable[Group]:
    figures: dict[str, Any] = {kind: Count("pk", filter=Q(kind=kind)) for kind in Finding.Kind.values}
    figures |= {
        "met": Count("met_at"),
        "can": Count("pk", filter=Q(answer=Finding.Answer.YES)),
        "cannot": Count("pk", filter=Q(answer=Finding.Answer.NO)),
        "customers": Count("customer", distinct=True),
    }
    for row in rows.order_by().annotate(key=KEYS[by]).values("key").annotate(**figures):
        yield Group(row["key"] or None, Counts(*(row[name] for name in COUNTED)), row["customers"])


def _newest(rows: FindingQuerySet, by: str, keys: set[Any]) -> dict[Any, list[Voice]]:
    """The newest texts of each of these groups."""
    if not keys:
        return {}
    place = Window(RowNumber(), partition_by=[KEYS[by]], order_by=[F("at").desc(), F("pk").desc()])
    newest = rows.annotate(key=KEYS[by], place=place).filter(place__lte=NEWEST).order_by("place")
    found: dict[Any, list[Voice]] = defaultdict(list)
    for key, *voice in newest.values_list("key", "kind", "text", "customer_id", "customer__name", "at"):
        if (key or None) in keys:
            found[key or None].append(Voice(*voice))
    return found
