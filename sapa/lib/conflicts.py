"""Two people changed one record: the second sees both versions and chooses."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

CONFLICT = 409


@dataclass(frozen=True)
class Difference:
    """A field in which both versions differ, in the words in which the form shows them."""

    name: str
    label: str
    mine: str
    theirs: str


class VersionField(forms.IntegerField):
    """The hidden number of the version that the person read. The verb's conditional update compares it."""

    def __init__(self) -> None:
        super().__init__(min_value=1, required=False, widget=forms.HiddenInput)


def differences(mine: forms.BaseForm, theirs: forms.BaseForm) -> list[Difference]:
    """Where the bound form `mine` differs from `theirs`, an unbound form of the row as it is now."""
    found = []
    for name in mine.fields:
        if name not in theirs.fields or mine[name].is_hidden:
            continue
        ours, other = _shown(mine[name]), _shown(theirs[name])
        if ours != other:
            found.append(Difference(name=name, label=str(mine[name].label), mine=ours, theirs=other))
    return found


def conflict_page(
    request: HttpRequest,
    template: str,
    mine: Any,
    theirs: forms.BaseForm,
    *,
    version: int,
    changed_by: str = "",
    changed_at: datetime | None = None,
    **context: Any,
) -> HttpResponse:
    """The form as this person filled it in, 409, with a `conflict` for `ui/conflict.html` to show in it.

    Sending it again writes over the version that is shown, and over no later one.
    """
    fields = differences(mine, theirs)
    mine.data = mine.data.copy()
    mine.data[mine.add_prefix("version")] = version
    conflict = {"fields": fields, "version": version, "changed_by": changed_by, "changed_at": changed_at}
    return render(request, template, {"form": mine, "conflict": conflict, **context}, status=CONFLICT)


def _shown(field: forms.BoundField) -> str:
    value = field.value()
    if isinstance(value, bool) or isinstance(field.field, forms.BooleanField):
        return _("Yes") if value in (True, "on", "true", "True") else _("No")
    if value in (None, "", [], ()):
        return ""
    if hasattr(field.field.widget, "label"):  # a Combobox
        typed = isinstance(value, str) and value.startswith("?")
        return value[1:] if typed else str(field.field.widget.label(value))
    if choices := getattr(field.field, "choices", None):
        chosen = {str(one) for one in (value if isinstance(value, list | tuple) else [value])}
        return ", ".join(str(label) for key, label in _flat(choices) if str(key) in chosen)
    if hasattr(field.field, "shown"):  # fields of several parts say it themselves
        return field.field.shown(value)
    return str(value).strip().replace("\r\n", "\n")


def _flat(choices: Any) -> list[tuple[Any, Any]]:
    """Choices without their groups."""
    pairs: list[tuple[Any, Any]] = []
    for key, label in choices:
        pairs.extend(label if isinstance(label, list | tuple) else [(key, label)])
    return pairs
