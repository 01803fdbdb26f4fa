"""The organisation's own page: what it is called, how it is reached, and what it says of itself."""

from typing import Any

from django import forms
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models import Product
from sapa.customers.greeting import greeting, refuse_unknown_places, usual_greeting
from sapa.events.recording import changes, record
from sapa.lib.conflicts import VersionField
from sapa.lib.errors import Conflict, Refused
from sapa.lib.forms import PhoneField
from sapa.lib.names import clean_name
from sapa.pipeline.models import Offer, Opportunity
from sapa.places.models import Region
from sapa.team.models import Member
from sapa.tenancy.models import Organization
from sapa.web.founding_form import VillageField

FIELDS = [
    "name",
    "legal_form",
    "phone",
    "email",
    "website",
    "address",
    "region_code",
    "time_zone",
    "currency",
    "greeting",
    "profile",
]
LOCKED = _("Amounts are kept in this currency already, so it stays.")


def has_money() -> bool:
    """Whether the current organisation has written down any amount."""
    return (
        Opportunity.objects.filter(value__gt=0).exists()
        or Product.objects.filter(price__gt=0).exists()
        or Offer.objects.exists()
    )


class ProfileForm(forms.ModelForm):
    """`form.fields["currency"]` is locked once there is any amount."""

    phone = PhoneField(label=_("Phone"), required=False)
    region_code = VillageField(label=_("Village"), required=False)
    version = VersionField()

    class Meta:
        model = Organization
        fields = FIELDS
        help_texts = {
            "greeting": _(
                "How a draft begins. {sapaan} becomes Good morning, {nama} the customer, {saya} whoever writes and "
                "{usaha} the organisation. Left empty, it reads as in grey."
            ),
            "profile": _("What you are, make and have done. It goes with every proposal, as a page or a PDF."),
            "time_zone": _("Times everywhere in Sapa are shown in this zone."),
        }

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        self.initial["version"] = self.instance.version
        self.fields["website"].assume_scheme = "https"  # type: ignore[attr-defined]
        self.fields["profile"].widget.attrs["rows"] = 8
        self.fields["greeting"].validators.append(refuse_unknown_places)
        self.fields["greeting"].widget.attrs |= {"rows": 3, "placeholder": usual_greeting()}
        if has_money():
            self.fields["currency"].disabled = True
            self.fields["currency"].help_text = LOCKED

    def clean_name(self) -> str:
        return clean_name(self.cleaned_data["name"])

    def greets(self) -> str:
        """The WhatsApp draft that the words in the form make, to somebody called Pak Budi."""
        return greeting("Pak Budi", self.member, timezone.now(), self["greeting"].value() or "")


@transaction.atomic
def change_organization(organization: Organization, *, version: int, by: Member, fields: dict[str, Any]) -> None:
    """Write over the version that the person read.

    Raises Conflict when there is a later one, and Refused for another currency once there is any amount.
    """
    stored = Organization.objects.get(pk=organization.pk)
    found = changes({name: getattr(stored, name) for name in fields}, fields)
    if not found:
        return
    if "currency" in found and has_money():
        raise Refused(LOCKED)
    rows = Organization.objects.filter(pk=organization.pk, version=version)
    if rows.update(**fields, version=F("version") + 1) != 1:
        raise Conflict(_("Somebody else has changed this page since you opened it."))
    if "region_code" in found:
        villages = Region.objects.in_bulk([code for code in found["region_code"] if code])
        found["region_code"] = [str(villages.get(code, code)) for code in found["region_code"]]
    record("organization.changed", stored, by=by, changes=found)
