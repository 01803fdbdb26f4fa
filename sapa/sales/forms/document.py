"""What the forms of quotations and orders have in common: for whom, by whom, a voucher, and the lines."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any
from uuid import uuid4

from django import forms
from django.forms.utils import ErrorDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from sapa.customers.models import Contact, Customer
from sapa.lib.conflicts import VersionField
from sapa.lib.forms import Combobox, LineField, WordsField
from sapa.pipeline.forms.lines import read_number
from sapa.pipeline.forms.opportunity import CustomerField, contacts_of
from sapa.pipeline.picks import Picks
from sapa.sales.forms.lines import DocumentRows, voucher_of
from sapa.sales.forms.pricing import Sale, price
from sapa.team.models import BusinessUnit, Member

TOO_LONG = 2000


def pick_field(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, coerce=int, empty_value=None, required=False)


class DocumentForm(forms.Form):
    """A document of a sale that is being written. `rows` are its lines; `values()` and `lines` go to the verbs."""

    customer = CustomerField(label=_("customer"), widget=Combobox(lambda: reverse("pipeline:customers")))
    contact = pick_field(_("contact"))
    voucher = LineField(label=_("voucher code"), required=False, max_length=30)
    unit = pick_field(_("business unit"))
    owner = pick_field(_("salesperson"))
    note = WordsField(
        label=_("note"),
        required=False,
        max_length=TOO_LONG,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("For us: it does not stand on the paper."),
    )
    opportunity = forms.IntegerField(required=False, widget=forms.HiddenInput)
    version = VersionField()
    once = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any, *, member: Member, on: date, initial: dict[str, Any] | None = None, lines: Sequence[Any] = (),
        customer: Customer | None = None,
    ) -> None:  # fmt: skip
        self.member, self.on, self.picks, self.known_customer = member, on, Picks(), customer
        known = {"owner": member.pk, "unit": member.unit_id, "voucher": voucher_of(lines), "once": uuid4()}
        super().__init__(data, initial=known | (initial or {}))
        self.rows = DocumentRows(data, currency=member.organization.currency, lines=lines)
        self.fields["customer"].member = member  # type: ignore[attr-defined]
        self.fields["customer"].current = customer  # type: ignore[attr-defined]
        for name in ("owner", "unit"):  # read where they are drawn or judged
            self.fields[name].choices = partial(self.picks.choices, name, self.initial.get(name))  # type: ignore[attr-defined]
        if not member.may("customers.assign"):
            del self.fields["owner"]  # a new paper is one's own; who leads others gives it away
        found = self.customer_now
        self.fields["customer"].widget.label = lambda _value: found.name if found else ""
        self.fields["contact"].choices = self._people  # type: ignore[attr-defined]

    @cached_property
    def customer_now(self) -> Customer | None:
        """Who stands in the field, judged or not."""
        pk = read_number(self["customer"].value())
        if self.known_customer and pk == self.known_customer.pk:
            return self.known_customer
        return Customer.objects.visible_to(self.member).filter(pk=pk).first() if pk else None

    @cached_property
    def unit_now(self) -> BusinessUnit | None:
        pk = read_number(self["unit"].value())
        return BusinessUnit.objects.filter(pk=pk).first() if pk else None

    def _people(self) -> list[tuple[Any, Any]]:
        found = contacts_of(self.customer_now) if self.customer_now else []
        return [("", _("– choose –")), *((one.pk, one.name) for one in found)]

    @property
    def sale(self) -> Sale:
        return Sale(self.customer_now, self.unit_now, self.on)

    def price(self) -> None:
        """Find out what the rows come to."""
        price(self.rows, self.sale, str(self["voucher"].value() or "").strip())

    def is_valid(self) -> bool:
        self.price()
        good = all([super().is_valid(), self.rows.is_valid()])
        if self.rows.voucher_note:
            self.add_error("voucher", self.rows.voucher_note)
        return good and not self.rows.voucher_note

    @property
    def has_wrong_rows(self) -> bool:
        return self.is_bound and bool(self.rows.errors)

    def say_nothing_yet(self) -> None:
        """Draw everything as it was typed, with what it comes to, and without judging it."""
        self.price()
        self._errors = ErrorDict()
        self.rows.say_nothing_yet()

    def values(self) -> dict[str, Any]:
        """The fields for the verbs, rows rather than their numbers."""
        given = self.cleaned_data
        contact = Contact.objects.filter(pk=given["contact"], customer=given["customer"]).first()
        found = {"customer": given["customer"], "contact": contact, "unit": self.unit_now, "note": given["note"]}
        if "owner" in given:
            found["owner"] = Member.objects.filter(pk=given["owner"]).first() if given["owner"] else None
        return found
