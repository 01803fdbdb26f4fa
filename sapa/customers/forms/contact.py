"""The form of a contact: a person at a customer that is an organisation."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.customers.forms.custom import DayField
from sapa.customers.forms.customer import HONORIFICS
from sapa.customers.forms.fields import PhonesField
from sapa.customers.models import Contact
from sapa.lib.conflicts import VersionField
from sapa.lib.forms import Segments
from sapa.lib.names import clean_name
from sapa.lib.text import tidy


class ContactForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput({"autofocus": True}))
    phones = PhonesField(label=_("Phones"), required=False)
    honorific = forms.CharField(
        label=_("Honorific"), max_length=30, required=False, widget=forms.TextInput({"list": "honorifics"})
    )
    job = forms.CharField(label=_("Job"), max_length=80, required=False)
    part = forms.ChoiceField(
        label=_("Part in buying"),
        choices=[("", _("not known")), *Contact.Part.choices],
        required=False,
        widget=Segments,
    )
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    birthday = DayField(label=_("Birthday"), required=False, latest=timezone.localdate)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    once = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)
    version = VersionField()

    def __init__(self, data: Any = None, *, contact: Contact | None = None) -> None:
        initial: dict[str, Any] = {}
        if contact is not None:
            initial = {field.name: getattr(contact, field.attname) for field in contact._meta.concrete_fields}
            initial["phones"] = [(phone.number, phone.label) for phone in contact.phones.all()]
        super().__init__(data, initial=initial)
        self.honorifics = HONORIFICS

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def values(self) -> dict[str, Any]:
        """The model's fields, as `contacting` takes them."""
        given = self.cleaned_data
        values = {name: given[name] for name in ("part", "email", "birthday", "note")}
        return values | {name: tidy(given[name]) for name in ("name", "honorific", "job")}
