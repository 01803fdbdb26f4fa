"""The filter of the pool."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sapa.customers.filter import SEGMENT
from sapa.customers.within import LABEL, Within


class PoolFilter(forms.Form):
    """Drawn from what was asked. For who sees all customers: to others a segment would tell more than they may know."""

    segment = forms.ChoiceField(label=LABEL, required=False)

    def __init__(self, within: Within) -> None:
        super().__init__(initial={SEGMENT: within.found.values.get(SEGMENT)}, auto_id="pool_%s")
        self.fields[SEGMENT].choices = [("", _("All")), *within.choices]  # type: ignore[attr-defined]
