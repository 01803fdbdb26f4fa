"""The form of a customer: new in ten seconds, or with everything we know."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from sapa.customers.forms.custom import DayField, add_fields, read_fields
from sapa.customers.forms.fields import PhonesField, PositionField, RegionField, TagsField, region_label
from sapa.customers.forms.introducing import IntroducedField
from sapa.customers.models import Customer, CustomField, Market
from sapa.customers.picks import Picks, load_picks
from sapa.lib.conflicts import VersionField
from sapa.lib.forms import Segments
from sapa.lib.invalid import Invalid
from sapa.lib.names import clean_name
from sapa.lib.taxids import normalise_npwp
from sapa.lib.text import tidy
from sapa.team.models import Member
from sapa.tenancy.models import LegalForm

HONORIFICS = ("Pak", "Bu", "Mas", "Mbak", "Kak", "H.", "Hj.", "Ustaz", "Kiai", "Drs.", "Ir.", "dr.")
FIELDS_OF_BUSINESS = (
    _("Groceries"),
    _("Food and drink"),
    _("Farming"),
    _("Livestock"),
    _("Fishery"),
    _("Crafts"),
    _("Clothing"),
    _("Building materials"),
    _("Transport"),
    _("Tourism"),
    _("Education"),
    _("Health"),
    _("Government"),
    _("Services"),
)
ONLY_PERSON = ("honorific", "nickname", "birthday")
ONLY_ORGANIZATION = ("legal_form",)
PICKED = ("channel", "outlet_type", "source", "owner", "unit")
TEXTS = ("name", "honorific", "nickname", "field", "street", "hamlet", "landmark")


def text_field(name: str, **options: Any) -> forms.CharField:
    """A field for a text column, with its label and its greatest length."""
    column = Customer._meta.get_field(name)
    options = {"label": capfirst(column.verbose_name), "max_length": column.max_length, "required": False} | options
    return forms.CharField(**options)


def pick_field(name: str) -> forms.TypedChoiceField:
    label = capfirst(Customer._meta.get_field(name).verbose_name)
    return forms.TypedChoiceField(label=label, coerce=int, empty_value=None, required=False)


class CustomerForm(forms.Form):
    """Everything of a customer. `values()`, phones and tags go to `keeping.create` or `keeping.change`."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Customer.Kind.choices, widget=Segments, initial="person")
    name = text_field("name", required=True)
    phones = PhonesField(label=_("Phones"), required=False)
    honorific = text_field("honorific", widget=forms.TextInput({"list": "honorifics"}))
    nickname = text_field("nickname")
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False)
    birthday = DayField(label=_("Birthday"), required=False, latest=timezone.localdate)
    legal_form = forms.ChoiceField(
        label=_("Legal form"), choices=[("", _("– choose –")), *LegalForm.choices], required=False
    )
    market = forms.ChoiceField(label=_("Market"), choices=Market.choices, widget=Segments, initial=Market.B2C)
    field = text_field("field", widget=forms.TextInput({"list": "fields-of-business"}))
    channel = pick_field("channel")
    outlet_type = pick_field("outlet_type")
    npwp = text_field("npwp", max_length=30, widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off"}))
    region = RegionField(label=_("Village"), required=False)
    street = text_field("street")
    hamlet = text_field("hamlet")
    rt = text_field("rt", max_length=4, widget=forms.TextInput({"inputmode": "numeric"}))
    rw = text_field("rw", max_length=4, widget=forms.TextInput({"inputmode": "numeric"}))
    postal_code = text_field("postal_code", max_length=10, widget=forms.TextInput({"inputmode": "numeric"}))
    landmark = text_field("landmark")
    position = PositionField(label=_("Position on the map"), required=False, max_length=60)
    source = pick_field("source")
    introduced_by = IntroducedField(label=_("Introduced by"), required=False)
    owner = pick_field("owner")
    unit = pick_field("unit")
    tags = TagsField(label=_("Tags"), required=False)
    note = forms.CharField(label=_("Note"), required=False, max_length=4000, widget=forms.Textarea({"rows": 3}))
    once = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)
    version = VersionField()

    def __init__(self, data: Any = None, *, member: Member, customer: Customer | None = None, **known: Any) -> None:
        super().__init__(data, initial={**_initial(customer, member), **known.pop("initial", {})}, **known)
        self.member, self.customer = member, customer
        self.picks = load_picks()
        self.questions = list(CustomField.objects.filter(archived_at=None))
        self.custom_names = add_fields(self, self.questions, customer.custom if customer else {})
        self._offer(self.picks)
        self.honorifics, self.fields_of_business = HONORIFICS, FIELDS_OF_BUSINESS
        self.region_known = customer.region if customer else None
        if customer and customer.region:
            village = customer.region
            widget: Any = self.fields["region"].widget
            widget.label = lambda value: str(village) if value == village.pk else region_label(value)
        introduced: Any = self.fields["introduced_by"]
        introduced.prepare(member, customer.introduced_by if customer else None)
        if not member.may("customers.sensitive"):
            del self.fields["npwp"]
        if not member.may("customers.assign"):
            del self.fields["owner"]
        slot = {"aria-describedby": "matches", "autocomplete": "off"}
        self.fields["name"].widget.attrs |= {"autofocus": customer is None, "autocapitalize": "words", **slot}

    def _offer(self, picks: Picks) -> None:
        for name in PICKED:
            current = self.initial.get(name)
            choices = picks.outlet_types(current) if name == "outlet_type" else picks.choices(name, current)
            field: Any = self.fields[name]
            field.choices = choices
        outlet: Any = self.fields["outlet_type"]
        outlet.widget.attrs |= {"data-group-of": "channel"}
        tags: Any = self.fields["tags"]
        tags.most = max(tags.most, len(self.initial.get("tags", [])))  # those of an imported file may be more
        tags.widget.known = [tag.name for tag in picks.tag.values()]

    def custom_fields(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in self.custom_names)

    @property
    def has_errors_inside(self) -> bool:
        """Whether what is wrong, or was filled in, lies in the part that is folded away."""
        return bool(set(self.errors) - {"name", "phones", "kind"})

    def clean_introduced_by(self) -> Customer | None:
        found: Customer | None = self.cleaned_data["introduced_by"]
        if found and self.customer and found.pk == self.customer.pk:
            raise forms.ValidationError(_("Nobody introduces themselves."))
        if found and self.customer and found.introduced_by_id == self.customer.pk:
            raise forms.ValidationError(_("%(name)s was introduced by this customer.") % {"name": found.name})
        return found

    def clean_npwp(self) -> str:
        return _understood(normalise_npwp, self.cleaned_data["npwp"])

    def clean_rt(self) -> str:
        return _three_digits(self.cleaned_data["rt"])

    def clean_rw(self) -> str:
        return _three_digits(self.cleaned_data["rw"])

    def clean_postal_code(self) -> str:
        code = self.cleaned_data["postal_code"].replace(" ", "")
        if code and not (len(code) == 5 and code.isascii() and code.isdigit()):
            raise forms.ValidationError(_("A postal code has five digits."))
        return code

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        for name in TEXTS[1:]:
            given[name] = tidy(given.get(name, ""))
        given["email"] = given.get("email", "").lower()
        for name in ONLY_PERSON if given.get("kind") == Customer.Kind.ORGANIZATION else ONLY_ORGANIZATION:
            given[name] = None if name == "birthday" else ""
        self._fit_outlet_type(given)
        if given.get("region") and not given.get("postal_code") and "postal_code" not in self.errors:
            given["postal_code"] = given["region"].postal_code
        return given

    def _fit_outlet_type(self, given: dict[str, Any]) -> None:
        """An outlet type says its channel."""
        if outlet := self.picks.outlet_type.get(given.get("outlet_type") or 0):
            if not given.get("channel"):
                given["channel"] = outlet.group
            elif given["channel"] != outlet.group:
                self.add_error("outlet_type", _("This outlet type belongs to another channel."))

    def values(self) -> dict[str, Any]:
        """The model's fields, by the names that `keeping` takes."""
        given = self.cleaned_data
        plain = ("kind", "email", "birthday", "legal_form", "market", "rt", "rw", "postal_code", "note", "npwp", *TEXTS)
        values = {name: given[name] for name in plain if name in given}
        values |= {f"{name}_id": given[name] for name in PICKED if name in given}
        values["introduced_by_id"] = given["introduced_by"].pk if given["introduced_by"] else None
        values["region_id"] = given["region"].pk if given["region"] else None
        values["latitude"], values["longitude"] = given["position"] or (None, None)
        values["custom"] = read_fields(self, self.questions, self.customer.custom if self.customer else {})
        return values


def _initial(customer: Customer | None, member: Member) -> dict[str, Any]:
    if customer is None:
        return {"owner": member.pk, "unit": member.unit_id}
    known: dict[str, Any] = {field.name: getattr(customer, field.attname) for field in customer._meta.concrete_fields}
    known["region"], known["introduced_by"] = customer.region_id, customer.introduced_by_id
    known["position"] = None if customer.latitude is None else (customer.latitude, customer.longitude)
    known["phones"] = [(p.number, p.label) for p in customer.phones.all() if p.contact_id is None]
    known["tags"] = sorted((tag.name for tag in customer.tags.all()), key=str.casefold)
    return known


def _three_digits(text: str) -> str:
    """RT and RW: "3" → "003"."""
    digits = text.strip()
    if digits and not (digits.isascii() and digits.isdigit() and 0 < int(digits) < 1000):
        raise forms.ValidationError(_("A number from 1 to 999."))
    return digits[-3:].rjust(3, "0") if digits else ""


def _understood(normalise: Any, text: str) -> str:
    if not text.strip():
        return ""
    try:
        return str(normalise(text))
    except Invalid as error:
        raise forms.ValidationError(error.message, params=error.params) from error
