"""Sets of customers in the words of the pages they serve."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Self

from django.db import connections, models
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan

from sapa.lib import phones
from sapa.lib.keyset import COUNT_LIMIT
from sapa.lib.text import search_key
from sapa.tenancy.models import OrganizationQuerySet

if TYPE_CHECKING:
    from datetime import date, datetime

    from sapa.team.models import Member

SHORTEST = 3  # letters that an index of trigrams can look for; fewer are the beginning of a name
RARE = 5000  # matches up to which they are fetched first and sorted then
LAST = "\U0010ffff"  # sorts after every letter, in every collation
PROSPECTS = models.Q(step="prospect", set_aside_at__isnull=True)
UNCLAIMED = models.Q(owner__isnull=True, pooled_at__isnull=True)
POOLED = models.Q(owner__isnull=True, pooled_at__isnull=False)


def left_untouched(now: "datetime") -> models.Q:
    """Given to somebody more than a day ago, and nobody has spoken with them yet."""
    return models.Q(touched_at__isnull=True, owner__isnull=False, assigned_at__lt=now - timedelta(days=1))


class CustomerQuerySet(OrganizationQuerySet):
    is_common = False  # whether a word was looked for that very many have: then counting them is slow
    is_known = False  # whether the matches were looked up first, and only wait to be put in order

    def _clone(self) -> Self:
        clone = super()._clone()
        clone.is_common, clone.is_known = self.is_common, self.is_known
        return clone

    def visible_to(self, member: "Member") -> Self:
        """Every list, count, search and export of customers."""
        return self.filter(member.seen())

    def on_the_board(self) -> Self:
        """Those not set aside: the funnel's board and the figures above its columns."""
        return self.filter(set_aside_at__isnull=True)

    def to_try_again(self, on: "date") -> Self:
        """Those set aside whose day to try again has come, the longest due first: Today."""
        due = self.filter(try_again_on__lte=on, set_aside_at__isnull=False)
        return due.order_by("try_again_on", "pk")

    def prospects(self) -> Self:
        """Those at the first step that are not set aside: what is shared out, and what the pool takes."""
        return self.filter(PROSPECTS)

    def in_pool(self) -> Self:
        """What any member may claim. The one deliberate exception from `visible_to` (ADR 41).

        A page that shows these to whoever does not see them says the first name and the village, and no more.
        """
        return self.filter(POOLED)

    def unowned(self) -> Self:
        """Prospects who are nobody's and whom nobody can claim, such as those who came by a form that has no owner."""
        return self.filter(PROSPECTS, UNCLAIMED)

    def untouched(self, now: "datetime") -> Self:
        """Prospects given to somebody more than a day ago with whom nobody has spoken yet. By an index of its own."""
        return self.filter(PROSPECTS, left_untouched(now))

    def named_like(self, beginning: str) -> Self:
        """Those whose name begins so: what the form shows while a name is typed."""
        key = search_key(beginning)
        return self.filter(name_key__gte=key, name_key__lt=key + LAST) if key else self.none()

    def among(self, ids: list[int]) -> Self:
        """Those with these ids, which somebody looked up already, to be put in order."""
        found = self.filter(IsOneOf(ids))
        found.is_known = True
        return found

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
                found = self.among(ids)
                found.is_common = len(ids) > COUNT_LIMIT
                return found
        # Not LIKE: of that PostgreSQL expects, behind the wall, so few rows that it would sort them all.
        positions = (StrIndex("search", models.Value(word)) for word in words)
        found = self.filter(*(GreaterThan(position, models.Value(0)) for position in positions))
        found.is_common = connections[self.db].vendor == "postgresql"
        return found


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


class IsOneOf(models.Func):
    """`id = ANY('{1,2,3}'::bigint[])`: thousands of ids as one parameter; SQLite reads them as JSON.

    PostgreSQL is told the very type of the column, else it compares them one after the other and not by their hash.
    """

    output_field = models.BooleanField()

    def __init__(self, ids: list[int], field: str = "pk") -> None:
        super().__init__(field)
        self.ids = ",".join(map(str, ids))

    def as_postgresql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, tuple[str | int, ...]]:
        column, params = compiler.compile(self.get_source_expressions()[0])
        return f"{column} = ANY(%s::bigint[])", (*params, f"{{{self.ids}}}")

    def as_sqlite(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, tuple[str | int, ...]]:
        column, params = compiler.compile(self.get_source_expressions()[0])
        return f"{column} IN (SELECT value FROM json_each(%s))", (*params, f"[{self.ids}]")  # noqa: S608 (our own)
