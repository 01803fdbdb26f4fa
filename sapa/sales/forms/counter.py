"""The form of a sale over the counter: lines, perhaps a customer, and the money."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sapa.customers.models import Customer
from sapa.lib.forms import Combobox, LineField, MoneyField, Segments
from sapa.pipeline.forms.opportunity import CustomerField
from sapa.sales.forms.document import DocumentForm
from sapa.sales.models import Payment


class PerhapsCustomerField(CustomerField):
    """A customer, or None where nobody was asked for a name."""

    def clean(self, value: Any) -> Customer | None:
        return super().clean(value) if value not in (None, "", "?") else None


class CounterForm(DocumentForm):
    """Without a customer it is somebody who says no name, and pays all of it."""

    customer = PerhapsCustomerField(
        label=_("customer"),
        required=False,
        widget=Combobox(lambda: reverse("pipeline:customers"), placeholder=_("Nobody’s name is needed")),
    )
    method = forms.ChoiceField(label=_("how"), choices=Payment.Method, widget=Segments, initial=Payment.Method.CASH)
    paid = MoneyField(
        label=_("amount received"), required=False, help_text=_("Empty: all of it. Less than all is owed.")
    )
    handed = MoneyField(
        label=_("cash handed over"), required=False, help_text=_("To work out the change to give back.")
    )
    reference = LineField(label=_("reference"), required=False, max_length=80)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("paid", "handed"):
            self.fields[name].currency = self.member.organization.currency  # type: ignore[attr-defined]

    @property
    def total(self) -> int:
        """What the rows come to now, tax in it."""
        return int(self.rows.totals.get("total", 0))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("paid") and given["paid"] > self.total:
            self.add_error("paid", _("That is more than it costs. Write what was handed over below."))
        due = self.total if given.get("paid") is None else given["paid"]
        if given.get("method") == Payment.Method.CASH and given.get("handed") and given["handed"] < due:
            self.add_error("handed", _("That is less than the amount received."))
        return given
