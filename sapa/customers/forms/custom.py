"""The questions that an organisation added itself, as fields of the customer form."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sapa.customers.models import CustomField
from sapa.lib.dates import FIRST_YEAR, LAST_YEAR
from sapa.lib.forms import LineField, QuantityField

PREFIX = "custom_"


class DayField(forms.DateField):
    """A day between 1900 and 2199, or from `earliest` on, or until `latest`."""

    widget = forms.DateInput

    def __init__(self, *, earliest: Any = None, latest: Any = None, **options: Any) -> None:
        super().__init__(**options)
        self.earliest, self.latest = earliest, latest

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(_("This day is too far away."), code="range")
        if day and self.earliest and day < self.earliest():
            raise forms.ValidationError(_("This day is past."), code="past")
        if day and self.latest and day > self.latest():
            raise forms.ValidationError(_("This day is still to come."), code="future")
        return day


def build_field(question: CustomField) -> forms.Field:
    """The form field of one question."""
    common: dict[str, Any] = {"label": question.label, "required": question.required}
    match question.kind:
        case CustomField.Kind.NUMBER:
            return QuantityField(most=Decimal(10) ** 15, **common)
        case CustomField.Kind.DATE:
            return DayField(**common)
        case CustomField.Kind.CHOICE:
            choices = [("", _("– choose –")), *((choice, choice) for choice in question.choices)]
            return forms.ChoiceField(choices=choices, **common)
        case CustomField.Kind.YES_NO:
            pairs = [("", _("– choose –")), ("yes", _("Yes")), ("no", _("No"))]
            return forms.ChoiceField(choices=pairs, **common)
        case _:
            return LineField(max_length=400, **common)


def add_fields(form: forms.BaseForm, questions: Iterable[CustomField], values: dict[str, Any]) -> list[str]:
    """Put the questions into a form, with what is known of this customer. Returns the fields' names."""
    names = []
    for question in questions:
        name = f"{PREFIX}{question.key}"
        form.fields[name] = field = build_field(question)
        known = _from_json(question, values.get(question.key))
        if isinstance(field, forms.ChoiceField) and known and known not in dict(field.choices):
            field.choices = [*field.choices, (known, known)]  # a choice that was taken away since stays theirs
        form.initial[name] = known
        names.append(name)
    return names


def read_fields(form: forms.BaseForm, questions: Iterable[CustomField], values: dict[str, Any]) -> dict[str, Any]:
    """`Customer.custom` as the form says; answers to archived questions stay as they are."""
    answers = dict(values)
    for question in questions:
        value = _to_json(question, form.cleaned_data.get(f"{PREFIX}{question.key}"))
        if value is None:
            answers.pop(question.key, None)
        else:
            answers[question.key] = value
    return answers


def _from_json(question: CustomField, value: Any) -> Any:
    if value is None:
        return None
    match question.kind:
        case CustomField.Kind.NUMBER:
            return Decimal(str(value))
        case CustomField.Kind.DATE:
            return date.fromisoformat(value)
        case CustomField.Kind.YES_NO:
            return "yes" if value else "no"
        case _:
            return value


def _to_json(question: CustomField, value: Any) -> Any:
    """JSON's types: a number as a text, so that it stays exact."""
    if value in (None, ""):
        return None
    match question.kind:
        case CustomField.Kind.YES_NO:
            return value == "yes"
        case CustomField.Kind.DATE:
            return value.isoformat()
        case CustomField.Kind.NUMBER:
            return str(value)
        case _:
            return value
