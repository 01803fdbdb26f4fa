"""Who brought a customer: a friend, a neighbour, whoever is a customer already."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sapa.customers.models import Customer
from sapa.lib.forms import Combobox
from sapa.lib.numbers import row_id
from sapa.lib.text import search_key
from sapa.team.models import Member


class IntroducedField(forms.Field):
    """The customer who brought this one, found by typing; a Customer or None. Set `member`, and `current` if known.

    Who is known to have brought them stays, also where this member does not see that customer.
    """

    member: Member
    current: Customer | None = None

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=Combobox(lambda: reverse("customers:options")), **options)

    def prepare(self, member: Member, current: Customer | None = None) -> None:
        """For whom, and of whom, the field is drawn."""
        widget: Any = self.widget
        self.member, self.current, widget.label = member, current, self._label

    def to_python(self, value: Any) -> Customer | None:
        if value in self.empty_values:
            return None
        text = str(value)
        if self.current and text in {str(self.current.pk), f"?{name_seen(self.current, self.member)}"}:
            return self.current
        seen = Customer.objects.visible_to(self.member)
        if text.startswith("?"):
            found = list(seen.filter(name_key=search_key(text[1:]))[:2])
        else:
            found = list(seen.filter(pk=row_id(text)))
        if len(found) != 1:
            raise ValidationError(_("Choose a customer from the list."))
        return found[0]

    def _label(self, value: Any) -> str:
        if self.current and str(value) == str(self.current.pk):
            return name_seen(self.current, self.member)
        return str(Customer.objects.visible_to(self.member).filter(pk=row_id(str(value))).first() or "")


def name_seen(customer: Customer, member: Member) -> str:
    """A customer's name for whoever sees them; for others that a colleague has them."""
    return customer.name if member.sees(customer) else str(_("a customer of a colleague"))
