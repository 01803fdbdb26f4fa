"""The short lists that forms and filters of customers offer, in one query."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils.translation import gettext_lazy as _

from sapa.tenancy.current import current_organization_id


@dataclass(frozen=True, slots=True)
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


# Written out: six querysets and their union take Django longer to put together than a database to answer.
LISTS = """
SELECT 'owner', id, name, CAST(NULL AS bigint), left_at IS NOT NULL, 0
FROM team_member WHERE organization_id = %(organization)s
UNION ALL SELECT 'source', id, name, NULL, archived_at IS NOT NULL, 0
FROM customers_source WHERE organization_id = %(organization)s
UNION ALL SELECT 'unit', id, name, NULL, archived_at IS NOT NULL, 0
FROM team_businessunit WHERE organization_id = %(organization)s
UNION ALL SELECT 'tag', id, name, NULL, 1 = 0, 0
FROM customers_tag WHERE organization_id = %(organization)s
UNION ALL SELECT 'channel', id, name, NULL, archived_at IS NOT NULL, position
FROM places_channel WHERE organization_id = %(organization)s
UNION ALL SELECT 'outlet_type', id, name, channel_id, archived_at IS NOT NULL, position
FROM places_outlettype WHERE organization_id = %(organization)s
ORDER BY 6, 3
"""


def load_picks() -> Picks:
    """All the lists of the current organisation."""
    picks = Picks()
    with connection.cursor() as cursor:
        cursor.execute(LISTS, {"organization": current_organization_id()})
        for kind, pk, name, group, gone, _place in cursor.fetchall():
            getattr(picks, kind)[pk] = Pick(pk, name, group, bool(gone))
    return picks
