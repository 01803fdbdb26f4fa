"""A prospect written down in ten seconds, and people out of a phone's contacts."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from sapa.customers.forms.customer import HONORIFICS
from sapa.customers.forms.introducing import IntroducedField
from sapa.customers.models import Customer
from sapa.customers.picks import load_picks
from sapa.lib.forms import PhoneField
from sapa.lib.names import clean_name
from sapa.lib.text import tidy
from sapa.lib.vcards import LARGEST
from sapa.team.models import Member


class ProspectForm(forms.Form):
    """A name and a number are enough. `phones` is called so for the page that looks for doubles (customers:matches)."""

    name = forms.CharField(
        label=_("Name"),
        max_length=160,
        widget=forms.TextInput({"autofocus": True, "autocapitalize": "words", "autocomplete": "off"}),
    )
    phones = PhoneField(label=_("Phone"))
    honorific = forms.CharField(
        label=_("Honorific"), max_length=30, required=False, widget=forms.TextInput({"list": "honorifics"})
    )
    source = forms.TypedChoiceField(label=_("Source"), coerce=int, empty_value=None, required=False)
    introduced_by = IntroducedField(label=_("Introduced by"), required=False)
    note = forms.CharField(label=_("Note"), max_length=4000, required=False, widget=forms.Textarea({"rows": 2}))
    once = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)

    def __init__(self, data: Any = None, *, member: Member, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        self.honorifics = HONORIFICS
        self.fields["phones"].widget.attrs["autocomplete"] = "off"
        source: Any = self.fields["source"]
        source.choices = load_picks().choices("source")
        introduced: Any = self.fields["introduced_by"]
        introduced.prepare(member)

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    @property
    def number(self) -> str:
        """E.164."""
        return str(self.cleaned_data["phones"])

    def values(self) -> dict[str, Any]:
        """The model's fields, as `keeping.create` takes them."""
        given = self.cleaned_data
        brought: Customer | None = given["introduced_by"]
        values = {"name": given["name"], "honorific": tidy(given["honorific"]), "note": given["note"]}
        return values | {"source_id": given["source"], "introduced_by_id": brought.pk if brought else None}


class ContactsForm(forms.Form):
    """A vCard file, or what the browser's picker of contacts put into `text`."""

    file = forms.FileField(
        label=_("Contacts file (.vcf)"),
        error_messages={"required": _("Choose a file of contacts.")},
        widget=forms.FileInput({"accept": ".vcf,text/vcard,text/x-vcard", "class": "file-input"}),
    )
    text = forms.CharField(required=False, max_length=LARGEST, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        self.fields["file"].required = not (data and data.get("text"))

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST:
            raise forms.ValidationError(_("The file is larger than 5 MB. Send fewer contacts at once."))
        return file

    def content(self) -> bytes:
        file = self.cleaned_data["file"]
        return file.read() if file else self.cleaned_data["text"].encode()


class PickedForm(forms.Form):
    """Which of the cards become prospects, and where they come from. The cards travel signed (see collecting)."""

    source = forms.TypedChoiceField(label=_("Source"), coerce=int, empty_value=None, required=False)

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        source: Any = self.fields["source"]
        source.choices = load_picks().choices("source")
