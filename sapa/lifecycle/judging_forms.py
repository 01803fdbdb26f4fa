"""What people say of a customer against the figures: a stage by hand, a mark as bad, that they left."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.customers.forms.custom import DayField
from sapa.customers.models import LifecycleStage
from sapa.lib.forms import LineField, Segments
from sapa.lifecycle.models import Departure, StagePin
from sapa.lifecycle.pinning import MOST_DAYS


class PinForm(forms.Form):
    """The stage, why, and until when."""

    stage = forms.ChoiceField(label=_("Stage"), choices=LifecycleStage.choices, widget=Segments)
    reason = LineField(label=_("Why?"), max_length=200)
    until = DayField(label=_("until"), earliest=timezone.localdate, help_text=_("A year ahead at the most."))

    def __init__(self, data: Any = None, *, stage: str, known: StagePin | None = None) -> None:
        initial: dict[str, Any] = {"stage": stage, "until": timezone.localdate() + timedelta(days=90)}
        if known:
            initial = {name: getattr(known, name) for name in ("stage", "reason", "until")}
        super().__init__(data, initial=initial)

    def clean_until(self) -> date:
        day: date = self.cleaned_data["until"]
        if day > timezone.localdate() + timedelta(days=MOST_DAYS):
            raise forms.ValidationError(_("A year ahead at the most."))
        return day


class MarkForm(forms.Form):
    """Why they are to be treated as bad."""

    reason = LineField(label=_("Why?"), max_length=200, widget=forms.TextInput({"autofocus": True}))


class DepartForm(forms.Form):
    """Since when, why, and to whom. `known` is what was written down, to be corrected."""

    why = forms.ChoiceField(label=_("Why did they leave?"), choices=Departure.Why.choices, widget=Segments)
    switched_to = LineField(label=_("To whom?"), max_length=120, required=False)
    since = DayField(label=_("since"), latest=timezone.localdate)
    note = LineField(label=_("note"), max_length=300, required=False)

    def __init__(self, data: Any = None, *, since: date, known: Departure | None = None) -> None:
        initial: dict[str, Any] = {"since": since}
        if known:
            initial = {"since": known.on, "why": known.why, "switched_to": known.switched_to, "note": known.note}
        super().__init__(data, initial=initial)
