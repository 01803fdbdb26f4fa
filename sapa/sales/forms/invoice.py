"""The forms of invoices, down payments and credit notes."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from sapa.lib.forms import LineField, MoneyField, WordsField
from sapa.lib.money import multiply
from sapa.sales.forms.quantities import QuantitiesForm, Row
from sapa.sales.forms.row import DiscountField
from sapa.sales.models import InvoiceLine

MOST_DAYS = 365


def terms_field() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("terms of payment (days)"),
        min_value=0,
        max_value=MOST_DAYS,
        widget=forms.NumberInput({"inputmode": "numeric"}),
        help_text=_("0 is to be paid at once."),
    )


class InvoiceForm(QuantitiesForm):
    """How much of each line of an order is invoiced now."""

    terms_days = terms_field()
    note = WordsField(label=_("note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2}))


class DownPaymentForm(forms.Form):
    """An amount, or a share of the order in percent, to be paid before the goods."""

    once = forms.UUIDField(required=False, widget=forms.HiddenInput)
    amount = DiscountField(
        label=_("down payment"),
        help_text=_("An amount, or percent of the order: 500.000 or 30%"),
        error_messages={"required": _("How much is paid down?")},
    )
    terms_days = terms_field()

    def __init__(self, data: Any, *, currency: str, total: int, most: int) -> None:
        super().__init__(data, initial={"once": uuid4(), "terms_days": 0})
        self.total, self.most = total, most
        self.fields["amount"].currency = currency  # type: ignore[attr-defined]
        self.fields["amount"].widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean_amount(self) -> int:
        """Minor units, tax in it."""
        given = self.cleaned_data["amount"]
        amount = multiply(self.total, given / 100) if isinstance(given, Decimal) else given
        if not amount:
            raise forms.ValidationError(_("How much is paid down?"))
        if amount > self.most:
            raise forms.ValidationError(_("That is more than what is left to invoice."))
        return int(amount)


class CreditForm(QuantitiesForm):
    """How much of each line of an invoice is credited, by its quantity or by an amount."""

    nothing = _("Write at least one quantity or amount.")
    reason = LineField(label=_("reason"), max_length=200)

    def __init__(
        self, data: Any, *, lines: Sequence[tuple[InvoiceLine, int]], currency: str,
        usual: dict[int, Decimal], initial: dict[str, Any],
    ) -> None:  # fmt: skip
        rows = [_row(line, usual.get(line.pk, Decimal(0))) for line, _left in lines]
        super().__init__(data, rows=rows, initial=initial)
        self.left = {line.pk: left for line, left in lines}
        for line, _left in lines:
            field = MoneyField(label=_("amount off"), required=False)
            field.currency = currency
            self.fields[f"amount-{line.pk}"] = field

    @property
    def both(self) -> list[tuple[Row, Any, Any]]:
        return [(row, field, self[f"amount-{row.pk}"]) for row, field in self.lines]

    @property
    def amounts(self) -> dict[int, int]:
        given = {pk: self.cleaned_data.get(f"amount-{pk}") for pk in self.left}
        return {pk: amount for pk, amount in given.items() if amount}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.amounts:
            self.errors.pop("__all__", None)
        for pk, amount in self.amounts.items():
            if amount > self.left[pk]:
                self.add_error(f"amount-{pk}", _("That is more than what is left of this line."))
            if pk in self.quantities:
                self.add_error(f"amount-{pk}", _("A quantity or an amount, not both."))
        return given


def _row(line: InvoiceLine, usual: Decimal) -> Row:
    return Row(line.pk, str(line), line.measure, line.quantity - line.credited_quantity, usual, line.quantity)
