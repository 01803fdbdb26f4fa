"""Segments in the lists of other trades: rows whose customers belong to one."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sapa.customers.filter import SEGMENT, Filter
from sapa.customers.models import Segment
from sapa.team.models import Member

LABEL = _("Segment")


class Within:
    """`?segment=…` of a list whose rows refer to customers."""

    def __init__(self, text: str, member: Member, now: datetime) -> None:
        self.found = Filter({SEGMENT: text}, member, now)

    @property
    def is_on(self) -> bool:
        return SEGMENT in self.found.on

    @property
    def told(self) -> str:
        """The name of the segment."""
        return self.found.told(SEGMENT)

    def condition(self, of: str = "customer") -> Q:
        """The condition on rows whose field `of` refers to customers: to those in the segment whom the member sees."""
        return Q(**{f"{of}__in": self.found.rows().values("pk")})


def segment_choices(member: Member, current: int | None = None) -> list[tuple[Any, Any]]:
    """Those that the member may use, for a select; an archived one only where it is the current one. One query."""
    rows = Segment.objects.visible_to(member)
    offered = rows.in_use() | rows.filter(pk=current) if current else rows.in_use()
    return [(one.pk, one.name) for one in offered.order_by("name", "pk")]
