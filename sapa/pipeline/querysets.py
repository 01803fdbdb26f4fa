"""Sets of opportunities in the words of the pages they serve."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import connections
from django.db.models import F, Q, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from sapa.customers.models import Customer
from sapa.lib.text import tidy
from sapa.team.roles import Scope
from sapa.tenancy.models import OrganizationQuerySet

if TYPE_CHECKING:
    from sapa.team.models import Member

RARE = 1000  # matches up to which PostgreSQL names them first
SHORTEST = 3  # letters that an index of trigrams can look for


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

    def matching(self, text: str) -> Self:
        """Those with all these words in the title, or in the customer's names: the search box of board and list."""
        words = _words(text)
        if not words:
            return self
        by_customer = Q(customer_id__in=Customer.objects.matching(text).order_by().values("pk"))
        if connections[self.db].vendor == "postgresql" and max(map(len, words)) >= SHORTEST:
            titled = _rare_titles(words, self.db)
            theirs = list(self.model._default_manager.filter(by_customer).values_list("pk", flat=True)[: RARE + 1])
            if titled is not None and len(titled) + len(theirs) <= RARE:
                return self.filter(pk__in={*titled, *theirs})  # few: named, so that no column is read through
        return self.filter(_in_title(words, self.db) | by_customer)

    def titled(self, text: str) -> Self:
        """The newest with all these words in the title: the search over everything. One word has three letters."""
        words = _words(text)
        if not words or max(map(len, words)) < SHORTEST:
            return self.none()
        ids = _rare_titles(words, self.db) if connections[self.db].vendor == "postgresql" else None
        if ids is not None:
            return self.filter(pk__in=ids).order_by(-F("pk"))  # few: sorted, rather than met on a walk through all
        positions = (StrIndex("title_key", Value(word)) for word in words)
        return self.filter(*(GreaterThan(position, Value(0)) for position in positions)).order_by("-pk")


def _words(text: str) -> list[str]:
    return tidy(text).lower().split()[:8]


def _in_title(words: list[str], using: str) -> Q:
    """The condition that a title has all these words."""
    if connections[using].vendor == "postgresql" and max(map(len, words)) >= SHORTEST:
        ids = _rare_titles(words, using)
        if ids is not None:
            return Q(pk__in=ids)
    in_title = Q()
    for word in words:
        in_title &= Q(title_key__contains=word)
    return in_title


def _rare_titles(words: list[str], using: str) -> list[int] | None:
    """Ids of the current organisation's deals with all these words in the title, or None when there are many."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT pipeline_rare(%s, %s)", [words, RARE])
        found = cursor.fetchone()[0] or []
    return found if len(found) <= RARE else None


class FindingQuerySet(OrganizationQuerySet):
    def visible_to(self, member: "Member") -> Self:
        """Those of customers whom the member sees."""
        return self.filter(member.seen(owner="customer__owner", unit="customer__unit"))

    def unmet(self) -> Self:
        """What nobody has answered yet."""
        return self.filter(met_at__isnull=True)


class InquiryQuerySet(OrganizationQuerySet):
    def visible_to(self, member: "Member") -> Self:
        """Those of customers whom the member sees, their own, and for who shares work out those of nobody as well."""
        if member.scope == Scope.ALL:
            return self.all()  # an empty condition or another is the other, not everything
        seen = member.seen(owner="customer__owner", unit="customer__unit") | Q(by=member)
        if member.may("customers.assign"):
            seen |= Q(customer__isnull=True) | Q(customer__owner__isnull=True)
        return self.filter(seen)
