"""The state of a list of documents, as the query string says it: one for all kinds, each with states of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from sapa.customers.models import Customer
from sapa.customers.querysets import LAST
from sapa.customers.within import LABEL as SEGMENT_LABEL
from sapa.customers.within import Within
from sapa.lib.chips import Chip
from sapa.lib.dates import format_date
from sapa.lib.numbers import row_id
from sapa.lib.text import tidy
from sapa.pipeline.picks import Picks
from sapa.sales.models.document import DocumentQuerySet
from sapa.team.models import Member

LABELS: dict[str, Any] = {
    "q": _("Search"),
    "state": _("State"),
    "customer": _("Customer"),
    "segment": SEGMENT_LABEL,
    "owner": _("Salesperson"),
    "unit": _("Business unit"),
    "since": _("From"),
    "until": _("Until"),
}
PICKED = ("owner", "unit")
DAYS = ("since", "until")
ALL = "all"


@dataclass(frozen=True)
class State:
    """A state that a list can be narrowed to: what it is called, and the condition on its rows."""

    label: Any
    condition: Q


class DocumentFilter:
    """What the query string asks for. What makes no sense in it is left out: it came from an old link."""

    def __init__(self, query: Mapping[str, str], *, states: Mapping[str, State], member: Member) -> None:
        self.states, self.member = states, member
        asked = {name: tidy(query.get(name, ""))[:120] for name in LABELS}
        self.on = {name: value for name, value in asked.items() if value and self._known(name, value)}

    @cached_property
    def picks(self) -> Picks:
        return Picks()

    @property
    def state(self) -> str:
        return self.on.get("state", ALL)

    @cached_property
    def customer(self) -> Customer | None:
        pk = row_id(self.on.get("customer", ""))
        return Customer.objects.visible_to(self.member).filter(pk=pk).first() if pk else None

    @cached_property
    def within(self) -> Within:
        """The segment of customers asked for."""
        return Within(self.on.get("segment", ""), self.member, timezone.now())

    def rows(self, rows: DocumentQuerySet) -> DocumentQuerySet:
        """The documents that it lets through, of these; not yet in order."""
        for name, value in self.on.items():
            rows = rows.filter(self._condition(name, value))
        return rows

    def _condition(self, name: str, value: str) -> Q:
        match name:
            case "q":
                # a range, not LIKE: behind the organisation's wall only what leaks nothing may use an index
                number, found = value.upper(), Customer.objects.visible_to(self.member).matching(value)
                return Q(number__gte=number, number__lt=f"{number}{LAST}") | Q(customer__in=found.values("pk"))
            case "state":
                return self.states[value].condition
            case "since":
                return Q(on__gte=value)
            case "until":
                return Q(on__lte=value)
            case "segment":
                return self.within.condition()
        return Q(**{f"{name}_id": int(value)})

    def url(self, **changed: Any) -> str:
        """Its query string with some of it changed; None leaves a part out."""
        query = QueryDict(mutable=True)
        query.update({name: str(value) for name, value in {**self.on, **changed}.items() if value not in (None, "")})
        return f"?{query.urlencode()}"

    @property
    def tabs(self) -> list[tuple[Any, str, bool]]:
        """The states as ways through the list: (label, query string, whether it is on)."""
        known = [(_("All"), None), *((state.label, name) for name, state in self.states.items())]
        return [(label, self.url(state=name), self.on.get("state") == name) for label, name in known]

    @property
    def chips(self) -> list[Chip]:
        return [Chip(LABELS[name], self.told(name), self.url(**{name: None})) for name in self.on if name != "state"]

    @property
    def narrows(self) -> bool:
        return bool(self.on)

    def told(self, name: str) -> str:
        """A value that is on, as people call it."""
        value = self.on[name]
        if name in PICKED:
            return self.picks.name(name, int(value)) or value
        if name in DAYS:
            return format_date(date.fromisoformat(value))
        if name == "customer":
            return self.customer.name if self.customer else value
        if name == "segment":
            return self.within.told
        return str(self.states[value].label) if name == "state" else value

    def _known(self, name: str, value: str) -> bool:
        match name:
            case "state":
                return value in self.states
            case "since" | "until":
                return _is_day(value)
            case "owner" | "unit" | "customer" | "segment":
                return row_id(value) is not None
        return True


def _is_day(text: str) -> bool:
    try:
        return 1900 <= date.fromisoformat(text).year <= 2199
    except ValueError:
        return False
