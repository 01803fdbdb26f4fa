"""Writing down what was said, and planning what is next."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.activities.models import Activity, Interaction, TouchPoint
from sapa.customers.forms.custom import DayField
from sapa.lib.forms import Segments
from sapa.lib.text import tidy
from sapa.team.models import Member

SPOKEN = (TouchPoint.PHONE, TouchPoint.WHATSAPP, TouchPoint.VISIT, TouchPoint.STORE, TouchPoint.EMAIL, TouchPoint.EVENT)


class NoteForm(forms.Form):
    """What was said, through which touch point, and who reached whom."""

    note = forms.CharField(
        label=_("What was said?"), max_length=4000, widget=forms.Textarea({"rows": 4, "autofocus": True})
    )
    touch_point = forms.ChoiceField(
        label=_("Touch point"), choices=[(one.value, one.label) for one in SPOKEN], widget=Segments, initial="phone"
    )
    direction = forms.ChoiceField(
        label=_("Direction"), choices=Interaction.Direction.choices, widget=Segments, initial="out"
    )
    once = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)


class TaskForm(forms.Form):
    """Something to do by a day. Who may give work to others is asked for whom."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Activity.Kind.choices, widget=Segments, initial="task")
    title = forms.CharField(label=_("What is to be done?"), max_length=160, widget=forms.TextInput({"autofocus": True}))
    due_on = DayField(label=_("Due"))
    assigned_to = forms.ModelChoiceField(
        label=_("For"), queryset=Member.objects.none(), required=False, empty_label=None
    )
    once = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)

    def __init__(self, data: Any = None, *, member: Member) -> None:
        tomorrow = timezone.localdate() + timedelta(days=1)
        super().__init__(data, initial={"due_on": tomorrow, "assigned_to": member.pk})
        if member.may("customers.assign"):
            self.fields["assigned_to"].queryset = Member.objects.at_work()  # type: ignore[attr-defined]
        else:
            del self.fields["assigned_to"]

    def clean_title(self) -> str:
        return tidy(self.cleaned_data["title"])
