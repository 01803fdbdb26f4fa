"""Writing down what was said, and planning what is next."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from sapa.activities.models import Activity, Interaction, Outcome, TouchPoint
from sapa.activities.picking import CustomerField, Quick, contact_field, quick_days
from sapa.activities.planning import Plan
from sapa.activities.writing import TOO_LATE, ends_after_midnight
from sapa.customers.forms.custom import DayField
from sapa.customers.models import Customer
from sapa.lib.conflicts import VersionField
from sapa.lib.forms import LineField, Segments, WordsField
from sapa.lib.numbers import row_id
from sapa.lib.text import tidy
from sapa.team.models import Member

SPOKEN = (TouchPoint.PHONE, TouchPoint.WHATSAPP, TouchPoint.VISIT, TouchPoint.STORE, TouchPoint.EMAIL, TouchPoint.EVENT)
POINTS = [(one.value, one.label) for one in SPOKEN]
ANY_POINT = [*POINTS, *((one.value, one.label) for one in TouchPoint if one not in SPOKEN)]
OUTCOMES = {
    Outcome.TALKED: "message-circle",
    Outcome.NO_ANSWER: "phone-missed",
    Outcome.CALL_BACK: "phone-forwarded",
    Outcome.INTERESTED: "thumbs-up",
    Outcome.NOT_INTERESTED: "thumbs-down",
    Outcome.ORDERED: "shopping-basket",
    Outcome.COMPLAINED: "frown",
    Outcome.WRONG_NUMBER: "circle-x",
}
LONGEST_DAY = 12 * 60


class ScoreField(forms.TypedChoiceField):
    """How satisfied they say they are, by a tap: 1 to 5, or None where nobody asked."""

    def __init__(self) -> None:
        super().__init__(
            label=_("How satisfied are they, from 1 to 5?"),
            choices=[(score, str(score)) for score in range(1, 6)],
            coerce=int,
            empty_value=None,
            required=False,
            widget=Segments({"class": "score"}),
            help_text=_("1 is not at all, 5 very. Ask, do not guess; if they complain, 1 or 2 will be right."),
        )


class NoteForm(forms.Form):
    """What was said, through which touch point, who reached whom, and what came of it."""

    note = WordsField(label=_("What was said?"), max_length=4000, widget=forms.Textarea({"rows": 4, "autofocus": True}))
    touch_point = forms.ChoiceField(label=_("Touch point"), choices=ANY_POINT, widget=Segments, initial="phone")
    direction = forms.ChoiceField(
        label=_("Direction"), choices=Interaction.Direction.choices, widget=Segments, initial="out"
    )
    purpose = forms.ChoiceField(
        label=_("Aim"), choices=Interaction.Purpose.choices, widget=Segments, initial="relationship", required=False
    )
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices, widget=Segments, required=False)
    satisfaction = ScoreField()
    once = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)

    def __init__(self, data: Any = None, *, customer: Customer | None = None, **options: Any) -> None:
        super().__init__(data, **options)
        if field := contact_field(customer):
            self.fields["contact"] = field

    def clean_purpose(self) -> str:
        return self.cleaned_data["purpose"] or Interaction.Purpose.RELATIONSHIP


class LogForm(NoteForm):
    """What came of a call that has just happened: a tap on an outcome sends it."""

    touch_point = forms.ChoiceField(label=_("Touch point"), choices=POINTS, widget=Segments, initial="phone")
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices)
    note = WordsField(label=_("Note"), max_length=4000, required=False, widget=forms.Textarea({"rows": 2}))

    @property
    def outcomes(self) -> list[tuple[str, Any, str]]:
        """Value, words and icon of each button."""
        return [(one.value, one.label, OUTCOMES[one]) for one in Outcome]


class PlanForm(forms.Form):
    """Something to do by a day, and why. Who may give work to others is asked for whom."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Activity.Kind.choices, widget=Segments, initial="task")
    title = LineField(label=_("What is to be done?"), max_length=160, widget=forms.TextInput({"autofocus": True}))
    customer = CustomerField(label=_("Customer"), required=False)
    due_on = DayField(label=_("Due"))
    starts_at = forms.TimeField(label=_("Time"), required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=5, max_value=LONGEST_DAY)
    purpose = WordsField(
        label=_("Why, and what we know"), max_length=4000, required=False, widget=forms.Textarea({"rows": 2})
    )
    aim = forms.ChoiceField(
        label=_("Aim"), choices=Interaction.Purpose.choices, widget=Segments, initial="relationship", required=False
    )
    touch_point = forms.ChoiceField(label=_("Touch point"), choices=[("", _("– choose –")), *ANY_POINT], required=False)
    contact = forms.CharField(required=False)
    assigned_to = forms.ModelChoiceField(
        label=_("By whom"), queryset=Member.objects.none(), required=False, empty_label=None
    )
    once = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)
    version = VersionField()

    def __init__(
        self,
        data: Any = None,
        *,
        member: Member,
        customer: Customer | None = None,
        activity: Activity | None = None,
        asks_customer: bool = False,
        **options: Any,
    ) -> None:
        known = _known(activity) if activity else {"due_on": timezone.localdate() + timedelta(days=1)}
        known = {"assigned_to": member.pk, **known, **options.pop("initial", {})}
        super().__init__(data, initial=known, **options)
        self.stood_on = activity.due_on if activity else None
        self.fields["customer"].offer(member)  # type: ignore[attr-defined]
        if not asks_customer:
            del self.fields["customer"]
        if field := contact_field(customer, activity.contact if activity else None):
            self.fields["contact"] = field
        else:
            del self.fields["contact"]
        if member.may("customers.assign") and (activity is None or activity.assigned_to.is_at_work):
            self.fields["assigned_to"].queryset = Member.objects.at_work()  # type: ignore[attr-defined]
        else:
            del self.fields["assigned_to"]
        if activity is None:
            del self.fields["version"]

    @property
    def quick_days(self) -> list[Quick]:
        return quick_days(timezone.localdate())

    def clean_due_on(self) -> date:
        """Nothing is planned for a day that is over; what is late already may stay so."""
        day: date = self.cleaned_data["due_on"]
        if day < timezone.localdate() and day != self.stood_on:
            raise forms.ValidationError(_("This day is past. Plan for today or later; what has been done, log it."))
        return day

    def clean_aim(self) -> str:
        return self.cleaned_data["aim"] or Interaction.Purpose.RELATIONSHIP

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if ends_after_midnight(given.get("starts_at"), given.get("minutes")):
            self.add_error("minutes", TOO_LATE)
        return given

    @cached_property
    def values(self) -> dict[str, Any]:
        """What was given, for the verbs `plan` and `change`: without the form's own fields."""
        own = {"once", "version"} | ({"assigned_to"} if self.cleaned_data.get("assigned_to") is None else set())
        return {name: value for name, value in self.cleaned_data.items() if name not in own}


class NextForm(PlanForm):
    """The following one, in the form of what was done: planned where it has a title."""

    def plan(self) -> Plan:
        return Plan(uuid=self.cleaned_data["once"], **self.values)


class DoneForm(forms.Form):
    """What came of it. A single tap sends none of this."""

    result = WordsField(
        label=_("What came of it?"),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 3, "autofocus": True}),
    )
    outcome = forms.ChoiceField(label=_("Outcome"), choices=Outcome.choices, widget=Segments, required=False)
    touch_point = forms.ChoiceField(label=_("Touch point"), choices=POINTS, widget=Segments, required=False)
    satisfaction = ScoreField()

    def __init__(self, data: Any = None, *, activity: Activity) -> None:
        super().__init__(data, initial={"touch_point": activity.touch_point})
        if activity.kind == Activity.Kind.TASK or activity.customer_id is None:
            del self.fields["outcome"], self.fields["touch_point"], self.fields["satisfaction"]
        elif activity.touch_point and activity.touch_point not in SPOKEN:
            self.fields["touch_point"].choices = ANY_POINT  # type: ignore[attr-defined]


class PostponeForm(forms.Form):
    """To a later day, and why."""

    to = DayField(label=_("To"))
    reason = LineField(label=_("Why?"), max_length=200, widget=forms.TextInput({"list": "reasons"}))
    reasons = (_("Not at home"), _("They asked for another day"), _("No time"), _("The weather"))

    def __init__(self, data: Any = None, *, activity: Activity) -> None:
        self.after = max(activity.due_on, timezone.localdate() - timedelta(days=1))
        super().__init__(data, initial={"to": self.after + timedelta(days=1)})
        self.due_on = activity.due_on

    @property
    def quick_days(self) -> list[Quick]:
        return [one for one in quick_days(timezone.localdate()) if one.day > self.due_on]

    def clean_to(self) -> date:
        day: date = self.cleaned_data["to"]
        if day < timezone.localdate():
            raise forms.ValidationError(_("This day is past."))
        if day < self.due_on:
            raise forms.ValidationError(_("Choose a day after the one that it stands on now."))
        return day


class HandOverForm(forms.Form):
    """To another member, and why."""

    to = forms.ModelChoiceField(label=_("To whom"), queryset=Member.objects.none(), empty_label=_("– choose –"))
    reason = LineField(label=_("Why?"), max_length=200)

    def __init__(self, data: Any = None, *, activity: Activity) -> None:
        super().__init__(data)
        others = Member.objects.at_work().exclude(pk=activity.assigned_to_id)
        self.fields["to"].queryset = others  # type: ignore[attr-defined]


class CancelForm(forms.Form):
    """Why it is not to be done any more."""

    reason = LineField(label=_("Why?"), max_length=200, required=False, widget=forms.TextInput({"autofocus": True}))


class MoveForm(forms.Form):
    """Where it was dropped in the calendar. No time: it keeps the one that it has; an empty one: the whole day."""

    to = DayField(earliest=timezone.localdate)
    time = forms.TimeField(required=False, input_formats=["%H:%M"])
    version = forms.IntegerField(min_value=1)


def known_from(query: Any) -> dict[str, Any]:
    """What an address may bring to the form of a plan: ?on=2026-11-22&at=09:00&kind=call&customer=…"""
    found: dict[str, Any] = {}
    if query.get("kind") in Activity.Kind.values:
        found["kind"] = query["kind"]
    for name, field in (("on", DayField()), ("at", forms.TimeField(input_formats=["%H:%M"]))):
        try:
            found |= {{"on": "due_on", "at": "starts_at"}[name]: field.clean(query[name])} if query.get(name) else {}
        except forms.ValidationError:
            continue  # an old or a mangled link
    if number := row_id(query.get("customer", "")):
        found["customer"] = number
    if title := tidy(query.get("title", ""))[:160]:
        found["title"] = title
    return found


def uuid_from(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _known(activity: Activity) -> dict[str, Any]:
    names = ("kind", "title", "due_on", "starts_at", "minutes", "purpose", "aim", "touch_point", "version")
    known = {name: getattr(activity, name) for name in names}
    return known | {name: getattr(activity, f"{name}_id") for name in ("customer", "contact", "assigned_to")}
