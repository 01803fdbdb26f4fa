"""The form of an opportunity."""

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sapa.customers.forms.custom import DayField
from sapa.customers.models import Contact, Customer
from sapa.lib.conflicts import VersionField
from sapa.lib.forms import Combobox, LineField, MoneyField
from sapa.lib.text import search_key
from sapa.pipeline.forms.lines import LineRows, read_number
from sapa.pipeline.models import Opportunity
from sapa.pipeline.opening import Line, total
from sapa.pipeline.picks import Picks
from sapa.team.models import Member

PICKED = ("owner", "unit", "source")
TEXTS = ("title", "competitor")


def text_field(name: str, **options: Any) -> forms.CharField:
    """A field for a text column, with its label and its greatest length."""
    column = Opportunity._meta.get_field(name)
    return LineField(**{"label": column.verbose_name, "max_length": column.max_length, "required": False} | options)


def pick_field(name: str) -> forms.TypedChoiceField:
    label = Opportunity._meta.get_field(name).verbose_name
    return forms.TypedChoiceField(label=label, coerce=int, empty_value=None, required=False)


class CustomerField(forms.Field):
    """One of the customers that `member` sees, by number, or by the name typed in full; or the deal's own."""

    member: Member
    current: Customer | None = None
    default_error_messages = {"required": _("Who is it for?")}

    def clean(self, value: Any) -> Customer | None:
        value = super().clean(value)
        text = str(value or "")
        seen = Customer.objects.visible_to(self.member)
        if self.current and text == str(self.current.pk):
            found = [self.current]
        elif text.isascii() and text.isdigit() and len(text) < 19:
            found = list(seen.filter(pk=int(text)))
        else:
            found = list(seen.filter(name_key=search_key(text.removeprefix("?")))[:2])
        if len(found) != 1:
            raise ValidationError(_("Choose a customer from the list, or add the customer first."))
        return found[0]


class OpportunityForm(forms.Form):
    """Everything of an opportunity but its stage. `values()` and `lines` go to the verbs of `opening`."""

    customer = CustomerField(label=_("customer"), widget=Combobox(lambda: reverse("pipeline:customers")))
    contact = pick_field("contact")
    title = text_field("title", help_text=_("Left empty, it is the first product and the customer."))
    pipeline = forms.TypedChoiceField(label=_("pipeline"), coerce=int, empty_value=None, required=False)
    value = MoneyField(label=_("value"), required=False, help_text=_("Left empty, it is the sum of the lines."))
    probability = forms.IntegerField(
        label=_("probability"),
        required=False,
        min_value=0,
        max_value=100,
        widget=forms.NumberInput({"inputmode": "numeric"}),
        help_text=_("In percent. Left empty, it is that of the stage."),
    )
    expected_close = DayField(label=_("expected close"), required=False)
    owner = pick_field("owner")
    unit = pick_field("unit")
    competitor = text_field("competitor")
    source = pick_field("source")
    note = forms.CharField(label=_("note"), required=False, max_length=4000, widget=forms.Textarea({"rows": 3}))
    version = VersionField()
    once = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: Any, *, member: Member, initial: dict[str, Any] | None = None, lines: list[Line] | None = None,
        opportunity: Opportunity | None = None,
    ) -> None:  # fmt: skip
        self.member, self.opportunity, self.picks = member, opportunity, Picks()
        known = _known(opportunity) if opportunity else {"owner": member.pk, "unit": member.unit_id}
        super().__init__(data, initial={"once": uuid4(), **known, **(initial or {})})
        currency = member.organization.currency
        self.fields["customer"].member = member  # type: ignore[attr-defined]
        self.fields["value"].currency = currency  # type: ignore[attr-defined]
        self.rows = LineRows(data, currency=currency, lines=lines or [])
        self._offer_choices(self.picks)

    def _offer_choices(self, picks: Picks) -> None:
        for name in PICKED:
            current = getattr(self.opportunity, f"{name}_id", None)
            self.fields[name].choices = picks.choices(name, current)  # type: ignore[attr-defined]
        if not self.member.may("customers.assign"):
            del self.fields["owner"]  # a new deal is one's own; who leads others gives it away
        pairs = [(pk, pipeline.name) for pk, pipeline in picks.pipelines.items()]
        first = [] if self.opportunity else [("", _("by the customer's market"))]
        self.fields["pipeline"].choices = [*first, *pairs]  # type: ignore[attr-defined]
        chosen = read_number(self["customer"].value())
        customer = self.opportunity.customer if self.opportunity else None
        self.fields["customer"].current = customer  # type: ignore[attr-defined]
        if customer is None or chosen != customer.pk:
            customer = Customer.objects.visible_to(self.member).filter(pk=chosen).first() if chosen else None
        self.fields["customer"].widget.label = lambda _value: customer.name if customer else ""
        people = [(c.pk, c.name) for c in contacts_of(customer)] if customer else []
        self.fields["contact"].choices = [("", _("– choose –")), *people]  # type: ignore[attr-defined]

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.rows.is_valid()])

    @property
    def has_wrong_rows(self) -> bool:
        return self.is_bound and bool(self.rows.errors)

    def say_nothing_yet(self) -> None:
        """Draw everything as it was typed, without judging it."""
        self._errors = ErrorDict()
        self.rows.say_nothing_yet()

    @property
    def lines(self) -> list[Line]:
        return self.rows.lines

    @property
    def sum(self) -> int:
        """What the valid lines come to."""
        return total(self.lines) if self.is_bound else 0

    def values(self) -> dict[str, Any]:
        """The fields for `opening`: rows rather than their numbers, and None where the sum or the stage decides."""
        given = self.cleaned_data
        found: dict[str, Any] = {name: given[name] for name in ("customer", "expected_close", "note", "probability")}
        found |= {name: given[name] for name in TEXTS}
        found |= {f"{name}_id": given[name] for name in PICKED if name in given}
        found["contact_id"] = given["contact"]
        pipelines = self.picks.pipelines
        found["pipeline"] = pipelines.get(given["pipeline"]) or self._pipeline_of(given["customer"])
        same = given["value"] is not None and given["value"] == total(self.lines) and bool(self.lines)
        found["value"] = None if same else given["value"]
        return found

    def _pipeline_of(self, customer: Customer) -> Any:
        """The first pipeline of the customer's market, else the first."""
        if self.opportunity:
            return self.opportunity.pipeline
        pipelines = list(self.picks.pipelines.values())
        return next((one for one in pipelines if one.market == customer.market), pipelines[0] if pipelines else None)


def contacts_of(customer: Customer) -> list[Contact]:
    """The contacts that the form offers."""
    return list(Contact.objects.filter(customer=customer, archived_at__isnull=True)[:100])


def _known(opportunity: Opportunity) -> dict[str, Any]:
    names = ("title", "expected_close", "competitor", "note", "version")
    known = {name: getattr(opportunity, name) for name in names}
    known |= {f"{name}": getattr(opportunity, f"{name}_id") for name in ("customer", "contact", "pipeline", *PICKED)}
    known["value"] = opportunity.value if opportunity.value_by_hand else None
    known["probability"] = opportunity.probability if opportunity.probability_by_hand else None
    return known
