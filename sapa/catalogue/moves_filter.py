"""The state of the list of all stock moves, as its query string says it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models import Product, StockMove, StockMoveQuerySet
from sapa.customers.forms.custom import DayField
from sapa.lib.chips import Chip
from sapa.lib.dates import FIRST_YEAR, LAST_YEAR, first_of_month, format_date, start_of_day
from sapa.lib.forms import Combobox
from sapa.lib.numbers import row_id
from sapa.lib.text import tidy
from sapa.team.models import BusinessUnit, Member

LABELS: dict[str, Any] = {
    "q": _("Search"),
    "kind": _("Kind"),
    "unit": _("Business unit"),
    "product": _("Product"),
    "by": _("Written down by"),
    "since": _("From"),
    "until": _("Until"),
}
KINDS: dict[str, Any] = dict(StockMove.Kind.choices)
NO_UNIT = "0"
ANY = ("", _("any"))


class MoveFilter:
    """What the query string asks for. What makes no sense in it is left out: it came from an old link."""

    def __init__(self, query: Mapping[str, str], *, member: Member, today: date) -> None:
        self.member, self.today = member, today
        self._asked = {name: tidy(query.get(name, ""))[:120] for name in LABELS}
        self.on = {name: value for name, value in self._asked.items() if value and self._known(name, value)}

    @cached_property
    def units(self) -> dict[str, Any]:
        """The units by id, and what belongs to none; empty where there are no units."""
        found = {str(pk): name for pk, name in BusinessUnit.objects.order_by("name").values_list("pk", "name")}
        return {**found, NO_UNIT: _("no unit")} if found else {}

    @cached_property
    def members(self) -> dict[str, str]:
        """All by id, who left as well: their moves stay."""
        return {str(pk): name for pk, name in Member.objects.order_by("name", "pk").values_list("pk", "name")}

    @cached_property
    def product_name(self) -> str:
        """Of the one product asked for; "" where there is none such."""
        pk = row_id(self._asked["product"])
        return Product.objects.filter(pk=pk).values_list("name", flat=True).first() or "" if pk else ""

    def rows(self) -> StockMoveQuerySet:
        """The moves that it lets through; not yet in order."""
        rows: StockMoveQuerySet = StockMove.objects.visible_to(self.member)
        return rows.filter(*(self._condition(name, value) for name, value in self.on.items()))

    def _condition(self, name: str, value: str) -> Q:
        match name:
            case "q":
                return Q(product__in=Product.objects.matching(value).values("pk"))
            case "kind":
                return Q(kind=value)
            case "unit":
                return Q(unit__isnull=True) if value == NO_UNIT else Q(unit_id=int(value))
            case "since":
                return Q(at__gte=_start(date.fromisoformat(value)))
            case "until":
                return Q(at__lt=_start(date.fromisoformat(value) + timedelta(days=1)))
        return Q(**{f"{name}_id": int(value)})

    def url(self, **changed: Any) -> str:
        """Its query string with some of it changed; None leaves a part out."""
        query = QueryDict(mutable=True)
        query.update({name: str(value) for name, value in {**self.on, **changed}.items() if value})
        return f"?{query.urlencode()}"

    @property
    def periods(self) -> list[dict[str, Any]]:
        """All of it, this month and the last as tabs; the other filters stay."""
        month = first_of_month(self.today)
        last = month - timedelta(days=1)
        known = [(_("All"), None, None), (_("This month"), month, None), (_("Last month"), first_of_month(last), last)]
        now = (self.on.get("since"), self.on.get("until"))
        return [
            {
                "name": name,
                "url": self.url(since=since, until=until),
                "active": now == (since and str(since), until and str(until)),
            }
            for name, since, until in known
        ]

    @property
    def narrows(self) -> bool:
        return bool(self.on)

    @property
    def chips(self) -> list[Chip]:
        return [Chip(LABELS[name], self.told(name), self.url(**{name: None})) for name in self.on]

    def told(self, name: str) -> str:
        """A value that is on, as people call it."""
        value = self.on[name]
        match name:
            case "kind":
                return str(KINDS[value])
            case "unit":
                return str(self.units[value])
            case "product":
                return self.product_name
            case "by":
                return self.members[value]
            case "since" | "until":
                return format_date(date.fromisoformat(value))
        return value

    def _known(self, name: str, value: str) -> bool:
        match name:
            case "kind":
                return value in KINDS
            case "unit":
                return value in self.units
            case "product":
                return bool(self.product_name)
            case "by":
                return value in self.members
            case "since" | "until":
                return _is_day(value)
        return True


class MoveFilterForm(forms.Form):
    """Drawn from a MoveFilter; its own validation is the filter's."""

    kind = forms.ChoiceField(required=False, choices=[ANY, *KINDS.items()])
    unit = forms.ChoiceField(required=False)
    product = forms.CharField(required=False)
    by = forms.ChoiceField(required=False)
    since = DayField(required=False)
    until = DayField(required=False)

    def __init__(self, found: MoveFilter) -> None:
        super().__init__(initial=found.on, auto_id="filter_%s")
        for name, field in self.fields.items():
            field.label = LABELS[name]
        for name, choices in (("unit", found.units), ("by", found.members)):
            cast("forms.ChoiceField", self.fields[name]).choices = [ANY, *choices.items()]
        self.fields["product"].widget = Combobox(
            lambda: reverse("catalogue:options"), lambda _pk: found.product_name, _("part of its name")
        )
        if not found.units:
            del self.fields["unit"]


def _start(day: date) -> datetime:
    """The moment at which a day begins in the organisation's zone."""
    return start_of_day(day, timezone.get_current_timezone_name())


def _is_day(text: str) -> bool:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return False
    return day.isoformat() == text and FIRST_YEAR <= day.year <= LAST_YEAR  # as a field of a day writes it
