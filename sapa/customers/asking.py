"""Who asks for customers, and when: what conditions are read and answered with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property

from sapa.customers.picks import Picks, load_picks
from sapa.lib.dates import start_of_day
from sapa.lib.dates import today as day_in
from sapa.team.models import Member

if TYPE_CHECKING:
    from sapa.customers.facets import Facet
    from sapa.customers.models import Segment


@dataclass
class Asking:
    """The short lists are read when a condition first needs one."""

    member: Member
    now: datetime

    @cached_property
    def today(self) -> date:
        """Of the organisation's zone."""
        return day_in(self.member.organization.time_zone, self.now)

    def midnight(self, day: date, later: int = 0) -> datetime:
        """The first moment of a day of that zone, or of one some days later."""
        return start_of_day(day + timedelta(days=later), self.member.organization.time_zone)

    @cached_property
    def picks(self) -> Picks:
        return load_picks()

    @cached_property
    def own(self) -> "Mapping[str, Facet]":
        """The conditions of the organisation's own questions, by name. One query."""
        from sapa.customers.questions import own_facets

        return own_facets()

    @property
    def currency(self) -> str:
        return str(self.member.organization.currency)

    @cached_property
    def names(self) -> dict[tuple[int, Any], str]:
        """What rows that conditions name are called, by the kind's identity and the value: each asked for once."""
        return {}

    @cached_property
    def _segments(self) -> "dict[int, Segment | None]":
        return {}

    def know(self, segments: "Iterable[Segment]") -> None:
        """Segments that were read already, and that the member may use."""
        self._segments.update({one.pk: one for one in segments})

    def segment(self, pk: int) -> "Segment | None":
        """The segment of this number, if the member may use it. Asked for once."""
        from sapa.customers.models import Segment

        if pk not in self._segments:
            self._segments[pk] = Segment.objects.visible_to(self.member).filter(pk=pk).first()
        return self._segments[pk]
