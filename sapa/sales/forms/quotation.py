"""The form of a quotation, and the small ones of what happens to it."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sapa.customers.forms.custom import DayField
from sapa.lib.forms import LineField, WordsField
from sapa.pipeline.models import Opportunity
from sapa.sales.forms.document import TOO_LONG, DocumentForm
from sapa.sales.lines import settings_of
from sapa.sales.models import Quotation

LONGEST_TERMS = 365


class QuotationForm(DocumentForm):
    """A quotation that is being written. `values()` and `lines` go to the verbs of `quoting`."""

    valid_until = DayField(label=_("valid until"))
    terms_days = forms.IntegerField(
        label=_("terms of payment (days)"),
        min_value=0,
        max_value=LONGEST_TERMS,
        required=False,
        widget=forms.NumberInput({"inputmode": "numeric"}),
        help_text=_("Empty: as usual. 0 is cash on delivery."),
    )
    terms = WordsField(
        label=_("terms"),
        required=False,
        max_length=TOO_LONG,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("They stand on the paper."),
    )

    @property
    def lines(self) -> list[Any]:
        return self.rows.wanted

    def values(self) -> dict[str, Any]:
        given = self.cleaned_data
        return super().values() | {name: given[name] for name in ("valid_until", "terms", "terms_days")}

    def deal(self) -> Opportunity | None:
        """The opportunity that it came from, if the member sees it and it is this customer's."""
        pk, customer = self.cleaned_data["opportunity"], self.cleaned_data["customer"]
        rows = Opportunity.objects.visible_to(self.member).filter(customer=customer)
        return rows.select_related("pipeline", "stage", "customer").filter(pk=pk).first() if pk else None


def usual(on: Any) -> dict[str, Any]:
    """What a new quotation says unless told otherwise. Terms of payment follow the customer."""
    settings = settings_of()
    return {
        "valid_until": on + timedelta(days=settings.valid_days),
        "terms": settings.quotation_notes,
    }


def of_opportunity(deal: Opportunity) -> dict[str, Any]:
    """What a quotation takes along from its opportunity, besides the lines."""
    carried = {"opportunity": deal.pk, "customer": deal.customer_id, "contact": deal.contact_id}
    return carried | {"unit": deal.unit_id, "owner": deal.owner_id}


def of_quotation(quotation: Quotation) -> dict[str, Any]:
    """A quotation as its form shows it."""
    names = ("valid_until", "terms_days", "terms", "note", "version")
    known = {name: getattr(quotation, name) for name in names}
    picked = ("customer", "contact", "unit", "owner", "opportunity")
    return known | {name: getattr(quotation, f"{name}_id") for name in picked}


class ReasonForm(forms.Form):
    """Why a document is cancelled, or a quotation refused."""

    reason = LineField(label=_("reason"), max_length=200)


class AcceptForm(forms.Form):
    """Who said yes."""

    name = LineField(label=_("accepted by"), max_length=120)

    def __init__(self, data: Any, *, quotation: Quotation) -> None:
        who = quotation.contact.name if quotation.contact else quotation.customer.name
        super().__init__(data, initial={"name": who})
