"""The short lists that forms and filters of customers offer, in one query."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BigIntegerField, BooleanField, Case, CharField, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from sapa.customers.models import Source, Tag
from sapa.places.models import Channel, OutletType
from sapa.team.models import BusinessUnit, Member


@dataclass(frozen=True)
class Pick:
    """One line of a list. `group` is the channel of an outlet type; who left or was archived is `gone`."""

    id: int
    name: str
    group: int | None = None
    gone: bool = False


@dataclass
class Picks:
    """The lists, each by id in the order in which it is shown."""

    source: dict[int, Pick] = field(default_factory=dict)
    channel: dict[int, Pick] = field(default_factory=dict)
    outlet_type: dict[int, Pick] = field(default_factory=dict)
    owner: dict[int, Pick] = field(default_factory=dict)
    unit: dict[int, Pick] = field(default_factory=dict)
    tag: dict[int, Pick] = field(default_factory=dict)

    def choices(self, name: str, current: int | None = None) -> list[tuple[Any, Any]]:
        """Pairs for a select; what is gone only where it is the current one."""
        return [("", _("– choose –")), *self._pairs(getattr(self, name).values(), current)]

    def outlet_types(self, current: int | None = None) -> list[tuple[Any, Any]]:
        """Outlet types in groups by channel."""
        groups: list[tuple[Any, Any]] = [("", _("– choose –"))]
        for channel in self.channel.values():
            inside = [pick for pick in self.outlet_type.values() if pick.group == channel.id]
            if pairs := list(self._pairs(inside, current)):
                groups.append((channel.name, pairs))
        return groups

    @staticmethod
    def _pairs(picks: Iterable[Pick], current: int | None) -> Iterator[tuple[int, str]]:
        return ((pick.id, pick.name) for pick in picks if not pick.gone or pick.id == current)


def load_picks() -> Picks:
    """All the lists of the current organisation."""
    members = _rows(Member.objects.all(), "owner", gone=Q(left_at__isnull=False))
    others = [
        _rows(Source.objects.all(), "source", gone=Q(archived_at__isnull=False)),
        _rows(BusinessUnit.objects.all(), "unit", gone=Q(archived_at__isnull=False)),
        _rows(Channel.objects.all(), "channel", gone=Q(archived_at__isnull=False), place="position"),
        _rows(OutletType.objects.all(), "outlet_type", Q(archived_at__isnull=False), "position", group="channel_id"),
        _rows(Tag.objects.all(), "tag"),
    ]
    picks = Picks()
    for kind, pk, name, group, gone, _place in members.union(*others, all=True).order_by("pick_place", "pick_name"):
        getattr(picks, kind)[pk] = Pick(pk, name, group, bool(gone))
    return picks


def _rows(rows: QuerySet, kind: str, gone: Q | None = None, place: str = "", group: str = "") -> QuerySet:
    return (
        rows.order_by()
        .annotate(
            pick_kind=Value(kind, CharField()),
            pick_name=F("name"),
            pick_group=F(group) if group else Cast(Value(None), BigIntegerField()),
            pick_gone=Case(When(gone, then=True), default=False) if gone else Value(False, BooleanField()),
            pick_place=F(place) if place else Value(0, IntegerField()),
        )
        .values_list("pick_kind", "pk", "pick_name", "pick_group", "pick_gone", "pick_place")
    )
