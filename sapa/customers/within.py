"""Segments in the lists of other trades: rows whose customers belong to one."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from sapa.customers.asking import Asking
from sapa.customers.filter import SEGMENT, Filter
from sapa.customers.models import Segment
from sapa.customers.querysets import IsOneOf
from sapa.lib.numbers import row_id
from sapa.team.models import Member

LABEL = _("Segment")
FEW = 10_000  # members up to which they are looked up first


class Within:
    """`?segment=…` of a list whose rows refer to customers."""

    def __init__(self, text: str, member: Member, now: datetime, asking: Asking | None = None) -> None:
        self.asking = asking or Asking(member, now)
        self._text = text

    @cached_property
    def found(self) -> Filter:
        return Filter({SEGMENT: self._text}, self.asking.member, self.asking.now, asking=self.asking)

    @property
    def is_on(self) -> bool:
        return SEGMENT in self.found.on

    @property
    def told(self) -> str:
        """The name of the segment."""
        return self.found.told(SEGMENT)

    @property
    def choices(self) -> list[tuple[Any, Any]]:
        """Those that the member may use, for a select; an archived one only where it is the current one. One query."""
        rows, current = Segment.objects.visible_to(self.asking.member), row_id(self._text)
        offered = rows.in_use() | rows.filter(pk=current) if current else rows.in_use()
        known = list(offered.order_by("name", "pk"))
        self.asking.know(known)
        return [(one.pk, one.name) for one in known]

    def condition(self, of: str = "customer") -> Q:
        """The condition on rows whose field `of` refers to customers: to those in the segment whom the member sees."""
        if self._ids is not None:
            return Q(IsOneOf(self._ids, "pk" if of == "pk" else f"{of}_id"))
        return Q(**{f"{of}__in": self.found.rows().values("pk")})

    @cached_property
    def _ids(self) -> list[int] | None:
        """The members, unless they are very many.

        A database cannot know what a segment has to do with a list, such as that those who are late have no new
        invoices: it would walk through the list, and look up for each row whether its customer is in the segment.
        """
        ids = list(self.found.rows().order_by().values_list("pk", flat=True)[: FEW + 1])
        return ids if len(ids) <= FEW else None
