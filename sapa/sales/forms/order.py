"""The form of an order on its own, and the small ones of what happens to orders and deliveries."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.customers.forms.custom import DayField
from sapa.lib.forms import LineField
from sapa.pipeline.models import Opportunity
from sapa.sales.crediting_customers import terms_of
from sapa.sales.forms.document import DocumentForm
from sapa.sales.lines import settings_of


class OrderForm(DocumentForm):
    """An order that is being written. `values()` and `lines` go to `ordering.order`."""

    terms_days = forms.IntegerField(
        label=_("terms of payment (days)"),
        min_value=0,
        max_value=365,
        required=False,
        widget=forms.NumberInput({"inputmode": "numeric"}),
        help_text=_("Empty: as usual. 0 is cash on delivery."),
    )
    deliver_on = DayField(label=_("deliver on"), required=False, earliest=timezone.localdate)

    @property
    def lines(self) -> list[Any]:
        return self.rows.wanted

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        terms = given["terms_days"]
        if terms is None:
            terms = terms_of(given["customer"], settings_of().terms_days)
        return super().values() | {"terms_days": terms, "deliver_on": given["deliver_on"]}

    def deal(self) -> Opportunity | None:
        """The opportunity that it came from, if the member sees it and it is this customer's."""
        pk, customer = self.cleaned_data["opportunity"], self.cleaned_data["customer"]
        rows = Opportunity.objects.visible_to(self.member).filter(customer=customer)
        return rows.select_related("pipeline", "stage", "customer").filter(pk=pk).first() if pk else None


class WhyForm(forms.Form):
    """Why a document is cancelled or closed: it stands on the document from then on."""

    reason = LineField(label=_("reason"), max_length=200)


class SignatureForm(forms.Form):
    """Who received the goods. `drawing` is the picture of a signature, as the page's canvas gives it."""

    name = LineField(label=_("received by"), max_length=120)
    note = LineField(
        label=_("remark"), required=False, max_length=200, help_text=_("Such as what was missing or broken.")
    )
    drawing = forms.CharField(required=False, max_length=400_000, widget=forms.HiddenInput)
