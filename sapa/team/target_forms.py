"""Forms about goals: what is counted, when, whose, and how much."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sapa.lib.conflicts import VersionField
from sapa.lib.invalid import Invalid
from sapa.lib.money import format_amount, parse_money
from sapa.lib.numbers import format_number, parse_number, row_id
from sapa.team import periods
from sapa.team.models import BusinessUnit, Member, Target
from sapa.team.roles import Scope

ALL = "all"
MOST = 999_999_999  # of what is counted
AHEAD = {periods.MONTH: range(-1, 13), periods.QUARTER: range(-1, 5)}  # periods that are offered
UNITS = {Target.Measure.REVENUE: _("Rupiah of the deals won."), Target.Measure.CONVERSION: _("Percent, up to 100.")}


class GoalForm(forms.Form):
    """The amount alone: what a goal counts, when and for whom does not change."""

    goal = forms.CharField(
        label=_("goal"), max_length=30, widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
    )
    version = VersionField()

    def __init__(self, *args: Any, target: Target, currency: str, **kwargs: Any) -> None:
        self.measure, self.currency = target.measure, currency
        kwargs.setdefault("initial", {"goal": written(target, currency), "version": target.version})
        super().__init__(*args, **kwargs)
        self.fields["goal"].help_text = UNITS.get(Target.Measure(target.measure), "")

    def clean_goal(self) -> int:
        return read_goal(self.cleaned_data["goal"], self.measure, self.currency)


class TargetForm(forms.Form):
    """A goal for one, or the same one for every member of a team."""

    measure = forms.ChoiceField(label=_("measure"), choices=Target.Measure.choices)
    period = forms.ChoiceField(label=_("period"))  # "month:2026-11-01"
    whose = forms.ChoiceField(label=_("for"))  # "all", "unit:3", "team:5", "each:5", "member:7"
    goal = forms.CharField(
        label=_("goal"),
        max_length=30,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        help_text=_("A number; rupiah for revenue (5 jt works too); percent for conversion."),
    )

    def __init__(self, *args: Any, by: Member, today: date, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency, fields = currency, self.fields
        self._members, self._units = _reach(by)
        fields["period"].choices = _periods(today)  # type: ignore[attr-defined]
        fields["whose"].choices = self._whose(by)  # type: ignore[attr-defined]

    def _whose(self, by: Member) -> list[tuple[Any, Any]]:
        """The organisation and its units for who sees all; teams and members of those that one leads."""
        leads = {member.supervisor_id for member in self._members.values()}
        leaders = [member for member in self._members.values() if member.pk in leads]
        each = [(f"each:{one.pk}", _("Each in the team of %(name)s") % {"name": one.name}) for one in leaders]
        groups: list[tuple[Any, Any]] = [
            (_("Members"), [(f"member:{one.pk}", one.name) for one in self._members.values()]),
            (_("Each member of a team"), each),
            (_("A team together"), [(f"team:{one.pk}", _("Team of %(name)s") % {"name": one.name}) for one in leaders]),
            (_("Business units"), [(f"unit:{pk}", unit.name) for pk, unit in self._units.items()]),
        ]
        everything = [(ALL, _("The whole organisation"))] if by.scope == Scope.ALL else []
        return [*everything, *((name, lines) for name, lines in groups if lines)]

    def clean_period(self) -> tuple[str, date]:
        length, _colon, day = self.cleaned_data["period"].partition(":")
        return length, date.fromisoformat(day)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "goal" in given and "measure" in given:
            try:
                given["goal"] = read_goal(given["goal"], given["measure"], self.currency)
            except forms.ValidationError as error:
                self.add_error("goal", error)
        return given

    @property
    def columns(self) -> dict[str, Any]:
        """Whose it is, as `targeting.set_target` takes it."""
        kind, _colon, number = self.cleaned_data["whose"].partition(":")
        if kind == ALL:
            return {}
        if kind == "unit":
            return {"unit": self._units[int(number)]}
        return {"team_of" if kind == "team" else "member": self._members[int(number)]}

    @property
    def each(self) -> list[Member] | None:
        """The members who all get this goal; None where it is for one."""
        kind, _colon, number = self.cleaned_data["whose"].partition(":")
        if kind != "each":
            return None
        leader = self._members[int(number)]
        return [self._members[pk] for pk in leader.team_ids if pk != leader.pk and pk in self._members]


def named_beyond(by: Member, whose: str) -> bool:
    """Whether a request names a goal that this member may not set: the page says 403 to it."""
    if by.scope == Scope.ALL:
        return False
    kind, _colon, number = whose.partition(":")
    return kind in {ALL, "unit"} or (kind in {"team", "each", "member"} and row_id(number) not in by.team_ids)


def read_goal(text: str, measure: str, currency: str) -> int:
    """Minor units, percent or a number, above zero. Raises ValidationError."""
    try:
        if measure == Target.Measure.REVENUE:
            amount = parse_money(text, currency)
        else:
            amount = int(parse_number(text.strip().removesuffix("%"), places=0, language=get_language()))
    except Invalid as error:
        raise forms.ValidationError(error.message, code="invalid", params=error.params) from error
    if amount <= 0:
        raise forms.ValidationError(_("A goal is more than nothing."))
    if measure == Target.Measure.CONVERSION and amount > 100:
        raise forms.ValidationError(_("At most 100 percent."))
    if measure != Target.Measure.REVENUE and amount > MOST:
        raise forms.ValidationError(_("This number is too large."))
    return amount


def written(target: Target, currency: str) -> str:
    """The amount as a field shows it."""
    if target.measure == Target.Measure.REVENUE:
        return format_amount(target.amount, currency, get_language())
    return format_number(target.amount, get_language(), 0)


def _reach(by: Member) -> tuple[dict[int, Member], dict[int, BusinessUnit]]:
    """The members, and for who sees all the units, whose goals this member sets."""
    members: Iterable[Member] = Member.objects.at_work().order_by("name", "pk")
    if by.scope == Scope.ALL:
        units = BusinessUnit.objects.filter(archived_at__isnull=True).order_by("name")
        return {one.pk: one for one in members}, {unit.pk: unit for unit in units}
    return {one.pk: one for one in members if one.pk in by.team_ids}, {}


def _periods(today: date) -> list[tuple[Any, Any]]:
    groups = []
    for length, counts in AHEAD.items():
        now = periods.first_day(length, today)
        days = [periods.shift(length, now, count) for count in counts]
        name = _("Month") if length == periods.MONTH else _("Quarter")
        groups.append((name, [(f"{length}:{day.isoformat()}", periods.period_name(length, day)) for day in days]))
    return groups
