"""One row of a document's form: what, how many, in which measure, for how much, and what is taken off."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models import Product, ProductMeasure, Promotion
from sapa.lib.forms import Combobox, LineField, MoneyField, QuantityField
from sapa.lib.invalid import Invalid
from sapa.lib.money import format_amount, multiply, parse_money
from sapa.lib.numbers import format_number, parse_number
from sapa.pipeline.forms.lines import ProductField, read_number
from sapa.sales.lines import Wanted
from sapa.sales.models import QuotationLine

# What is posted of a row. `auto` is the list's price that was shown, `for` the product whose measures are offered.
NAMES = ("what", "what_text", "quantity", "measure", "price", "auto", "for", "discount", "promotion", "closed")


class DiscountField(forms.Field):
    """What is taken off: an int of minor units, a Decimal of percent ("10%"), or None."""

    currency = "IDR"
    widget = forms.TextInput

    def to_python(self, value: Any) -> int | Decimal | None:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            if not text.endswith("%"):
                return parse_money(text, self.currency)
            percent = parse_number(text.removesuffix("%").strip(), language=get_language())
        except Invalid as error:
            raise ValidationError(error.message, code="invalid", params=error.params) from error
        if percent > 100:
            raise ValidationError(_("No more than 100% can be taken off."))
        return percent


class RowForm(forms.Form):
    """One row as it was typed. What it comes to, `forms.pricing.price` finds out for all rows together."""

    what = ProductField(
        label=_("product"),
        required=False,
        widget=Combobox(lambda: reverse("catalogue:options"), placeholder=_("Product, or in your own words")),
    )
    quantity = QuantityField(label=_("quantity"), required=False)
    measure = LineField(label=_("unit of measure"), required=False, max_length=20)
    price = MoneyField(label=_("price of one"), required=False)
    auto = MoneyField(required=False)
    discount = DiscountField(label=_("discount"), required=False)
    promotion = forms.CharField(required=False)

    place = 0
    focus = False  # the cursor goes here
    product: Product | None = None
    wanted: Wanted | None = None
    line: QuotationLine | None = None  # what it comes to, unsaved
    rule = ""  # where the list's price came from
    list_price: int | None = None
    offers: Sequence[Promotion] = ()
    dropped = ""  # why the promotion that was chosen cannot be carried
    short: Any = None  # a catalogue.stocking.Shortage

    def __init__(
        self, data: QueryDict, *, prefix: str, currency: str, known: Mapping[int, Product],
        named: Mapping[str, Product],
    ) -> None:  # fmt: skip
        super().__init__(data, prefix=prefix, use_required_attribute=False)
        what: Any = self.fields["what"]
        what.known, what.named = known, named
        what.widget.label = lambda value: known[read_number(value)].name if read_number(value) in known else ""
        for name in ("price", "auto", "discount"):
            self.fields[name].currency = currency  # type: ignore[attr-defined]
        self.currency = currency
        self.product = known.get(read_number(self.typed("what")))

    def typed(self, name: str) -> str:
        """What was posted in a field of this row."""
        return self.data.get(self.add_prefix(name)) or ""

    def write(self, name: str, value: str) -> None:
        """Put a value into what was posted, so that the row is drawn with it."""
        self.data[self.add_prefix(name)] = value  # type: ignore[index]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        product, text = given.get("what") or (None, "")
        self.product = product
        named = bool(product or text)
        if not named and "what" not in self.errors and given.get("price") is not None:
            self.add_error("what", _("What is it that has this price?"))
        if named and product is None and given.get("price") is None and "price" not in self.errors:
            self.add_error("price", _("What does one of it cost?"))
        if named and "quantity" not in self.errors:
            given["quantity"] = Decimal(1) if given.get("quantity") is None else given["quantity"]
            if not given["quantity"]:
                self.add_error("quantity", _("How many?"))
        if product is not None and "measure" not in self.errors:
            self._find_measure(product, given)
        return given

    def _find_measure(self, product: Product, given: dict[str, Any]) -> None:
        name = given.get("measure", "")
        measures = {one.name.casefold(): one for one in product.measures.all()}
        given["product_measure"] = measures.get(name.casefold())
        if name and given["product_measure"] is None and name.casefold() != product.unit.casefold():
            if read_number(self.typed("for")) not in {0, product.pk}:
                given["measure"] = ""  # it was the measure of the product chosen before
                return
            known = ", ".join([product.unit, *(one.name for one in product.measures.all())])
            self.add_error("measure", _("It is sold in: %(measures)s.") % {"measures": known})

    @property
    def is_named(self) -> bool:
        """Whether a valid row has anything in it."""
        product, text = self.cleaned_data.get("what") or (None, "")
        return bool(product or text)

    @property
    def measures(self) -> list[tuple[str, str]]:
        """The measures in which its product is sold: (name, "dus (24 pcs)")."""
        if self.product is None:
            return []
        own = self.product.unit
        more = [(one.name, f"{one.name} ({format_number(one.factor)} {own})") for one in self.product.measures.all()]
        return [(own, own), *more]

    @property
    def chosen_measure(self) -> str:
        return self.wanted.measure if self.wanted else self.typed("measure")

    @property
    def name(self) -> str:
        """What it is, for the row drawn in one line."""
        return self.product.name if self.product else self.typed("what_text") or self.typed("what").removeprefix("?")

    @property
    def is_open(self) -> bool:
        """Drawn with its fields: what is not closed, or cannot be counted as it stands."""
        return not self.typed("closed") or self.wanted is None or bool(self._errors)  # type: ignore[attr-defined]

    @property
    def is_by_hand(self) -> bool:
        """Whether another price was typed than the list's."""
        return self.wanted is not None and self.list_price is not None and self.wanted.price != self.list_price

    @property
    def for_name(self) -> str:
        return self.add_prefix("for")

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """The fields of a row drawn in one line."""
        return [(self.add_prefix(name), self.typed(name)) for name in NAMES]

    def say_price(self, amount: int) -> str:
        return format_amount(amount, self.currency, get_language())


def measure_factor(measure: ProductMeasure | None) -> Decimal:
    return Decimal(1) if measure is None else measure.factor


def percent_of(amount: int, percent: Decimal) -> int:
    return multiply(amount, percent / 100)
