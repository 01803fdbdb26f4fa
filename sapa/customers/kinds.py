"""Kinds of values that customers are asked by: how each is typed into a form, read from an address, and told."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sapa.customers.asking import Asking
from sapa.customers.forms.custom import DayField
from sapa.customers.forms.fields import region_label
from sapa.lib.dates import FIRST_YEAR, LAST_YEAR, format_date
from sapa.lib.forms import Combobox, MoneyField, Several
from sapa.lib.invalid import Invalid
from sapa.lib.money import format_money, parse_money, to_major
from sapa.lib.numbers import format_number, row_id
from sapa.places.models import Region

NONE = "none"  # ?owner=none: those without
ANY = ("", _("any"))
YES = "yes"
MISSING = 0  # a segment that is not there, or not for this member

type Pairs = Iterable[tuple[Any, Any]]


class Kind:
    """One line of text, as it was typed."""

    many = False  # whether a form sends several under the one name
    is_same = True  # whether the empty field looks the same in every organisation of one currency
    longest = 300  # signs of the address that are read
    width = ""  # of the field in the panel: "half" stands beside another on a phone too, "wide" alone at a desk too

    def read(self, text: str, asking: Asking) -> Any:
        """The value that a text of the address means; None where it makes no sense."""
        return text or None

    def text(self, value: Any, asking: Asking) -> str:
        """The value as the address says it, in whatever language and form it was typed."""
        return str(value)

    def told(self, value: Any, asking: Asking) -> str:
        """The value as people call it."""
        return str(value)

    def names(self, values: Iterable[Any]) -> Mapping[Any, str]:
        """Of a kind whose values are rows: what these are called. One query."""
        return {}

    def learn(self, values: Iterable[Any], asking: Asking) -> None:
        """Look up what these are called, so that each can be told without a query of its own."""
        if unknown := {value for value in values if (id(self), value) not in asking.names}:
            found = self.names(unknown)
            asking.names.update({(id(self), value): found.get(value, str(value)) for value in unknown})

    def named(self, value: Any, asking: Asking) -> str:
        self.learn([value], asking)
        return asking.names[id(self), value]

    def field(self, asking: Asking, value: Any) -> forms.Field:
        """What it is typed into; `value` is what is on now, or None."""
        return forms.CharField(max_length=120)

    def initial(self, value: Any) -> Any:
        """The value as the field wants it."""
        return value


@dataclass(frozen=True)
class OneOf(Kind):
    """One of a few."""

    choices: Pairs

    def read(self, text: str, asking: Asking) -> str | None:
        return text if text in dict(self.choices) else None

    def told(self, value: str, asking: Asking) -> str:
        return str(dict(self.choices)[value])

    def field(self, asking: Asking, value: Any) -> forms.Field:
        return forms.ChoiceField(choices=[ANY, *self.choices])


@dataclass(frozen=True)
class AnyOf(Kind):
    """Some of a few: it is enough that one of them holds. In the address with commas between them."""

    choices: Pairs
    many = True
    width = "wide"

    def read(self, text: str, asking: Asking) -> tuple[str, ...] | None:
        wanted = set(text.split(","))
        return tuple(one for one, _label in self.choices if one in wanted) or None

    def text(self, value: tuple[str, ...], asking: Asking) -> str:
        return ",".join(value)

    def told(self, value: tuple[str, ...], asking: Asking) -> str:
        names = dict(self.choices)
        return str(_(" or ")).join(str(names[one]) for one in value)

    def field(self, asking: Asking, value: Any) -> forms.Field:
        return forms.MultipleChoiceField(choices=self.choices, widget=Several)

    def initial(self, value: tuple[str, ...]) -> list[str]:
        return list(value)


class Yes(Kind):
    """Asked for, or not."""

    def read(self, text: str, asking: Asking) -> bool | None:
        return True if text in {YES, "on", "1"} else None

    def text(self, value: bool, asking: Asking) -> str:
        return YES

    def told(self, value: bool, asking: Asking) -> str:
        return str(_("yes"))

    def field(self, asking: Asking, value: Any) -> forms.Field:
        return forms.BooleanField(widget=forms.CheckboxInput({"value": YES}))


class Day(Kind):
    """A day of the calendar."""

    width = "half"

    def read(self, text: str, asking: Asking) -> date | None:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return None
        return day if FIRST_YEAR <= day.year <= LAST_YEAR else None

    def text(self, value: date, asking: Asking) -> str:
        return value.isoformat()

    def told(self, value: date, asking: Asking) -> str:
        return format_date(value)

    def field(self, asking: Asking, value: Any) -> forms.Field:
        return DayField()


@dataclass(frozen=True)
class Number(Kind):
    """A whole number, of days or of times."""

    least: int = 0
    most: int = 100_000
    width = "half"

    def read(self, text: str, asking: Asking) -> int | None:
        number = row_id(text)
        return number if number is not None and self.least <= number <= self.most else None

    def told(self, value: int, asking: Asking) -> str:
        return format_number(value, get_language(), 0)

    def field(self, asking: Asking, value: Any) -> forms.Field:
        return forms.IntegerField(min_value=self.least, max_value=self.most)


@dataclass(frozen=True)
class Money(Kind):
    """Minor units of the organisation's currency; in the address major ones, as they are typed."""

    below_zero: bool = False
    width = "half"

    def read(self, text: str, asking: Asking) -> int | None:
        try:
            return parse_money(text, asking.currency, below_zero=self.below_zero)
        except Invalid:
            return None

    def text(self, value: int, asking: Asking) -> str:
        return f"{to_major(value, asking.currency):f}"

    def told(self, value: int, asking: Asking) -> str:
        return format_money(value, asking.currency, get_language())

    def field(self, asking: Asking, value: Any) -> forms.Field:
        field = MoneyField()
        field.currency, field.below_zero = asking.currency, self.below_zero
        if self.below_zero:  # what formats amounts while they are typed knows no sign
            field.widget.attrs.pop("data-format", None)
        return field


@dataclass(frozen=True)
class Picked(Kind):
    """A line of one of the short lists (see Picks), or those without one."""

    name: str
    has_none: bool = True
    is_same = False

    def read(self, text: str, asking: Asking) -> int | str | None:
        if text == NONE:
            return NONE if self.has_none else None
        number = row_id(text)
        return number if number is not None and number in getattr(asking.picks, self.name) else None

    def told(self, value: int | str, asking: Asking) -> str:
        return str(_("none")) if value == NONE else str(getattr(asking.picks, self.name)[value].name)

    def field(self, asking: Asking, value: Any) -> forms.Field:
        current = value if isinstance(value, int) else None
        is_grouped = self.name == "outlet_type"
        pairs = asking.picks.outlet_types(current) if is_grouped else asking.picks.choices(self.name, current)
        widget = forms.Select({"data-group-of": "channel"} if is_grouped else {})
        without = [(NONE, _("none"))] if self.has_none else []
        return forms.ChoiceField(choices=[ANY, *without, *pairs[1:]], widget=widget)


class InRegion(Kind):
    """The code of a village, or of a wider region."""

    is_same = False  # its address begins with the organisation's

    def read(self, text: str, asking: Asking) -> str | None:
        return text if text.replace(".", "").isdigit() and text.isascii() and len(text) <= 13 else None

    def told(self, value: str, asking: Asking) -> str:
        return self.named(value, asking)

    def names(self, values: Iterable[str]) -> Mapping[str, str]:
        return {region.pk: str(region) for region in Region.objects.filter(pk__in=values)}

    def field(self, asking: Asking, value: Any) -> forms.Field:
        widget = Combobox(lambda: reverse("places:regions"), region_label, _("village, district, regency"))
        return forms.CharField(widget=widget)


@dataclass(frozen=True)
class RowOf(Kind):
    """A row found by typing; `url` names what answers the combobox."""

    find: Callable[[Iterable[int]], Mapping[int, Any]]  # the rows of these numbers
    url: str
    placeholder: Any
    is_same = False

    def read(self, text: str, asking: Asking) -> int | None:
        return row_id(text)

    def told(self, value: int, asking: Asking) -> str:
        return self.named(value, asking)

    def names(self, values: Iterable[int]) -> Mapping[int, str]:
        return {number: str(row) for number, row in self.find(values).items()}

    def field(self, asking: Asking, value: Any) -> forms.Field:
        return forms.CharField(widget=Combobox(lambda: reverse(self.url), self._label, self.placeholder))

    def _label(self, value: Any) -> str:
        number = row_id(str(value))
        return self.names([number]).get(number, "") if number else ""


class OfSegment(Kind):
    """The number of a segment. One that is not there lets nobody through, and never everybody: a list that became
    wider behind somebody's back would be changed or exported as a whole."""

    is_same = False

    def read(self, text: str, asking: Asking) -> int | None:
        number = row_id(text)
        if number is None:
            return None
        return number if asking.segment(number) else MISSING

    def told(self, value: int, asking: Asking) -> str:
        segment = asking.segment(value) if value else None
        return segment.name if segment else str(_("not there any more"))

    def field(self, asking: Asking, value: Any) -> forms.Field:
        from sapa.customers.within import Within

        return forms.ChoiceField(choices=[ANY, *Within(str(value or ""), asking.member, asking.now, asking).choices])
