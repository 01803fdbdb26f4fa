"""How much of each line of a document: what is delivered now, what comes back."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from sapa.lib.forms import LineField, QuantityField, WordsField
from sapa.lib.numbers import format_number


@dataclass(frozen=True)
class Row:
    """A line that can be asked for: `most` of it at most, `usual` unless another quantity is typed."""

    pk: int
    name: str
    measure: str
    most: Decimal
    usual: Decimal
    of: Decimal  # what there was of it in all


class QuantitiesForm(forms.Form):
    """A quantity per row; an empty one is nothing. `quantities` has those above zero, by the row's id."""

    once = forms.UUIDField(required=False, widget=forms.HiddenInput)
    nothing: Any = _("Write at least one quantity.")

    def __init__(self, data: Any, *, rows: Sequence[Row], initial: dict[str, Any] | None = None) -> None:
        self.rows = rows
        usual = {f"line-{row.pk}": row.usual for row in rows}
        super().__init__(data, initial={"once": uuid4(), **usual, **(initial or {})})
        for row in rows:
            self.fields[f"line-{row.pk}"] = QuantityField(label=row.name, required=False)

    @property
    def lines(self) -> list[tuple[Row, forms.BoundField]]:
        return [(row, self[f"line-{row.pk}"]) for row in self.rows]

    @property
    def quantities(self) -> dict[int, Decimal]:
        given = {row.pk: self.cleaned_data.get(f"line-{row.pk}") for row in self.rows}
        return {pk: quantity for pk, quantity in given.items() if quantity}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for row in self.rows:
            wanted = given.get(f"line-{row.pk}")
            if wanted is not None and wanted > row.most:
                most = f"{format_number(row.most)} {row.measure}".strip()
                self.add_error(f"line-{row.pk}", _("At most %(most)s.") % {"most": most})
        if not self.errors and not any(given.get(f"line-{row.pk}") for row in self.rows):
            self.add_error(None, self.nothing)
        return given


class DeliveryForm(QuantitiesForm):
    """What leaves the store now, and with whom."""

    carrier = LineField(label=_("who delivers"), required=False, max_length=120)
    vehicle = LineField(label=_("vehicle"), required=False, max_length=40)
    note = WordsField(label=_("note"), required=False, max_length=2000, widget=forms.Textarea({"rows": 2}))


class ReturnForm(QuantitiesForm):
    """What came back, why, and whether it can be sold again."""

    reason = LineField(label=_("reason"), max_length=200)
    restocked = forms.TypedChoiceField(
        label=_("What becomes of it?"),
        choices=[("yes", _("It can be sold again")), ("no", _("It is thrown away"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )
