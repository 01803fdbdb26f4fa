"""Sets of customers in the words of the pages they serve."""

from typing import TYPE_CHECKING, Self

from sapa.tenancy.models import OrganizationQuerySet

if TYPE_CHECKING:
    from sapa.team.models import Member


class CustomerQuerySet(OrganizationQuerySet):
    def visible_to(self, member: "Member") -> Self:
        """Every list, count, search and export of customers."""
        return self.filter(member.seen())
