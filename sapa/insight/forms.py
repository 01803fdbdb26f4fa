"""The filters of reports."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sapa.insight.asking import LABELS, NONE, Asked


class ReportFilter(forms.Form):
    """Drawn from what was asked; its validation is Asked's, which leaves out what makes no sense."""

    since = forms.DateField(label=_("From"), required=False)
    until = forms.DateField(label=_("Until"), required=False)
    pipeline = forms.ChoiceField(required=False)
    owner = forms.ChoiceField(required=False)
    unit = forms.ChoiceField(required=False)

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
        }
        for name, found in pairs.items():
            self.fields[name].choices = found  # type: ignore[attr-defined]
