"""The form of how an organisation sells, and that of a number's template."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sapa.files.forms import PictureField
from sapa.lib import document_numbers, qris, taxids
from sapa.lib.conflicts import VersionField
from sapa.lib.forms import LineField, Segments
from sapa.lib.invalid import Invalid
from sapa.sales import numbering
from sapa.sales.models import NumberTemplate, SalesSettings
from sapa.team.models import BusinessUnit

FIELDS = [
    "is_taxable",
    "npwp",
    "nitku",
    "exports_tax_invoices",
    "oversell",
    "credit_rule",
    "terms_days",
    "valid_days",
    "quotation_notes",
    "invoice_notes",
    "bank_account",
    "signer",
    "signer_title",
    "qris",
]
LOGO_PIXELS = 480
LARGEST_PHOTO = 8 * 1024 * 1024
TAXED = [("true", _("Yes")), ("false", _("No")), ("", _("Not said yet"))]
ANSWERS = {"true": True, "false": False, "": None}


class TaxableField(forms.ChoiceField):
    """Yes, no, or not said: a bool or None. It is asked, never guessed."""

    def prepare_value(self, value: Any) -> Any:
        return {True: "true", False: "false", None: ""}.get(value, value)

    def clean(self, value: Any) -> Any:
        return ANSWERS[super().clean(value)]


class SettingsForm(forms.ModelForm):
    """`values()` are the columns for `arranging.change_settings`, the logo besides."""

    is_taxable = TaxableField(
        label=_("taxable entrepreneur (PKP)"),
        choices=TAXED,
        required=False,
        widget=Segments,
        help_text=_("Only a PKP adds VAT (PPN). Until it is said, no document has any."),
    )
    npwp = LineField(label=_("NPWP"), required=False, max_length=25)
    qris = forms.CharField(
        label=_("QRIS"),
        required=False,
        max_length=qris.LONGEST,
        strip=True,
        widget=forms.Textarea({"rows": 3, "spellcheck": "false", "autocomplete": "off"}),
        help_text=_("The text of your static QRIS, beginning with 000201. Or give a photo of the sticker."),
    )
    qris_photo = forms.FileField(
        label=_("photo of the QRIS sticker"),
        required=False,
        widget=forms.FileInput({"accept": "image/*", "class": "file-input"}),
    )
    logo = PictureField(label=_("logo"), most=LOGO_PIXELS)
    remove_logo = forms.BooleanField(label=_("Remove the logo"), required=False)
    version = VersionField()

    class Meta:
        model = SalesSettings
        fields = FIELDS
        widgets = {"oversell": Segments, "credit_rule": Segments}
        help_texts = {
            "terms_days": _("0 is cash on delivery. A customer can have terms of their own."),
            "nitku": _("22 digits, for Coretax."),
            "bank_account": _("As it stands on invoices: bank, number, and in whose name."),
            "exports_tax_invoices": _("Posted invoices can be taken to the tax office's Coretax as a file."),
        }

    def __init__(self, data: Any = None, files: Any = None, *, instance: SalesSettings) -> None:
        super().__init__(data, files, instance=instance)
        self.stored_logo = instance.logo
        self.initial["version"] = instance.version
        self.initial.pop("logo", None)
        for name in ("quotation_notes", "invoice_notes"):
            self.fields[name].widget.attrs["rows"] = 3
        if instance.logo is None:
            del self.fields["remove_logo"]

    def clean_npwp(self) -> str:
        text = self.cleaned_data["npwp"]
        try:
            return taxids.normalise_npwp(text) if text else ""
        except Invalid as error:
            raise ValidationError(error.message, code="invalid", params=error.params) from error

    def clean_qris(self) -> str:
        text = self.cleaned_data["qris"]
        if not text:
            return ""
        try:
            return _static(text)
        except Invalid as error:
            raise ValidationError(error.message, code="invalid", params=error.params) from error

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        photo = given.get("qris_photo")
        if photo is not None:
            try:
                given["qris"] = _static(qris.read_photo(photo.read(LARGEST_PHOTO + 1)))
            except Invalid as error:
                self.add_error("qris_photo", ValidationError(error.message, params=error.params))
        return given

    def values(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in FIELDS}


class TemplateForm(forms.Form):
    """How numbers of one kind are written. `example` is the first of them."""

    template = LineField(label=_("template"), max_length=60)
    restart = forms.ChoiceField(label=_("starts again"), choices=NumberTemplate.Restart, widget=Segments)

    def __init__(self, data: Any, *, kind: str, unit: BusinessUnit | None, on: date) -> None:
        self.kind, self.unit, self.on = kind, unit, on
        template, restart = numbering.template_of(kind, unit)
        super().__init__(data, initial={"template": template, "restart": restart})
        self.fields["template"].widget.attrs |= {"autocapitalize": "off", "spellcheck": "false", "autocomplete": "off"}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("template") and given.get("restart"):
            try:
                document_numbers.parse(given["template"], monthly=given["restart"] == numbering.MONTHLY)
            except Invalid as error:
                self.add_error("template", ValidationError(error.message, params=error.params))
        return given

    @property
    def example(self) -> str:
        """The first number as the fields stand; "" where they make none."""
        text, restart = self["template"].value() or "", self["restart"].value()
        try:
            parsed = document_numbers.parse(str(text), monthly=restart == numbering.MONTHLY)
        except Invalid:
            return ""
        return numbering.example(parsed, kind=self.kind, unit=self.unit, on=self.on)


def _static(text: str) -> str:
    """The payload that a sticker has, without spaces around it. Raises lib Invalid."""
    payload = text.strip()
    found = qris.parse(payload)
    if not found.is_static:
        raise qris.InvalidQris(_("This is a QRIS for one payment. Take the one of your sticker."), tag="01")
    return payload
