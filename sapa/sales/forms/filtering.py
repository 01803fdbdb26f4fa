"""The form that narrows a list of documents, beside its tabs of states."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sapa.customers.forms.custom import DayField
from sapa.sales.filter import LABELS, PICKED, DocumentFilter

ANY = ("", _("– any –"))


class DocumentFilterForm(forms.Form):
    """Sent by GET. `found` says what is on."""

    state = forms.CharField(required=False, widget=forms.HiddenInput)
    customer = forms.CharField(required=False, widget=forms.HiddenInput)
    owner = forms.ChoiceField(label=LABELS["owner"], required=False)
    unit = forms.ChoiceField(label=LABELS["unit"], required=False)
    segment = forms.ChoiceField(label=LABELS["segment"], required=False)
    since = DayField(label=LABELS["since"], required=False)
    until = DayField(label=LABELS["until"], required=False)

    def __init__(self, found: DocumentFilter) -> None:
        super().__init__(initial=found.on)
        self.fields["segment"].choices = [ANY, *found.within.choices]  # type: ignore[attr-defined]
        for name in PICKED:
            self.fields[name].choices = [ANY, *found.picks.pairs(name)]  # type: ignore[attr-defined]
