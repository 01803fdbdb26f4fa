"""The panel in which the filters of the list are chosen."""

from django import forms
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sapa.customers.filter import LABELS, NONE, PICKED, STATES, STEPS, Filter
from sapa.customers.forms.fields import region_label
from sapa.customers.models import Customer, Market
from sapa.lib.forms import Combobox
from sapa.lib.numbers import row_id

ANY = ("", _("any"))


class FilterForm(forms.Form):
    """Drawn from a Filter; its own validation is the Filter's, which leaves out what makes no sense."""

    kind = forms.ChoiceField(required=False, choices=[ANY, *Customer.Kind.choices])
    market = forms.ChoiceField(required=False, choices=[ANY, *Market.choices])
    channel = forms.ChoiceField(required=False)
    outlet_type = forms.ChoiceField(required=False, widget=forms.Select({"data-group-of": "channel"}))
    owner = forms.ChoiceField(required=False)
    unit = forms.ChoiceField(required=False)
    tag = forms.ChoiceField(required=False)
    source = forms.ChoiceField(required=False)
    region = forms.CharField(
        required=False,
        widget=Combobox(lambda: reverse("places:regions"), region_label, _("village, district, regency")),
    )
    field = forms.CharField(required=False)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
    step = forms.ChoiceField(required=False, choices=[ANY, *STEPS.items()])
    state = forms.ChoiceField(required=False, choices=[ANY, *STATES.items()])
    sort = forms.ChoiceField(required=False, label=_("Order"), choices=[("", _("By name")), ("newest", _("Newest"))])

    def __init__(self, found: Filter) -> None:
        super().__init__(initial=found.on, auto_id="filter_%s")
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            if name in PICKED:
                field.choices = self._choices(found, name)  # type: ignore[attr-defined]

    @staticmethod
    def _choices(found: Filter, name: str) -> list[tuple[object, object]]:
        chosen = found.on.get(name, "")
        current = row_id(chosen)
        if name == "outlet_type":
            choices = found.picks.outlet_types(current)
        else:
            choices = found.picks.choices(name, current)
        return [ANY, *([] if name == "tag" else [(NONE, _("none"))]), *choices[1:]]


def read_region(query: QueryDict) -> QueryDict:
    """Without JavaScript the combobox sends the words typed: look the region up, if they mean just one."""
    from sapa.places.models import Region

    typed = query.get("region_text", "").strip()
    if query.get("region") or not typed:
        return query
    found = Region.objects.named(typed, limit=1)
    changed = query.copy()
    changed["region"] = found[0].pk if found else ""
    return changed
