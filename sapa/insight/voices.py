"""Voices of the market: needs, problems, hopes and trends across all customers, by product or field of business."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
LATELY = 300  # findings among which the newest texts of most groups are
KEYS: dict[str, Any] = {"product": F("product_id"), "field": Lower("customer__field")}
VOICE = ("kind", "text", "customer_id", "customer__name", "at")


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
        """Of what was found out in the period at customers whom this member sees. Four queries at the most."""
        rows = asked_for(asked, member)
        found = sorted(_counted(rows, by), key=lambda group: (-group.counts.all, str(group.key)))
        shown = found[:most]
        newest = _newest(rows, by, {group.key: min(group.counts.all, NEWEST) for group in shown})
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


def _newest(rows: FindingQuerySet, by: str, wanted: Mapping[Any, int]) -> dict[Any, list[Voice]]:
    """The newest texts of each of these groups, as many as are wanted.

    Nearly all are among what was found out lately, which is read first. Only of groups that were not heard of so
    lately all findings are put in order: those are few, and of few findings.
    """
    picked: dict[Any, list[int]] = defaultdict(list)
    keyed = rows.annotate(key=KEYS[by])
    for key, pk in keyed.order_by("-at", "-pk").values_list("key", "pk")[: LATELY if wanted else 0]:
        if len(picked[key or None]) < wanted.get(key or None, 0):
            picked[key or None].append(pk)
    if silent := [key for key, count in wanted.items() if len(picked[key]) < count]:
        place = Window(RowNumber(), partition_by=[KEYS[by]], order_by=[F("at").desc(), F("pk").desc()])
        ranked = keyed.filter(_of_groups(by, silent)).annotate(place=place).filter(place__lte=NEWEST).order_by("place")
        picked |= {key: [] for key in silent}
        for key, pk in ranked.values_list("key", "pk"):
            picked[key or None].append(pk)
    told = rows.filter(pk__in=[pk for pks in picked.values() for pk in pks]).values_list("pk", *VOICE)
    voices = {pk: Voice(*voice) for pk, *voice in told}
    return {key: [voices[pk] for pk in pks] for key, pks in picked.items()}


def _of_groups(by: str, keys: Sequence[Any]) -> Q:
    """The findings of these groups: None is no product, or no field."""
    named = [key for key in keys if key is not None]
    if by == "product":
        return Q(product_id__in=named) | (Q(product_id__isnull=True) if None in keys else Q())
    return Q(key__in=[*named, ""] if None in keys else named)
