"""What is asked of somebody who founds an organisation."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from sapa.customers.forms.fields import RegionField
from sapa.lib.names import clean_name
from sapa.lib.text import slug as slug_of
from sapa.tenancy.models import Currency, LegalForm, Organization, TimeZone, refuse_reserved_slug

WITA = {"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"}
WIT = {"81", "82", "91", "92", "93", "94", "95", "96"}
SLUG_TAKEN = _("Another organisation has this address. Choose another.")


def time_zone_of(region_code: str) -> TimeZone:
    """The zone of the province in which a region lies, by Kemendagri's code; WIB when it is not known."""
    province = region_code[:2]
    return TimeZone.WITA if province in WITA else TimeZone.WIT if province in WIT else TimeZone.WIB


def free_slug(name: str) -> str:
    """An address that nobody has, made of the name: "maju-bersama", then "maju-bersama-2"."""
    base = slug_of(name, 36) or "sapa"
    taken = set(Organization.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    for number in range(1, len(taken) + 3):
        slug = base if number == 1 else f"{base}-{number}"
        if slug not in taken and not _reserved(slug):
            return slug
    raise AssertionError("there are more numbers than addresses")


def _reserved(slug: str) -> bool:
    try:
        refuse_reserved_slug(slug)
    except ValidationError:
        return True
    return False


class VillageField(RegionField):
    """The code of a village; empty when none was given."""

    def to_python(self, value: Any) -> Any:
        region = super().to_python(value)
        return region.pk if region else ""


class OrganizationForm(forms.ModelForm):
    """The organisation. Address and time zone may stay empty: they follow from the name and the village."""

    region_code = VillageField(label=_("Village"), required=False)
    legal_form = forms.ChoiceField(label=_("Legal form"), choices=LegalForm.choices, initial=LegalForm.BUMDES)
    time_zone = forms.ChoiceField(
        label=_("Time zone"), required=False, choices=[("", _("That of the village")), *TimeZone.choices]
    )

    class Meta:
        model = Organization
        fields = ["name", "legal_form", "slug", "region_code", "time_zone", "currency"]
        labels = {"name": _("Name of the organisation"), "slug": _("Address in Sapa")}
        error_messages = {"slug": {"unique": SLUG_TAKEN}}
        help_texts = {"slug": _("Part of the web address. Left empty, it follows from the name.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["slug"].widget.attrs |= {"autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}
        self.fields["name"].widget.attrs |= {"autocomplete": "organization", "autofocus": True}
        self.fields["currency"].initial = Currency.IDR

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def clean_slug(self) -> str:
        return self.cleaned_data["slug"] or free_slug(self.cleaned_data.get("name", ""))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        given["time_zone"] = given.get("time_zone") or time_zone_of(given.get("region_code") or "")
        return given


class Together:
    """Several forms as one, for the summary of what is wrong."""

    def __init__(self, *forms: Any) -> None:
        self.forms = [form for form in forms if form is not None]

    def __iter__(self) -> Iterator[Any]:
        return chain.from_iterable(self.forms)

    @property
    def errors(self) -> bool:
        return any(form.errors for form in self.forms)

    def non_field_errors(self) -> list[Any]:
        return [error for form in self.forms for error in form.non_field_errors()]
