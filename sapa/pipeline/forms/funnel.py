"""The short forms of the funnel: a talk, what we can serve, a deal, a step back, not now."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.activities.models import Interaction, Outcome, TouchPoint
from sapa.customers.forms.custom import DayField
from sapa.customers.models import Customer
from sapa.lib.forms import LineField, MoneyField, Segments
from sapa.lib.numbers import row_id
from sapa.lib.text import tidy
from sapa.pipeline.finding_out import LENGTH
from sapa.pipeline.forms.lines import LineRows
from sapa.pipeline.models import Finding
from sapa.pipeline.opening import Line
from sapa.pipeline.picks import Picks
from sapa.team.models import Member

MOST = 20  # findings of one kind in one go
TRY_AGAIN = timedelta(days=30)
SPOKEN = (TouchPoint.PHONE, TouchPoint.WHATSAPP, TouchPoint.VISIT, TouchPoint.STORE, TouchPoint.EVENT, TouchPoint.EMAIL)
REACHED = (Outcome.TALKED, Outcome.INTERESTED, Outcome.CALL_BACK, Outcome.NOT_INTERESTED, Outcome.ORDERED)
ASKED = {
    Finding.Kind.NEED: _("Needs to meet"),
    Finding.Kind.PROBLEM: _("Problems to solve"),
    Finding.Kind.HOPE: _("Hopes to fulfil"),
    Finding.Kind.TREND: _("Trends to answer"),
}


class LinesField(forms.CharField):
    """Several texts, each on a line of its own: a list of them."""

    widget = forms.Textarea

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"max_length": MOST * (LENGTH + 2), "required": False, **options})
        self.widget.attrs |= {"rows": 2}

    def clean(self, value: Any) -> list[str]:
        lines = [text for line in (super().clean(value) or "").splitlines() if (text := tidy(line))]
        if len(lines) > MOST:
            raise ValidationError(_("These are very many lines. Write down the most important ones."))
        if any(len(line) > LENGTH for line in lines):
            raise ValidationError(_("A line has %(number)d letters at the most.") % {"number": LENGTH})
        return lines


class ContactForm(forms.Form):
    """The talk that made a prospect a contact, and what was found out in it."""

    touch_point = forms.ChoiceField(
        label=_("Touch point"), choices=[(one.value, one.label) for one in SPOKEN], widget=Segments, initial="phone"
    )
    direction = forms.ChoiceField(
        label=_("Direction"), choices=Interaction.Direction.choices, widget=Segments, initial="out"
    )
    outcome = forms.ChoiceField(
        label=_("What came of it?"), choices=[(one.value, one.label) for one in REACHED], initial="talked"
    )
    need = LinesField(label=ASKED[Finding.Kind.NEED])
    problem = LinesField(label=ASKED[Finding.Kind.PROBLEM])
    hope = LinesField(label=ASKED[Finding.Kind.HOPE])
    trend = LinesField(label=ASKED[Finding.Kind.TREND])
    note = forms.CharField(
        label=_("What was said?"), max_length=4000, required=False, widget=forms.Textarea({"rows": 2})
    )
    once = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)

    @property
    def kinds(self) -> list[Any]:
        """The four fields of what was found out."""
        return [self[kind] for kind in Finding.Kind.values]

    @property
    def findings(self) -> list[tuple[str, str]]:
        return [(kind, text) for kind in Finding.Kind.values for text in self.cleaned_data[kind]]


class FindingsPicked(forms.ModelMultipleChoiceField):
    """Some of the findings. What cannot be the id of a row is refused here: SQLite fails at one of thirty digits."""

    def clean(self, value: Any) -> Any:
        wrong = next((one for one in value or [] if row_id(str(one)) is None), None)
        if wrong is not None:
            raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": wrong})
        return super().clean(value)


class OpportunityForm(forms.Form):
    """A deal with an account: the short form. What it leaves open, the deal's own form asks."""

    title = LineField(label=_("title"), max_length=160, required=False)
    value = MoneyField(label=_("value"), required=False, help_text=_("Left empty, it is the sum of the lines."))
    probability = forms.IntegerField(
        label=_("probability"), required=False, min_value=0, max_value=100,
        widget=forms.NumberInput({"inputmode": "numeric"}),
        help_text=_("In percent. Left empty, it is that of the stage."),
    )  # fmt: skip
    expected_close = DayField(label=_("expected close"), required=False)
    pipeline = forms.TypedChoiceField(label=_("pipeline"), coerce=int)
    findings = FindingsPicked(
        label=_("What goes along"), queryset=Finding.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    once = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)

    def __init__(self, data: Any, *, customer: Customer, member: Member) -> None:
        self.picks = Picks()
        open_findings = Finding.objects.filter(customer=customer, met_at__isnull=True).select_related("product")
        served = [one for one in open_findings.order_by("at", "pk") if one.answer == Finding.Answer.YES]
        pipelines = list(self.picks.pipelines.values())
        first = next((one for one in pipelines if one.market == customer.market), pipelines[0] if pipelines else None)
        initial = {"findings": [one.pk for one in served], "pipeline": first.pk if first else None,
                   "title": _title(served, customer)}  # fmt: skip
        super().__init__(data, initial=initial)
        self.fields["findings"].queryset = open_findings.order_by("at", "pk")  # type: ignore[attr-defined]
        self.fields["pipeline"].choices = [(one.pk, one.name) for one in pipelines]  # type: ignore[attr-defined]
        currency = member.organization.currency
        self.fields["value"].currency = currency  # type: ignore[attr-defined]
        products = {one.product_id: one.product for one in served if one.product}
        lines = [Line(product, "", 1, product.price) for product in products.values()]
        self.rows = LineRows(data, currency=currency, lines=lines)

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.rows.is_valid()])

    @property
    def has_wrong_rows(self) -> bool:
        return self.is_bound and bool(self.rows.errors)

    @property
    def sum(self) -> int:
        return sum(line.amount for line in self.rows.lines) if self.is_bound else 0

    def values(self) -> dict[str, Any]:
        """For `funnel.make_opportunity`."""
        given = dict(self.cleaned_data)
        given["uuid"] = given.pop("once") or uuid4()
        given["pipeline"] = self.picks.pipelines[given["pipeline"]]
        given["findings"] = list(given["findings"])
        return given | {"lines": self.rows.lines}


def _title(served: list[Finding], customer: Customer) -> str:
    """ "Nasi kotak · Bu Ani": the first product that we can serve them with."""
    name = next((one.product.name for one in served if one.product), "")
    return f"{name} · {customer}"[:160] if name else ""


class StepBackForm(forms.Form):
    reason = LineField(label=_("Why?"), max_length=200, required=False)


class AsideForm(forms.Form):
    """Not now: why, and when to try again."""

    reason = LineField(label=_("Why?"), max_length=200)
    try_again_on = DayField(label=_("Try again on"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data, initial={"try_again_on": timezone.localdate() + TRY_AGAIN})

    def clean_try_again_on(self) -> Any:
        day = self.cleaned_data["try_again_on"]
        if day and day <= timezone.localdate():
            raise ValidationError(_("Choose a day that is still to come."))
        return day
