"""The forms of money received: for which invoices, how, and what is given back."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django import forms
from django.core.validators import FileExtensionValidator
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.customers.forms.custom import DayField
from sapa.lib.forms import Combobox, LineField, MoneyField, Segments
from sapa.sales.models import Invoice, Payment
from sapa.sales.sharing_out import Share, share_out

PICTURES = ["jpg", "jpeg", "png", "webp", "heic", "gif"]


class SharesForm(forms.Form):
    """An amount, and the open invoices that it pays, the oldest first."""

    amount = MoneyField(label=_("amount received"), error_messages={"required": _("How much was received?")})
    once = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any, files: Any = None, *, invoices: Sequence[Invoice], ticked: set[int], currency: str,
        initial: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(data, files, initial={"once": uuid4(), **(initial or {})})
        self.invoices = invoices
        for field in self.fields.values():
            if isinstance(field, MoneyField):
                field.currency = currency
        self.ticked = (
            ticked if data is None else {int(pk) for pk in data.getlist("pay") if pk.isascii() and pk.isdigit()}
        )

    def given(self, name: str) -> int | None:
        """An amount as far as it can be read, before anything is judged."""
        field: Any = self.fields[name]
        try:
            value: int | None = field.to_python(self[name].value())
        except forms.ValidationError:
            return None
        return value

    @property
    def amount_now(self) -> int:
        return self.given("amount") or 0

    @property
    def shared(self) -> list[Share]:
        """Each open invoice with what it gets of the amount."""
        return share_out(self.invoices, self.amount_now, self.ticked)

    @property
    def left_over(self) -> int:
        """What pays no invoice: the customer's deposit."""
        return self.amount_now - sum(share.amount for share in self.shared)

    @property
    def shares(self) -> list[tuple[Invoice, int]]:
        return [(share.invoice, share.amount) for share in self.shared if share.amount]

    def clean_amount(self) -> int:
        amount: int = self.cleaned_data["amount"]
        if not amount:
            raise forms.ValidationError(_("How much was received?"))
        return amount


class PaymentForm(SharesForm):
    """Money received. `change` is what is given back of cash."""

    method = forms.ChoiceField(label=_("how"), choices=Payment.Method, widget=Segments, initial=Payment.Method.CASH)
    handed = MoneyField(
        label=_("cash handed over"), required=False, help_text=_("To work out the change to give back.")
    )
    on = DayField(label=_("date"), latest=timezone.localdate)
    reference = LineField(
        label=_("reference"), required=False, max_length=80, help_text=_("The bank's or the QRIS provider's number.")
    )
    paid_by = LineField(label=_("paid by"), required=False, max_length=120)
    purpose = LineField(label=_("for"), required=False, max_length=200)
    proof = forms.FileField(
        label=_("photo of the proof"),
        required=False,
        validators=[FileExtensionValidator(PICTURES)],
        widget=forms.ClearableFileInput({"accept": "image/*", "capture": "environment", "class": "file-input"}),
    )

    @property
    def method_now(self) -> str:
        return self["method"].value() or Payment.Method.CASH

    @property
    def change(self) -> int:
        """Minor units to give back; 0 where no cash was handed over."""
        handed = self.given("handed") or 0
        return max(handed - self.amount_now, 0) if self.method_now == Payment.Method.CASH else 0

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        handed, amount = given.get("handed"), given.get("amount")
        if given.get("method") == Payment.Method.CASH and handed and amount and handed < amount:
            self.add_error("handed", _("That is less than the amount received."))
        return given


class RefundForm(forms.Form):
    """What is given back of a payment that pays no invoice, and why."""

    once = forms.UUIDField(required=False, widget=forms.HiddenInput)
    amount = MoneyField(label=_("amount paid back"))
    reason = LineField(label=_("reason"), max_length=200)

    def __init__(self, data: Any, *, most: int, currency: str) -> None:
        super().__init__(data, initial={"once": uuid4(), "amount": most})
        self.most = most
        self.fields["amount"].currency = currency  # type: ignore[attr-defined]

    def clean_amount(self) -> int:
        amount: int = self.cleaned_data["amount"]
        if not 0 < amount <= self.most:
            raise forms.ValidationError(_("Less than this is left of the payment."))
        return amount


class CustomerCreditForm(forms.Form):
    """What a customer may owe, and how long they have."""

    limit = MoneyField(label=_("credit limit"), required=False, help_text=_("Empty: without a limit."))
    terms_days = forms.IntegerField(
        label=_("terms of payment (days)"),
        required=False,
        min_value=0,
        max_value=365,
        widget=forms.NumberInput({"inputmode": "numeric"}),
        help_text=_("Empty: as usual. 0 is cash on delivery."),
    )
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, currency: str, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.fields["limit"].currency = currency  # type: ignore[attr-defined]


class PeriodForm(forms.Form):
    """From a day until a day, both included."""

    since = DayField(label=_("From"))
    until = DayField(label=_("Until"))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            self.add_error("until", _("This day is before the first one."))
        return given


class WhoseForm(forms.Form):
    """Sent by GET: whose money it is."""

    customer = forms.CharField(label=_("customer"), widget=Combobox(lambda: reverse("pipeline:customers")))
