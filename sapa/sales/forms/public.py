"""What a customer says on the public page of a quotation."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sapa.lib.forms import LineField, WordsField

LONGEST_DRAWING = 400_000  # letters of a picture's data URL


class AcceptanceForm(forms.Form):
    """Yes: who, that they agree, and if they like a signature drawn by finger."""

    name = LineField(label=_("your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    agreed = forms.BooleanField(label=_("I have read this quotation and accept it"))
    drawing = forms.CharField(required=False, max_length=LONGEST_DRAWING, widget=forms.HiddenInput)


class RefusalForm(forms.Form):
    """No, and why."""

    reason = LineField(
        label=_("why not?"), max_length=200, help_text=_("A word is enough: it helps us to make a better offer.")
    )


class QuestionForm(forms.Form):
    """A question before they decide."""

    name = LineField(label=_("your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}))
    text = WordsField(label=_("your question"), max_length=1000, widget=forms.Textarea({"rows": 3}))

    def clean_text(self) -> Any:
        text = self.cleaned_data["text"]
        if not text:
            raise ValidationError(_("What would you like to know?"))
        return text
