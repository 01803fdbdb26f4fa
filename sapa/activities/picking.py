"""The fields by which a form names a customer, one of their people, and when."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sapa.customers.models import Contact, Customer
from sapa.lib.dates import DAYS
from sapa.lib.forms import Combobox
from sapa.lib.numbers import is_english, row_id
from sapa.lib.text import search_key
from sapa.team.models import Member


class CustomerField(forms.Field):
    """One of the customers that `member` sees, by number, or by the name typed in full. None where empty."""

    member: Member

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=Combobox(lambda: reverse("activities:customers")), **options)

    def offer(self, member: Member) -> None:
        """Let this member choose among those that they see."""
        self.member = member
        self.widget.label = self._label

    def clean(self, value: Any) -> Customer | None:
        text = str(super().clean(value) or "")
        if not text:
            return None
        seen = Customer.objects.visible_to(self.member)
        named = text.startswith("?")
        found = list(seen.filter(name_key=search_key(text[1:]))[:2] if named else seen.filter(pk=row_id(text)))
        if len(found) != 1:
            raise ValidationError(_("Choose a customer from the list, or add the customer first."))
        return found[0]

    def _label(self, value: Any) -> str:
        customer = Customer.objects.visible_to(self.member).filter(pk=row_id(str(value))).first()
        return customer.name if customer else ""


def contact_field(customer: Customer | None, chosen: Contact | None = None) -> forms.ModelChoiceField | None:
    """Whom at the customer, where the customer is an organisation."""
    if customer is None or customer.kind != Customer.Kind.ORGANIZATION:
        return None
    rows = Contact.objects.filter(customer=customer)
    known = rows.filter(archived_at__isnull=True) | rows.filter(pk=chosen.pk if chosen else 0)
    return forms.ModelChoiceField(label=_("Contact"), queryset=known, required=False, empty_label=_("– choose –"))


@dataclass(frozen=True)
class Quick:
    """A button that fills in a day."""

    name: str | Promise
    day: date


def quick_days(today: date) -> list[Quick]:
    """Today, tomorrow, the next Monday and this day of next week."""
    monday = today + timedelta(days=7 - today.weekday())
    days = [Quick(_("Today"), today), Quick(_("Tomorrow"), today + timedelta(days=1))]
    days.append(Quick(DAYS["en" if is_english(get_language()) else "id"][0], monday))
    return [*days, Quick(_("Next week"), today + timedelta(days=7))]
