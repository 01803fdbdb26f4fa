"""The state of the catalogue's list, as its query string says it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models import Product, ProductQuerySet
from sapa.lib.chips import Chip
from sapa.lib.numbers import row_id
from sapa.lib.text import tidy
from sapa.team.models import BusinessUnit

CATEGORIES = 200  # that are offered
LABELS: dict[str, Any] = {
    "q": _("Search"),
    "category": _("Category"),
    "unit": _("Business unit"),
    "kind": _("Kind"),
    "stock": _("Stock"),
    "halal": _("Halal certificate"),
}
STOCK: dict[str, Any] = {"low": _("at the minimum or below"), "none": _("sold out")}
HALAL: dict[str, Any] = {"expiring": _("has run out, or will in 90 days")}
KINDS: dict[str, Any] = dict(Product.Kind.choices)
CHOICES: dict[str, dict[str, Any]] = {"kind": KINDS, "stock": STOCK, "halal": HALAL}


class Filter:
    """What the query string asks for. What makes no sense in it is left out: it came from an old link."""

    def __init__(self, query: QueryDict, today: date) -> None:
        self.today = today
        self.archived = query.get("archived") == "1"
        asked = {name: tidy(query.get(name, ""))[:120] for name in LABELS}
        self.on = {name: value for name, value in asked.items() if value and self._known(name, value)}

    @cached_property
    def units(self) -> dict[str, str]:
        return {str(pk): name for pk, name in BusinessUnit.objects.values_list("pk", "name")}

    def rows(self) -> ProductQuerySet:
        """The products that it lets through; not yet in order."""
        rows: ProductQuerySet = Product.objects.filter(archived_at__isnull=not self.archived)
        conditions = [CONDITIONS[name](value) for name, value in self.on.items() if name in CONDITIONS]
        rows = rows.filter(*conditions)
        if stock := self.on.get("stock"):
            rows = rows.running_low() if stock == "low" else rows.sold_out()
        if "halal" in self.on:
            rows = rows.halal_expiring(self.today)
        return rows.matching(self.on["q"]) if "q" in self.on else rows

    def url(self, **changed: str | None) -> str:
        """The query string with these changed; None takes one away."""
        asked = QueryDict(mutable=True)
        state = {**self.on, **({"archived": "1"} if self.archived else {})}
        asked.update({name: value for name, value in {**state, **changed}.items() if value})
        return f"?{asked.urlencode()}"

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What the form of filters leaves as it is."""
        return [("archived", "1")] if self.archived else []

    @property
    def narrows(self) -> bool:
        return bool(self.on)

    @cached_property
    def chips(self) -> list[Chip]:
        return [Chip(LABELS[name], self.told(name), self.url(**{name: None})) for name in self.on]

    def told(self, name: str) -> str:
        """A value that is on, as people call it."""
        value = self.on[name]
        if name == "unit":
            return self.units[value]
        return str(CHOICES[name][value]) if name in CHOICES else value

    def _known(self, name: str, value: str) -> bool:
        if name == "unit":
            return row_id(value) is not None and value in self.units
        return name not in CHOICES or value in CHOICES[name]


CONDITIONS: dict[str, Callable[[str], Q]] = {
    "category": lambda value: Q(category=value),
    "unit": lambda value: Q(business_unit_id=int(value)),
    "kind": lambda value: Q(kind=value),
}


class FilterForm(forms.Form):
    """Drawn from a Filter; its own validation is the Filter's."""

    category = forms.ChoiceField(required=False)
    unit = forms.ChoiceField(required=False)
    kind = forms.ChoiceField(required=False)
    stock = forms.ChoiceField(required=False)
    halal = forms.ChoiceField(required=False)

    def __init__(self, found: Filter) -> None:
        super().__init__(initial=found.on, auto_id="filter_%s")
        rows = Product.objects.exclude(category="").order_by("category")
        names = list(rows.values_list("category", flat=True).distinct()[:CATEGORIES])
        choices: dict[str, Any] = {name: list(known.items()) for name, known in CHOICES.items()}
        choices |= {"category": [(name, name) for name in names], "unit": list(found.units.items())}
        for name, field in self.fields.items():
            field.label = LABELS[name]
            field.choices = [("", _("any")), *choices[name]]  # type: ignore[attr-defined]
        if not found.units:
            del self.fields["unit"]
