"""Sets of targets in the words of the pages they serve."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db.models import Q

from sapa.team import periods
from sapa.team.roles import Scope
from sapa.tenancy.models import OrganizationQuerySet

if TYPE_CHECKING:
    from sapa.team.models import Member

OF_ALL = Q(unit__isnull=True, team_of__isnull=True, member__isnull=True)


class TargetQuerySet(OrganizationQuerySet):
    def visible_to(self, member: "Member") -> Self:
        """One's own, those of the team one leads, and the organisation's; all for who sees all."""
        if member.scope == Scope.ALL:
            return self
        seen = OF_ALL | Q(member=member) | Q(team_of=member)
        if member.scope == Scope.TEAM:
            seen |= Q(member__in=member.team_ids) | Q(team_of__in=member.team_ids)
        if member.scope == Scope.UNIT and member.unit_id:
            seen |= Q(unit=member.unit_id)
        return self.filter(seen)

    def settable_by(self, member: "Member") -> Self:
        """Those that this member may copy, change and remove: the rule of `targeting.may_set`."""
        if member.scope == Scope.ALL:
            return self
        return self.filter(Q(member__in=member.team_ids) | Q(team_of__in=member.team_ids))

    def running(self, on: date) -> Self:
        """Those of the month and the quarter in which this day lies."""
        found = Q()
        for length in periods.MONTHS_IN:
            found |= Q(length=length, starts_on=periods.first_day(length, on))
        return self.filter(found)
