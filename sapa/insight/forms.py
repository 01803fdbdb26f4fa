"""The filters of reports."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sapa.customers.facets import facets
from sapa.customers.filter import SEGMENT
from sapa.customers.models import Market
from sapa.insight.asking import LABELS, NONE, Asked
from sapa.insight.asking_customers import PICKED, AskedOfCustomers, label_of
from sapa.lib.forms import Combobox
from sapa.lib.numbers import row_id
from sapa.pipeline.forms.filtering import product_label
from sapa.pipeline.models import Finding


class ReportFilter(forms.Form):
    """Drawn from what was asked; its validation is Asked's, which leaves out what makes no sense."""

    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("Until"), required=False)
    pipeline = forms.ChoiceField(required=False)
    owner = forms.ChoiceField(required=False)
    unit = forms.ChoiceField(required=False)
    segment = forms.ChoiceField(required=False)

    def __init__(self, asked: Asked, *, with_period: bool) -> None:
        days = {"since": asked.period.since, "until": asked.period.until} if with_period else {}
        super().__init__(initial={**asked.on, **days}, auto_id="report_%s")
        if not with_period:
            del self.fields["since"], self.fields["until"]
        anything: tuple[str, Any] = ("", _("All"))
        for name, label in LABELS.items():
            self.fields[name].label = label
        pairs = {
            "pipeline": [anything, *((pk, one.name) for pk, one in asked.picks.pipelines.items())],
            "owner": [anything, (NONE, _("none")), *asked.picks.pairs("owner")],
            "unit": [anything, (NONE, _("none")), *asked.picks.pairs("unit")],
            "segment": [anything, *asked.picks.pairs(SEGMENT, row_id(asked.on.get(SEGMENT, "")))],
        }
        for name, found in pairs.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]


class CustomersFilter(forms.Form):
    """The filters in `names` of a report about customers, and its period. Its validation is that of what was asked."""

    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("Until"), required=False)
    source = forms.ChoiceField(required=False)
    market = forms.ChoiceField(required=False, choices=[("", _("All")), *Market.choices])
    field = forms.CharField(required=False, max_length=80)
    channel = forms.ChoiceField(required=False)
    segment = forms.ChoiceField(required=False)
    owner = forms.ChoiceField(required=False)
    unit = forms.ChoiceField(required=False)
    kind = forms.ChoiceField(required=False, choices=[("", _("All")), *Finding.Kind.choices])
    product = forms.CharField(
        required=False,
        widget=Combobox(lambda: reverse("catalogue:options"), product_label, _("part of its name")),
    )

    def __init__(self, asked: AskedOfCustomers, names: Iterable[str]) -> None:
        days = {"since": asked.period.since, "until": asked.period.until} if asked.has_period else {}
        super().__init__(initial={**asked.on, **days}, auto_id="report_%s")
        for name in set(self.fields) - {*names, *days}:
            del self.fields[name]
        narrowing = asked.narrowing
        for name in names:
            if name not in self.fields and name not in facets():
                continue  # said by a link of the page, not by the form
            if name not in self.fields:
                kind, value = facets()[name].kind, narrowing.values.get(name)
                self.fields[name] = kind.field(narrowing.asking, value)
                self.fields[name].required = False
                self.initial[name] = kind.initial(value) if value is not None else ""
            self.fields[name].label = label_of(name)
            if name in {*PICKED, SEGMENT}:
                current = row_id(asked.on.get(name, ""))
                without = [(NONE, _("none"))] if name in PICKED else []
                pairs = [("", _("All")), *without, *asked.picks.pairs(name, current)]
                self.fields[name].choices = pairs  # type: ignore[attr-defined]
