"""The forms for what people do with a product's stock."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models import Product, StockLevel, StockMove
from sapa.lib.forms import LineField, MoneyField, QuantityField
from sapa.lib.numbers import row_id
from sapa.team.models import BusinessUnit, Member

NO_UNIT = _("no unit")
ZERO = Decimal(0)
REASON = StockMove._meta.get_field("reason")


def units_of(product: Product) -> list[BusinessUnit]:
    """Those that can have stock of it, besides no unit. A product's own unit has all of it."""
    units = BusinessUnit.objects.filter(archived_at__isnull=True)
    return list(units.filter(pk=product.business_unit_id) if product.business_unit_id else units)


class OpeningForm(forms.Form):
    """What there is of a product that is counted from now on: of one place, or of each unit."""

    def __init__(self, data: Any, *, product: Product) -> None:
        super().__init__(data)
        self.product, self.units = product, units_of(product)
        if product.business_unit_id:
            self.places = {f"unit-{unit.pk}": unit.pk for unit in self.units}
        else:
            self.places = {"shared": 0, **{f"unit-{unit.pk}": unit.pk for unit in self.units}}
        names = {unit.pk: unit.name for unit in self.units}
        together = _("All units together") if self.units else _("There is now")
        for field, unit in self.places.items():
            self.fields[field] = QuantityField(label=names.get(unit, together), required=False)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.errors:
            return given
        if all(given[field] is None for field in self.places):
            raise forms.ValidationError(_("How much is there? Write 0 if there is nothing."))
        if given.get("shared") is not None and self.is_by_unit:
            self.add_error("shared", _("Write one figure for all together, or one for each unit."))
        return given

    @property
    def is_by_unit(self) -> bool:
        """Whether each unit keeps its own from now on."""
        own = {field for field in self.places if field != "shared"}
        return not self.product.business_unit_id and any(self.cleaned_data.get(field) is not None for field in own)

    @property
    def quantities(self) -> dict[int, Decimal]:
        given = self.cleaned_data
        return {unit: given[field] for field, unit in self.places.items() if given[field] is not None}


class MoveForm(forms.Form):
    """What the forms of stock share: the unit that it is about, and the mark by which a replay is known."""

    unit = forms.TypedChoiceField(label=_("business unit"), required=False, coerce=int, empty_value=None)
    once = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, product: Product, levels: Sequence[StockLevel], chosen: str = "") -> None:
        self.product = product
        self.levels = {level.unit_id: level for level in levels}
        self.units = {unit.pk: unit for unit in BusinessUnit.objects.all()}
        self.places = self._places()
        asked = row_id(chosen)
        super().__init__(data, initial={"once": uuid4(), "unit": asked if asked in self.places else self.places[0]})
        named = [(pk, self.units[pk].name if pk else NO_UNIT) for pk in self.places]
        self.fields["unit"].choices = named  # type: ignore[attr-defined]
        if len(self.places) < 2:
            del self.fields["unit"]

    def _places(self) -> list[int]:
        """The units that have stock of it, or can: its own, or each where each keeps its own; 0 is no unit."""
        own = self.product.business_unit_id
        able = [pk for pk, unit in self.units.items() if unit.archived_at is None]
        usual = [own] if own else [*able, 0] if self.product.stock_by_unit else [0]
        return [*usual, *(pk for pk in sorted(self.levels) if self.on_hand(pk) and pk not in usual)]

    def on_hand(self, unit: int) -> Decimal:
        return self.levels[unit].on_hand if unit in self.levels else ZERO

    @property
    def unit_id(self) -> int:
        """The unit that was chosen, or the only one there is."""
        chosen: int | None = self.cleaned_data.get("unit")
        return self.places[0] if chosen is None else chosen

    @property
    def chosen_unit(self) -> BusinessUnit | None:
        return self.units.get(self.unit_id)


class PurchaseForm(MoveForm):
    """Goods that were bought."""

    quantity = QuantityField(label=_("quantity"))
    cost = MoneyField(label=_("cost of one"), required=False)
    keep_cost = forms.BooleanField(label=_("This is what one costs us from now on"), required=False, initial=True)
    supplier = LineField(label=_("supplier"), required=False, max_length=REASON.max_length)

    field_order = ("quantity", "cost", "keep_cost", "supplier", "unit")

    def __init__(self, data: Any, *, member: Member, currency: str, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if member.may("catalogue.cost"):
            self.fields["cost"].currency = currency  # type: ignore[attr-defined]
            self.initial["cost"] = self.product.cost
        else:
            del self.fields["cost"], self.fields["keep_cost"]

    def clean_quantity(self) -> Decimal:
        return _some(self.cleaned_data["quantity"])


class AdjustmentForm(MoveForm):
    """What was counted, and why it differs. The form carries what it said there was."""

    counted = QuantityField(label=_("counted"))
    reason = LineField(label=_("reason"), max_length=REASON.max_length, widget=forms.TextInput({"list": "reasons"}))
    seen = forms.DecimalField(required=False, widget=forms.HiddenInput)

    field_order = ("unit", "counted", "reason")
    REASONS = (_("Counted"), _("Damaged"), _("Lost"), _("Used ourselves"), _("Written down wrongly"))

    def __init__(self, data: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        if "unit" not in self.fields:  # with a choice of units nobody knows of which one it speaks
            self.initial["seen"] = self.on_hand(self.places[0])

    def look_again(self, levels: Sequence[StockLevel]) -> None:
        """The stock changed since the form was drawn: it says now what there is now."""
        self.levels = {level.unit_id: level for level in levels}
        self.data = dict(self.data.items()) | {"seen": str(self.on_hand(self.unit_id))}


class TransferForm(MoveForm):
    """What one unit gives to another."""

    target = forms.TypedChoiceField(label=_("to"), coerce=int, empty_value=None, required=False)
    quantity = QuantityField(label=_("quantity"))

    field_order = ("unit", "target", "quantity")

    def __init__(self, data: Any, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        able = [(pk, unit.name) for pk, unit in self.units.items() if unit.archived_at is None]
        self.fields["target"].choices = [*able, (0, NO_UNIT)]  # type: ignore[attr-defined]
        if "unit" in self.fields:
            self.fields["unit"].label = _("from")

    def clean_quantity(self) -> Decimal:
        return _some(self.cleaned_data["quantity"])

    @property
    def target_unit(self) -> BusinessUnit | None:
        return self.units.get(self.cleaned_data.get("target") or 0)


def _some(quantity: Decimal) -> Decimal:
    if not quantity:
        raise forms.ValidationError(_("How many?"))
    return quantity
