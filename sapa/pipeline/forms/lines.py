"""The lines of an opportunity's form: rows that can be added and taken away, also without JavaScript."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models import Product
from sapa.lib.forms import Combobox, MoneyField, QuantityField
from sapa.lib.money import MAX_AMOUNT, multiply
from sapa.lib.numbers import row_id
from sapa.lib.text import search_key, tidy
from sapa.pipeline.opening import Line

MOST = 50  # rows
NAMES = ("what", "what_text", "quantity", "price")  # of a row's fields, as they are posted
TEXT_LENGTH = 160


class ProductField(forms.Field):
    """A product of the catalogue, or free text: (Product or None, text).

    `known` are the products of the form's rows by id; `named`, where it is given, those whose names were typed.
    """

    known: Mapping[int, Product]
    named: Mapping[str, Product] | None = None

    def clean(self, value: Any) -> tuple[Product | None, str]:
        text = tidy(str(value or ""))
        if not text:
            return None, ""
        if text.startswith("?"):
            typed = text[1:].strip()[:TEXT_LENGTH]
            key = search_key(typed)
            known = self.named
            found = known.get(key) if known is not None else Product.objects.on_sale().filter(name_key=key).first()
            return (found, "") if found else (None, typed)
        product = self.known.get(read_number(text))
        if product is None:
            raise ValidationError(_("This product is gone. Choose another."))
        return product, ""


def read_number(value: Any) -> int:
    """A row's number in what was posted, or 0."""
    return row_id(str(value)) or 0


class LineForm(forms.Form):
    """One row: what, how many, and for how much each."""

    what = ProductField(
        label=_("product"),
        required=False,
        widget=Combobox(lambda: reverse("catalogue:options"), placeholder=_("Product, or in your own words")),
    )
    quantity = QuantityField(label=_("quantity"), required=False)
    price = MoneyField(label=_("price of one"), required=False)

    def __init__(self, *args: Any, currency: str, known: Mapping[int, Product], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        what: Any = self.fields["what"]
        what.known = known
        what.widget.label = lambda value: known[read_number(value)].name if read_number(value) in known else ""
        self.fields["price"].currency = currency  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        product, text = given.get("what") or (None, "")
        named = bool(product or text)
        if not named and "what" not in self.errors and (given.get("price") is not None):
            self.add_error("what", _("What is it that has this price?"))
        if named and given.get("price") is None and "price" not in self.errors:
            if product is None:
                self.add_error("price", _("What does one of it cost?"))
            else:
                given["price"] = product.price
        if named and given.get("quantity") is None and "quantity" not in self.errors:
            given["quantity"] = Decimal(1)
        if named and not self.errors and multiply(given["price"], given["quantity"]) > MAX_AMOUNT:
            self.add_error("quantity", _("This amount is too large."))
        return given

    @property
    def line(self) -> Line | None:
        """The line of a valid row, or None of an empty one."""
        product, text = self.cleaned_data.get("what") or (None, "")
        if product is None and not text:
            return None
        return Line(product, text, self.cleaned_data["quantity"], self.cleaned_data["price"])


class LineRows:
    """The rows of a form, bound to what was posted or filled with the lines that there are."""

    _judged: list[Line] | None = None  # the good lines, where the rest is drawn without being judged

    def __init__(self, data: QueryDict | None, *, currency: str, lines: Sequence[Line] = ()) -> None:
        if data is None:
            known = {line.product.pk: line.product for line in lines if line.product}
            rows = [{"initial": _known(line)} for line in lines] or [{}]
        else:
            places = range(count_rows(data))
            asked = {read_number(data.get(f"lines-{place}-what", "")) for place in places} - {0}
            known = Product.objects.in_bulk(asked) if asked else {}
            rows = [{"data": data} for _place in places]
        self.forms = [
            LineForm(prefix=f"lines-{place}", currency=currency, known=known, **row) for place, row in enumerate(rows)
        ]

    def is_valid(self) -> bool:
        if not all(form.is_valid() for form in self.forms):
            return False
        if sum(multiply(line.price, line.quantity) for line in self.lines) <= MAX_AMOUNT:
            return True
        self.forms[-1].add_error("price", _("Together these lines are too much."))
        return False

    @property
    def errors(self) -> list[Any]:
        return [form.errors for form in self.forms if form.errors]

    @property
    def lines(self) -> list[Line]:
        """The lines of valid rows, in order."""
        if self._judged is not None:
            return self._judged
        return [line for form in self.forms if form.is_valid() and (line := form.line)]

    def say_nothing_yet(self) -> None:
        """Draw the rows as they were typed, without judging them: a row is being added or taken away."""
        self._judged = self.lines
        for form in self.forms:
            form._errors = ErrorDict()  # type: ignore[attr-defined]


def rearranged(data: QueryDict, *, names: Sequence[str] = NAMES, most: int = MOST) -> QueryDict:
    """What was posted, with a row more (`add_line`) or with one taken away (`remove_line=2`)."""
    changed, count = data.copy(), count_rows(data, most)
    removed = row_id(data.get("remove_line", ""))
    if removed is not None and removed < count:
        for place in range(removed, count - 1):
            for name in names:
                changed[f"lines-{place}-{name}"] = data.get(f"lines-{place + 1}-{name}", "")
        for name in names:
            changed.pop(f"lines-{count - 1}-{name}", None)
        count -= 1
    if "add_line" in data or count == 0:
        count += 1
    changed["lines-count"] = str(min(count, most))
    return changed


def count_rows(data: QueryDict, most: int = MOST) -> int:
    """How many rows were posted, at most so many."""
    number = data.get("lines-count", "")
    return min(int(number), most) if number.isascii() and number.isdigit() and len(number) < 4 else 0


def _known(line: Line) -> dict[str, Any]:
    what = line.product.pk if line.product else f"?{line.description}"
    return {"what": what, "quantity": line.quantity, "price": line.price}
