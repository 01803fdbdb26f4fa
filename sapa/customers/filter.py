"""The state of the customer list, as its query string says it: which rows, in which order, in which words.

The same object serves the list, its export, the change of many at once, a saved view, and a segment.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from sapa.customers.asking import Asking
from sapa.customers.facets import (
    ASIDE,
    OWN,
    POOLED,
    STATES,
    STEPS,
    UNOWNED,
    UNTOUCHED,
    Condition,
    asked_of_own,
    facets_for,
)
from sapa.customers.kinds import NONE, Kind
from sapa.customers.models import Customer, Segment
from sapa.customers.querysets import CustomerQuerySet
from sapa.lib.chips import Chip
from sapa.lib.errors import Refused
from sapa.lib.text import tidy
from sapa.team.models import Member

__all__ = ["ASIDE", "NONE", "POOLED", "STATES", "STEPS", "UNOWNED", "UNTOUCHED", "Chip", "Filter"]

SORTS = {"": ("name_key", "pk"), "newest": ("-created_at", "-pk")}
SEGMENT = "segment"
NOBODY = Q(pk__lt=0)
LINE = Kind()
IN_ORDER = {"owner", "unit", "market", "channel", "outlet_type", "source", "field"}  # see the indexes of Customer


class Filter:
    """What the query string asks for, with the eyes of a member. What makes no sense in it is left out: it came from
    an old link.

    In the conditions of a segment (`is_saved`) nothing is left out silently: of these `lost` names what makes no sense
    any more, such as a tag that was deleted, and then nobody fits.
    """

    def __init__(
        self,
        query: Mapping[str, str],
        member: Member,
        now: datetime,
        *,
        asking: Asking | None = None,
        is_saved: bool = False,
    ) -> None:
        self.member, self.is_saved = member, is_saved
        self.asking = asking or Asking(member, now)
        self.known = facets_for(query, self.asking)
        self.values: dict[str, Any] = {}  # of each condition that is on, as its kind reads it
        self.on: dict[str, str] = {}  # what is on, as the address says it
        self.lost: list[str] = []
        self._read(query)

    def _read(self, query: Mapping[str, str]) -> None:
        if words := _asked(query, "q"):
            self.on["q"] = words
        self.lost = [name for name in asked_of_own(query) if name not in self.known]
        for name, facet in self.known.items():
            text = _asked(query, name, facet.kind)
            if not text or (name == SEGMENT and self.is_saved):
                continue
            value = facet.read(text, self.asking)
            if value is None:
                self.lost.append(name)
            else:
                self.values[name], self.on[name] = value, facet.kind.text(value, self.asking)
        if not self.is_saved and (sort := _asked(query, "sort")) in SORTS and sort:
            self.on["sort"] = sort

    @cached_property
    def segment(self) -> Segment | None:
        """The one that it asks for."""
        return self.asking.segment(self.values[SEGMENT]) if self.values.get(SEGMENT) else None

    @cached_property
    def inside(self) -> "Filter | None":
        """The conditions of that segment."""
        return saved(self.segment, self.asking) if self.segment else None

    def rows(self) -> CustomerQuerySet:
        """The customers it lets through, of those that its member sees; not yet in order."""
        rows: CustomerQuerySet = Customer.objects.visible_to(self.member)
        if conditions := list(self.conditions()):
            rows = rows.filter(*conditions)
        for words in self.words:
            rows = rows.matching(words)
        return rows

    def conditions(self) -> Iterator[Condition]:
        """All of them, with those of the segment laid open: asked together, they are answered by the same rows."""
        if self.is_saved and self.lost:
            yield NOBODY
        for name, value in self.values.items():
            if name != SEGMENT:
                yield self.known[name].condition(value, self.asking)
            elif self.inside is None:
                yield NOBODY
            else:
                yield from self.inside.conditions()

    @property
    def words(self) -> list[str]:
        """What is searched for: in the list, and in its segment."""
        own = [self.on["q"]] if "q" in self.on else []
        return own + (self.inside.words if self.inside else [])

    @property
    def is_scattered(self) -> bool:
        """Whether it asks for what no index has in the order of names.

        Then those who fit may be few and far between, and a database that walks through all names takes long to meet
        a page of them.
        """
        return bool(self.values.keys() - IN_ORDER)

    @property
    def order(self) -> tuple[str, ...]:
        return SORTS[self.on.get("sort", "")]

    @property
    def narrows(self) -> bool:
        """Whether it lets through less than everything."""
        return bool(self.on.keys() - {"sort"})

    @property
    def says_who(self) -> bool:
        """Whether it asks for more than a segment: then it can become one."""
        return bool(self.on.keys() - {SEGMENT, "sort"})

    @property
    def query_string(self) -> str:
        """Its state, for links and saved views, without the page."""
        return encoded(self.on)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Its state as hidden inputs of a form that changes or exports these rows."""
        return list(self.on.items())

    @property
    def by_name_url(self) -> str:
        """The same rows, by name."""
        return f"?{encoded({name: value for name, value in self.on.items() if name != 'sort'})}"

    @cached_property
    def chips(self) -> list[Chip]:
        """What is on; and what was asked for and is left out, so that nobody takes everybody for those they wanted."""
        on = [
            Chip(self.label_of(name), self.told(name), f"?{encoded({k: v for k, v in self.on.items() if k != name})}")
            for name in self.on
            if name != "sort"
        ]
        return on + self.left_out

    @property
    def left_out(self) -> list[Chip]:
        told = str(_("left out: it makes no sense"))
        url = f"?{self.query_string}"
        return [] if self.is_saved else [Chip(self.label_of(name), told, url) for name in self.lost]

    @property
    def title(self) -> str:
        """In a few words, such as a saved view is called."""
        return ", ".join(self.told(name) for name in self.on if name != "sort")

    @property
    def sentence(self) -> str:
        """All that it asks for, such as “Market: B2B business; Owes us something”."""
        told = {name: "" if self.values.get(name) is True else f": {self.told(name)}" for name in self.on}
        return "; ".join(f"{self.label_of(name)}{value}" for name, value in told.items() if name != "sort")

    def told(self, name: str) -> str:
        """A value that is on, as people call it."""
        return self.on[name] if name not in self.values else self.known[name].kind.told(self.values[name], self.asking)

    def label_of(self, name: str) -> Any:
        """What a condition is called. Of a question that is not asked any more only its name is left."""
        if name == "q":
            return _("Search")
        return self.known[name].label if name in self.known else name.removeprefix(OWN).replace("_", " ")

    def laid_open(self) -> dict[str, str]:
        """Its conditions with those of its segment in their place, for a new segment. Raises Refused where both ask
        for something else by the same name."""
        found = dict(self.inside.on) if self.inside else {}
        if SEGMENT in self.on and self.inside is None:
            raise Refused(_("This segment is not there any more."))
        for name, value in self.on.items():
            if name in {SEGMENT, "sort"}:
                continue
            if found.get(name, value) != value:
                words = {"segment": self.told(SEGMENT), "name": self.label_of(name)}
                raise Refused(_("The segment “%(segment)s” already says something else of “%(name)s”.") % words)
            found[name] = value
        return found


def learn_names(filters: Iterable[Filter], asking: Asking) -> None:
    """Look up what all rows are called that these filters name: a query for each kind, however many filters."""
    wanted: dict[str, tuple[Kind, set[Any]]] = {}
    for one in filters:
        for name, value in one.values.items():
            wanted.setdefault(name, (one.known[name].kind, set()))[1].add(value)
    for kind, values in wanted.values():
        kind.learn(values, asking)


def saved(segment: Segment, asking: Asking) -> Filter:
    """The conditions of a segment, with the eyes of who asks."""
    return Filter(QueryDict(segment.query), asking.member, asking.now, asking=asking, is_saved=True)


def encoded(state: Mapping[str, str]) -> str:
    """A state as a query string."""
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in state.items() if value})
    return query.urlencode()


def _asked(query: Mapping[str, Any], name: str, kind: Kind = LINE) -> str:
    """A value of the address; where several boxes may be ticked, all of them."""
    texts = query.getlist(name) if kind.many and isinstance(query, QueryDict) else [query.get(name, "")]
    return tidy(",".join(texts))[: kind.longest]
