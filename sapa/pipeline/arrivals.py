"""The list of arrivals: what of it an address asks for."""

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sapa.customers.models import Customer
from sapa.lib import keyset
from sapa.lib.chips import Chip
from sapa.lib.numbers import row_id
from sapa.lib.phones import format_national
from sapa.pipeline.models import Campaign, Inquiry
from sapa.pipeline.screening import Why
from sapa.team.models import Member

ORDER = ("-at", "-pk")
ALL = "all"
REFERENCES = ("customer", "form", "source", "campaign", "by")
LABELS = {"door": _("Door"), "source": _("Source"), "campaign": _("Campaign")}
NUMBER = re.compile(r"\+\d{6,15}")  # E.164
WHY = dict(Why.choices)


@dataclass(frozen=True)
class Row:
    """An arrival as its line shows it. `url` is the customer's card, empty where this member may not open it."""

    inquiry: Inquiry
    url: str
    why: Any

    @property
    def number(self) -> str:
        """As it is dialled, where a member wrote it down; as it was typed, where a form brought it."""
        return format_national(self.inquiry.phone) if NUMBER.fullmatch(self.inquiry.phone) else self.inquiry.phone

    @property
    def more(self) -> int:
        """How many others came with it that were not kept."""
        return int(self.inquiry.data.get("more", 0))


class Arrivals:
    """Spam is hidden until it is asked for. What makes no sense in an address is left out."""

    def __init__(self, query: QueryDict, sources: dict[int, str]) -> None:
        self.sources = sources
        self.campaigns = dict(Campaign.objects.values_list("pk", "name"))
        known: dict[str, dict[Any, Any]] = {
            "door": dict(Inquiry.Door.choices),
            "source": sources,
            "campaign": self.campaigns,
        }
        self.state = query.get("state", "")
        if self.state not in {ALL, *Inquiry.State.values}:
            self.state = ""
        asked = {"door": query.get("door"), "source": row_id(query.get("source", "")), "campaign": None}
        asked["campaign"] = row_id(query.get("campaign", ""))
        self.on: dict[str, Any] = {name: value for name, value in asked.items() if value in known[name]}
        self._names = known

    def page(self, member: Member, *, after: str = "", before: str = "") -> keyset.Page:
        """25 rows, newest first, of those whom the member sees. One query."""
        rows = Inquiry.objects.visible_to(member).filter(self._wanted()).select_related(*REFERENCES)
        found = keyset.page(rows, ORDER, after=after, before=before)
        return keyset.Page([self._row(one, member) for one in found.rows], found.next, found.previous)

    @property
    def chips(self) -> list[Chip]:
        return [
            Chip(LABELS[name], str(self._names[name][value]), self.url(**{name: None}))
            for name, value in self.on.items()
        ]

    @property
    def kept(self) -> list[tuple[str, str]]:
        return [("state", self.state)] if self.state else []

    @property
    def narrows(self) -> bool:
        return bool(self.on or self.state)

    def url(self, **changed: Any) -> str:
        """Its query string with some of it changed; None leaves a part out."""
        query = QueryDict(mutable=True)
        whole = {"state": self.state, **self.on, **changed}
        query.update({name: str(value) for name, value in whole.items() if value})
        return f"?{query.urlencode()}"

    def _wanted(self) -> Q:
        names = {"door": "door", "source": "source_id", "campaign": "campaign_id"}
        wanted = Q(**{names[name]: value for name, value in self.on.items()})
        if not self.state:
            return wanted & ~Q(state=Inquiry.State.SPAM)
        return wanted if self.state == ALL else wanted & Q(state=self.state)

    @staticmethod
    def _row(one: Inquiry, member: Member) -> Row:
        customer: Customer | None = one.customer
        url = customer.get_absolute_url() if customer and member.sees(customer) else ""
        return Row(one, url, WHY.get(one.why, one.why))
