"""The panel in which the filters of board, list and calendar are chosen."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models import Product
from sapa.customers.models import Market
from sapa.lib.forms import Combobox, MoneyField
from sapa.lib.money import parse_money
from sapa.lib.numbers import row_id
from sapa.pipeline.filter import LABELS, NONE, PICKED, STATES, Filter
from sapa.pipeline.models import Outcome
from sapa.team.models import Member

ANY = ("", _("any"))
SORT_CHOICES = [("", _("Newest")), ("value", _("Largest")), ("close", _("Closing first"))]


def product_label(value: Any) -> str:
    """The name of a product chosen before."""
    number = str(value)
    product = Product.objects.filter(pk=row_id(number)).first()
    return product.name if product else ""


class FilterForm(forms.Form):
    """Drawn from a Filter; its own validation is the Filter's, which leaves out what makes no sense."""

    owner = forms.ChoiceField(required=False)
    unit = forms.ChoiceField(required=False)
    source = forms.ChoiceField(required=False)
    segment = forms.ChoiceField(required=False)
    market = forms.ChoiceField(required=False, choices=[ANY, *Market.choices])
    product = forms.CharField(
        required=False, widget=Combobox(lambda: reverse("catalogue:options"), product_label, _("part of its name"))
    )
    state = forms.ChoiceField(required=False, choices=[ANY, *STATES.items()])
    outcome = forms.ChoiceField(required=False, choices=[ANY, *Outcome.choices])
    least = MoneyField(required=False)
    most = MoneyField(required=False)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
    sort = forms.ChoiceField(required=False, choices=SORT_CHOICES)

    def __init__(self, found: Filter, *, here: str, member: Member) -> None:
        known: dict[str, Any] = dict(found.on)
        for name in ("least", "most"):
            if name in known:
                known[name] = parse_money(known[name], found.currency)
        super().__init__(initial=known, auto_id="filter_%s")
        for name in {"board": ("outcome", "sort"), "calendar": ("since", "until", "sort")}.get(here, ()):
            del self.fields[name]
        if not member.may("catalogue.view"):  # they cannot look products up
            del self.fields["product"]
        self.fields["segment"].choices = [ANY, *found.within.choices]  # type: ignore[attr-defined]
        for name, field in self.fields.items():
            field.label = LABELS[name]
            if isinstance(field, MoneyField):
                field.currency = found.currency
            if name in PICKED:
                chosen = found.on.get(name, "")
                current = row_id(chosen)
                pairs = found.picks.pairs(name, current)
                field.choices = [ANY, (NONE, _("none")), *pairs]  # type: ignore[attr-defined]
