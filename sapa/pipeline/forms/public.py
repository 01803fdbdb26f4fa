"""The form that people fill in to make themselves known."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sapa.lib.forms import PhoneField
from sapa.lib.names import clean_name
from sapa.pipeline.models import CaptureForm
from sapa.pipeline.screening import LENGTHS


class PublicForm(forms.Form):
    """Name and phone, and what else this form asks. It works without JavaScript, a session or a cookie."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=LENGTHS["name"],
        widget=forms.TextInput({"autocomplete": "name", "autocapitalize": "words"}),
    )
    phone = PhoneField(label=_("Phone or WhatsApp"), max_length=LENGTHS["phone"])
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=LENGTHS["email"],
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    village = forms.CharField(label=_("Your village"), max_length=LENGTHS["village"], required=False)
    message = forms.CharField(
        max_length=2 * LENGTHS["message"],  # what a browser counts as one sign, a new line, arrives as two
        required=False,
        widget=forms.Textarea({"rows": 3, "maxlength": LENGTHS["message"]}),
    )
    consent = forms.BooleanField(
        label=_("Consent"), error_messages={"required": _("We may only contact you if you agree to this.")}
    )

    def __init__(self, data: Any = None, *, form: CaptureForm) -> None:
        super().__init__(data, auto_id="f_%s", use_required_attribute=False)
        if form.question:
            self.fields["message"].label = form.question
        else:
            del self.fields["message"]

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])
