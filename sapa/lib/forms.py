"""Form fields for what people here write: money, phones, quantities, and one of many."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sapa.lib import money, phones
from sapa.lib.invalid import Invalid
from sapa.lib.numbers import format_number, parse_number
from sapa.lib.text import is_seen, tidy

MOST_STOCK = Decimal("99999999999.999")  # what a column of quantities holds


class LineField(forms.CharField):
    """One line, tidied. Signs that nobody sees are not enough where something is asked."""

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value))


class WordsField(forms.CharField):
    """Several lines, as they were written. Signs that nobody sees are nothing."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text if is_seen(text) else ""


class MoneyInput(forms.TextInput):
    """An amount with its currency's sign before it."""

    template_name = "ui/widgets/money.html"
    currency = "IDR"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off", "data-format": "money", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["prefix"] = money.symbol(self.currency, get_language()).strip()
        return context


class MoneyField(forms.Field):
    """Minor units, an int. Set `form.fields["price"].currency` to the organisation's; rupiah until then."""

    widget = MoneyInput
    below_zero = False

    @property
    def currency(self) -> str:
        return self.widget.currency

    @currency.setter
    def currency(self, code: str) -> None:
        self.widget.currency = code
        if money.minor_digits(code):
            self.widget.attrs.pop("data-format", None)

    def prepare_value(self, value: Any) -> Any:
        return money.format_amount(value, self.currency, get_language()) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            return money.parse_money(str(value), self.currency, below_zero=self.below_zero)
        except Invalid as error:
            raise ValidationError(error.message, code="invalid", params=error.params) from error

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != initial
        except ValidationError:
            return True


class PhoneField(forms.CharField):
    """E.164, a str; empty when nothing was typed."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 40, **kwargs})
        self.widget.input_type = "tel"
        self.widget.attrs |= {"inputmode": "tel", "autocomplete": "tel", "data-format": "phone"}

    def prepare_value(self, value: Any) -> Any:
        return phones.format_national(value) if isinstance(value, str) and value.startswith("+") else value

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        try:
            return phones.normalise(text)
        except Invalid as error:
            raise ValidationError(error.message, code="invalid", params=error.params) from error


class QuantityField(forms.Field):
    """A Decimal of three places, as people of the language write it: "1,5"."""

    widget = forms.TextInput

    def __init__(self, *, unit: str = "", most: Decimal = MOST_STOCK, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.most = most
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        return format_number(value, get_language()) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            number = parse_number(str(value), language=get_language())
        except Invalid as error:
            raise ValidationError(error.message, code="invalid", params=error.params) from error
        if number > self.most:
            raise ValidationError(_("This number is too large."), code="invalid")
        return number


class Segments(forms.RadioSelect):
    """A few choices side by side, each one tap."""

    template_name = "ui/widgets/segments.html"


class Several(forms.CheckboxSelectMultiple):
    """As Segments, and more than one may be chosen."""

    template_name = "ui/widgets/segments.html"


class Combobox(forms.Widget):
    """One of many, found by typing. The list comes from `url` (a callable or a string) as an options fragment.

    `label` gives the words for a value already chosen. Without JavaScript what was typed arrives as the
    value: the field may look it up, or refuse it.
    """

    template_name = "ui/widgets/combobox.html"

    def __init__(
        self,
        url: str | Callable[[], str],
        label: Callable[[Any], str] = str,
        placeholder: object = _("Type to search"),
        attrs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(attrs)
        self.url, self.label, self.placeholder = url, label, placeholder

    def __deepcopy__(self, memo: dict[int, Any]) -> "Combobox":
        return type(self)(self.url, self.label, self.placeholder, self.attrs.copy())

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        typed = isinstance(value, str) and value.startswith("?")
        context["widget"] |= {
            "url": self.url() if callable(self.url) else self.url,
            "text": value[1:] if typed else self.label(value) if value not in (None, "") else "",
            "value": "" if typed else value,
            "placeholder": self.placeholder,
        }
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The value chosen, or "?" and the words typed where none was."""
        chosen, typed = data.get(name), (data.get(f"{name}_text") or "").strip()
        return chosen or (f"?{typed}" if typed else None)

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}_text" not in data

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        return f"{id_}_text" if id_ else id_
