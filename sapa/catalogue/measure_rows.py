"""The rows of a product's form for its other units of measure: added and taken away also without JavaScript."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.measuring import Measure
from sapa.catalogue.models import ProductMeasure
from sapa.lib.forms import LineField, MoneyField, QuantityField
from sapa.lib.numbers import row_id

MOST = 12  # rows
NAMES = ("id", "name", "factor", "price")
COUNT = "measures-count"
BUTTONS = {"add_measure", "remove_measure"}


class MeasureForm(forms.Form):
    """One row: what it is called, how many it contains, and what it costs where that is not the sum."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = LineField(
        label=_("unit of measure"),
        required=False,
        max_length=ProductMeasure._meta.get_field("name").max_length,
        widget=forms.TextInput({"list": "units"}),
    )
    factor = QuantityField(label=_("contains"), required=False)
    price = MoneyField(label=_("price"), required=False)

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["price"].currency = currency  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not given.get("name"):
            if "name" not in self.errors and (given.get("factor") or given.get("price") is not None):
                self.add_error("name", _("What is it called?"))
        elif not given.get("factor") and "factor" not in self.errors:
            self.add_error("factor", _("How many does it contain?"))
        return given

    @property
    def measure(self) -> Measure | None:
        """What a valid row says, or None of an empty one."""
        given = self.cleaned_data
        return Measure(given["name"], given["factor"], given["price"], given["id"]) if given.get("name") else None


class MeasureRows:
    """The rows, bound to what was posted or filled with the measures that there are."""

    def __init__(self, data: QueryDict | None, *, currency: str, measures: Sequence[Measure] = ()) -> None:
        self.is_posted = data is not None and COUNT in data
        if data is None or not self.is_posted:
            rows: list[dict[str, Any]] = [{"initial": _known(one)} for one in measures]
        else:
            rows = [{"data": data} for _place in range(_count(data))]
        self.forms = [
            MeasureForm(prefix=f"measures-{place}", currency=currency, **row) for place, row in enumerate(rows)
        ]

    def is_valid(self, unit: str) -> bool:
        """Whether the rows make sense beside the product's own `unit`."""
        if not self.is_posted:
            return True
        if not all(form.is_valid() for form in self.forms):
            return False
        seen = {unit.casefold()}
        for form in self.forms:
            if (measure := form.measure) is None:
                continue
            if measure.name.casefold() in seen:
                form.add_error("name", _("This unit of measure is there already."))
            seen.add(measure.name.casefold())
        return not any(form.errors for form in self.forms)

    @property
    def measures(self) -> list[Measure] | None:
        """Those of valid rows, None where the form had no rows."""
        return [found for form in self.forms if (found := form.measure)] if self.is_posted else None

    @property
    def has_more(self) -> bool:
        return len(self.forms) < MOST

    @property
    def is_wrong(self) -> bool:
        return self.is_posted and any(form.errors for form in self.forms)

    def say_nothing_yet(self) -> None:
        """Draw the rows as they were typed, without judging them."""
        for form in self.forms:
            form._errors = ErrorDict()  # type: ignore[attr-defined]


def rearranged(data: QueryDict) -> QueryDict:
    """What was posted, with a row more (`add_measure`) or one taken away (`remove_measure=2`)."""
    changed, count = data.copy(), _count(data)
    removed = row_id(data.get("remove_measure", ""))
    if removed is not None and removed < count:
        for place in range(removed, count - 1):
            for name in NAMES:
                changed[f"measures-{place}-{name}"] = data.get(f"measures-{place + 1}-{name}", "")
        for name in NAMES:
            changed.pop(f"measures-{count - 1}-{name}", None)
        count -= 1
    if "add_measure" in data:
        count += 1
    changed[COUNT] = str(min(count, MOST))
    return changed


def _count(data: QueryDict) -> int:
    return min(row_id(data.get(COUNT, "")) or 0, MOST)


def _known(measure: Measure) -> dict[str, Any]:
    return {name: getattr(measure, name) for name in NAMES}
