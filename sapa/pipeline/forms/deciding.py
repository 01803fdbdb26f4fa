"""The small forms of an opportunity's page: moving, winning, losing, qualifying, offering."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.customers.forms.custom import DayField
from sapa.customers.models import Contact
from sapa.lib.conflicts import VersionField
from sapa.lib.forms import LineField, MoneyField, Segments
from sapa.pipeline.closing import FollowUp
from sapa.pipeline.models import LostReason, Offer, Opportunity, Qualification
from sapa.team.models import Member

FOLLOW_UP_DAYS = 30


class DecidedForm(forms.Form):
    """When it was decided: not before the deal was opened."""

    opportunity: Opportunity

    def clean_on(self) -> date | None:
        on: date | None = self.cleaned_data["on"]
        if on and on < self.opportunity.opened_on:
            raise ValidationError(_("It was opened later than that."))
        return on


class WinForm(DecidedForm):
    """Won, at which value and on which day."""

    value = MoneyField(label=_("What was it sold for?"), required=False)  # left empty: for what was asked
    on = DayField(label=_("When was it decided?"), required=False, latest=timezone.localdate)
    version = VersionField()

    def __init__(self, data: Any, *, opportunity: Opportunity, currency: str) -> None:
        initial = {"value": opportunity.value, "on": timezone.localdate(), "version": opportunity.version}
        super().__init__(data, initial=initial)
        self.opportunity = opportunity
        self.fields["value"].currency = currency  # type: ignore[attr-defined]


class LoseForm(DecidedForm):
    """Lost: why, to whom, and what is to be done about it."""

    reason = forms.ModelChoiceField(label=_("Why was it lost?"), queryset=LostReason.objects.none(), empty_label=None,
                                    widget=forms.RadioSelect)  # fmt: skip
    competitor = LineField(label=_("Who got it?"), required=False, max_length=80)
    note = forms.CharField(
        label=_("What happened?"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2})
    )
    on = DayField(label=_("When was it decided?"), required=False, latest=timezone.localdate)
    task = LineField(
        label=_("What is to be done about it?"),
        required=False,
        max_length=160,
        help_text=_("It becomes a task, such as: ask again after the harvest."),
    )
    due_on = DayField(label=_("Until when?"), required=False, earliest=timezone.localdate)
    version = VersionField()

    def __init__(self, data: Any, *, opportunity: Opportunity, member: Member) -> None:
        today = timezone.localdate()
        self.member, self.opportunity = member, opportunity
        initial = {"competitor": opportunity.competitor, "on": today, "version": opportunity.version,
                   "due_on": today + timedelta(days=FOLLOW_UP_DAYS)}  # fmt: skip
        super().__init__(data, initial=initial)
        reasons = LostReason.objects.filter(archived_at__isnull=True)
        self.fields["reason"].queryset = reasons  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("task") and not given.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Until when is it to be done?"))
        return given

    @property
    def follow_up(self) -> FollowUp | None:
        """The task, for whoever loses the deal."""
        title, due_on = self.cleaned_data["task"], self.cleaned_data["due_on"]
        return FollowUp(title, due_on, self.member) if title else None


class QualificationForm(forms.Form):
    """Three of the four questions; the catalogue answers the fourth."""

    need = forms.ChoiceField(label=_("Is there a need?"), choices=Qualification.Answer.choices, widget=Segments)
    need_note = forms.CharField(label=_("What do they need?"), required=False, max_length=200)
    budget = forms.ChoiceField(label=_("Is there a budget?"), choices=Qualification.Answer.choices, widget=Segments)
    budget_amount = MoneyField(label=_("How much?"), required=False)
    authority = forms.ChoiceField(
        label=_("Is there someone who decides?"), choices=Qualification.Answer.choices, widget=Segments
    )
    decider = forms.ModelChoiceField(
        label=_("Which contact decides?"), queryset=Contact.objects.none(), required=False, empty_label=_("– choose –")
    )
    decider_name = forms.CharField(label=_("Or who else?"), required=False, max_length=120)

    def __init__(self, data: Any, *, opportunity: Opportunity, known: Qualification | None, currency: str) -> None:
        unknown = dict.fromkeys(("need", "budget", "authority"), Qualification.Answer.UNKNOWN)
        initial = {name: getattr(known, name) for name in self.base_fields} if known else unknown
        super().__init__(data, initial=initial)
        self.fields["budget_amount"].currency = currency  # type: ignore[attr-defined]
        people = Contact.objects.filter(customer_id=opportunity.customer_id, archived_at__isnull=True)
        self.fields["decider"].queryset = people  # type: ignore[attr-defined]


class OfferForm(forms.Form):
    """An offer of ours or theirs."""

    side = forms.ChoiceField(label=_("Whose?"), choices=Offer.Side.choices, widget=Segments, initial=Offer.Side.OURS)
    amount = MoneyField(label=_("amount"))
    note = forms.CharField(label=_("terms"), required=False, max_length=200)
    once = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, currency: str) -> None:
        super().__init__(data, initial={"once": uuid4()})
        self.fields["amount"].currency = currency  # type: ignore[attr-defined]


def decided_on(form: forms.Form) -> date:
    """The day of the decision; today, where it was left empty."""
    return form.cleaned_data["on"] or timezone.localdate()
