"""Sets of opportunities in the words of the pages they serve."""

from datetime import date
from typing import TYPE_CHECKING, Self

from sapa.tenancy.models import OrganizationQuerySet

if TYPE_CHECKING:
    from sapa.team.models import Member


class OpportunityQuerySet(OrganizationQuerySet):
    def visible_to(self, member: "Member") -> Self:
        """Every list, board, count, search and export of opportunities."""
        return self.filter(member.seen())

    def open(self) -> Self:
        """What is not yet decided."""
        return self.filter(outcome="open")

    def floating(self, on: date) -> Self:
        """Past the expected close, undecided."""
        return self.open().filter(expected_close__lt=on)
