"""What an owner is reminded of, and by when."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.customers.forms.custom import DayField
from sapa.lib.forms import LineField, WordsField


class ReminderForm(forms.Form):
    title = LineField(label=_("What is to be done"), max_length=160)
    due_on = DayField(label=_("Until"), earliest=timezone.localdate)
    purpose = WordsField(label=_("Why, and what we know"), widget=forms.Textarea({"rows": 3}), required=False)
    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].initial = _("Greet for the first time")
