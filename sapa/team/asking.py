"""A member in a statement that is kept for all members of the same kind (see tenancy.prepared)."""

from collections.abc import Hashable, Mapping
from copy import copy

from sapa.team.models import Member
from sapa.team.roles import Scope
from sapa.tenancy.current import current_organization_id
from sapa.tenancy.prepared import among, those


def ids_of(member: Member) -> dict[str, int]:
    """The ids by which `visible_to` may narrow a set for this member, by name."""
    ids = {"member": member.pk}
    if member.unit_id:
        ids["unit"] = member.unit_id
    if member.scope == Scope.TEAM:
        ids |= among("led", member.team_ids)
    return ids


def shape_of(member: Member) -> Hashable:
    """What a member's sets depend on besides `ids_of`."""
    return member.role


def stand_in(member: Member, ids: Mapping[str, int]) -> Member:
    """A member of the same role with these ids in place of their own. Not to be saved."""
    found = copy(member)
    found.organization_id = current_organization_id()
    found.pk = ids["member"]
    found.unit_id = ids.get("unit")
    found.__dict__["team_ids"] = those("led", ids)
    return found
