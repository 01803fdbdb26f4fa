"""Sets of customers in the words of the pages they serve."""

from typing import TYPE_CHECKING, Self

from django.db import connections, models

from sapa.lib import phones
from sapa.lib.text import search_key
from sapa.tenancy.models import OrganizationQuerySet

if TYPE_CHECKING:
    from sapa.team.models import Member

SHORTEST = 3  # letters that an index of trigrams can look for; fewer are the beginning of a name
RARE = 1000  # matches up to which they are fetched first and sorted then
LAST = "\U0010ffff"  # sorts after every letter, in every collation


class CustomerQuerySet(OrganizationQuerySet):
    def visible_to(self, member: "Member") -> Self:
        """Every list, count, search and export of customers."""
        return self.filter(member.seen())

    def for_card(self) -> Self:
        """A customer with the references and numbers that the card shows."""
        references = ("region", "channel", "outlet_type", "source", "owner", "unit", "parent")
        return self.select_related(*references).prefetch_related("phones")

    def named_like(self, beginning: str) -> Self:
        """Those whose name begins so: what the form shows while a name is typed."""
        key = search_key(beginning)
        return self.filter(name_key__gte=key, name_key__lt=key + LAST) if key else self.none()

    def matching(self, text: str) -> Self:
        """Those with all these words in a name, or this part of a number: the search box of the list.

        PostgreSQL is asked first, for the ids of a rare text: row-level security keeps the ordinary query
        from using the index on parts of words. A common text is found quickly by walking through the names.
        """
        words = search_words(text)
        if not words:
            return self
        if max(map(len, words)) < SHORTEST:
            return self.named_like(" ".join(words))
        if connections[self.db].vendor == "postgresql":
            ids = rare_matches(words, self.db)
            if ids is not None:
                return self.filter(pk__in=ids)
        return self.filter(*(models.Q(search__contains=word) for word in words))


def search_words(text: str) -> list[str]:
    """What to look for in `Customer.search`: the words of a name, digits as they occur within E.164."""
    if digits := phones.search_digits(text):
        return [digits]
    return search_key(text).split()


def rare_matches(words: list[str], using: str) -> list[int] | None:
    """Ids of the current organisation's customers with all these words, or None when there are many (PostgreSQL)."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT customers_rare(%s, %s)", [words, RARE])
        found = cursor.fetchone()[0] or []
    return found if len(found) <= RARE else None
