"""The organisation's own questions as conditions of customers: who answered what, and who did not answer.

Their names in the address are `own_<key>`, for numbers and days `own_<key>_from` and `own_<key>_to`; who did not answer
is one of the choices, or else `own_<key>_none`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sapa.customers import answers
from sapa.customers.asking import Asking
from sapa.customers.facets import OWN, Facet, Group
from sapa.customers.kinds import NONE, YES, Day, Kind
from sapa.customers.models import CustomField
from sapa.customers.models.custom import ENDINGS, FROM, TO, WITHOUT
from sapa.lib.forms import QuantityField, Several
from sapa.lib.invalid import Invalid
from sapa.lib.numbers import format_number, parse_number
from sapa.lib.text import tidy

NO = "no"
LONGEST_ANSWER = 500  # signs
BOUNDED = {CustomField.Kind.NUMBER, CustomField.Kind.DATE}  # asked by from and up to
MOST = Decimal(10) ** 15  # as in the customer form
KEY = re.compile(r"[-\w]+")
PART = re.compile(r"(?:\\.|[^\\,])+")  # of a list with commas: what a backslash stands before is itself


@dataclass(frozen=True)
class Chosen(Kind):
    """Some of the answers: it is enough that one of them was given. In the address with commas between them.

    Each option is an answer as the address says it, as `answers` compares it, and as people read it. One that is not
    offered any more makes no sense of all: the others alone would be another condition.
    """

    options: tuple[tuple[str, str, str], ...]
    many = True
    is_same = False
    width = "wide"
    longest = 20_000

    def read(self, text: str, asking: Asking) -> tuple[str, ...] | None:
        parts, known = PART.findall(text), {said: answer for said, answer, _label in self.options}
        if ",".join(parts) != text or not known.keys() >= {part.strip() for part in parts}:
            return None
        wanted = {known[part.strip()] for part in parts}
        return tuple(answer for _said, answer, _label in self.options if answer in wanted)

    def text(self, value: tuple[str, ...], asking: Asking) -> str:
        return ",".join(self.initial(value))

    def told(self, value: tuple[str, ...], asking: Asking) -> str:
        return _(" or ").join(label for _said, answer, label in self.options if answer in value)

    def field(self, asking: Asking, value: Any) -> forms.Field:
        pairs = [(said, label if answer else capfirst(label)) for said, answer, label in self.options]
        return forms.MultipleChoiceField(choices=pairs, widget=Several)

    def initial(self, value: tuple[str, ...]) -> list[str]:
        return [said for said, answer, _label in self.options if answer in value]


class Words(Kind):
    """A part of an answer."""

    is_same = False
    longest = LONGEST_ANSWER + 1

    def read(self, text: str, asking: Asking) -> str | None:
        return text if len(text) <= LONGEST_ANSWER else None

    def field(self, asking: Asking, value: Any) -> forms.Field:
        return forms.CharField(max_length=LONGEST_ANSWER)


class Amount(Kind):
    """A number as people write it, with three decimals at the most."""

    is_same = False
    width = "half"

    def read(self, text: str, asking: Asking) -> Decimal | None:
        try:
            number = parse_number(text, language=get_language())
        except Invalid:
            return None
        return number if number <= MOST else None

    def text(self, value: Decimal, asking: Asking) -> str:
        """The same in every language: three digits after a point would be thousands in one of them."""
        whole, _point, fraction = f"{value:f}".partition(".")
        fraction = fraction.rstrip("0")
        return f"{whole}.{fraction}{'0' if len(fraction) == 3 else ''}" if fraction else whole

    def told(self, value: Decimal, asking: Asking) -> str:
        return format_number(value, get_language())

    def field(self, asking: Asking, value: Any) -> forms.Field:
        return QuantityField(most=MOST)


class OwnDay(Day):
    is_same = False


@dataclass(frozen=True)
class Unanswered(Kind):
    """Asked for, or not."""

    label: str  # of the box
    width: str
    is_same = False

    def read(self, text: str, asking: Asking) -> str | None:
        return NONE if text in {YES, "on", "1"} else None

    def text(self, value: str, asking: Asking) -> str:
        return YES

    def told(self, value: str, asking: Asking) -> str:
        return _("not answered")

    def field(self, asking: Asking, value: Any) -> forms.Field:
        return forms.BooleanField(label=self.label, widget=forms.CheckboxInput({"value": YES}))

    def initial(self, value: str) -> bool:
        return True


def own_facets() -> dict[str, Facet]:
    """The conditions of all questions that are asked now, in their order, by their names. One query."""
    questions = [one for one in CustomField.objects.filter(archived_at=None) if KEY.fullmatch(one.key)]
    found = [facet for question in questions for facet in _facets_of(question)]
    # A file may have brought the question “panen_from” beside “panen”, the day: then the name is that question's.
    taken = {f"{OWN}{one.key}" for one in questions if one.key.endswith(ENDINGS) and one.kind not in BOUNDED}
    return {one.name: one for one in found if one.name not in taken or isinstance(one.kind, Chosen | Words)}


def _facets_of(question: CustomField) -> Iterator[Facet]:
    key, name, kinds = question.key, f"{OWN}{question.key}", CustomField.Kind
    if question.kind in {kinds.CHOICE, kinds.YES_NO}:
        kind = Chosen((*_options(question), (NONE, answers.NOTHING, _("not answered"))))
        yield Facet(name, question.label, Group.OWN, kind, lambda value, _a: answers.is_one_of(key, value))
        return
    if question.kind in BOUNDED:
        yield from _bounds(question)
    else:
        yield Facet(name, question.label, Group.OWN, Words(), lambda value, _a: answers.says(key, value))
    box = _("%(question)s: not answered") % {"question": question.label}
    without = Unanswered(box, width="" if question.kind == kinds.TEXT else "wide")
    nothing = answers.is_one_of(key, [answers.NOTHING])
    yield Facet(name + WITHOUT, question.label, Group.OWN, without, lambda _v, _a: nothing)


def _bounds(question: CustomField) -> Iterator[Facet]:
    """From a number or a day, and up to one; each belongs to it."""
    is_number = question.kind == CustomField.Kind.NUMBER
    kind, within = (Amount(), answers.is_number) if is_number else (OwnDay(), answers.is_day)
    key, name, words = question.key, f"{OWN}{question.key}", {"question": question.label}
    least, most = _("%(question)s from") % words, _("%(question)s up to") % words
    yield Facet(name + FROM, least, Group.OWN, kind, lambda value, _a: within(key, least=value))
    yield Facet(name + TO, most, Group.OWN, kind, lambda value, _a: within(key, most=value))


def _options(question: CustomField) -> Iterator[tuple[str, str, str]]:
    if question.kind == CustomField.Kind.YES_NO:
        yield from ((YES, answers.YES, _("Yes")), (NO, answers.NO, _("No")))
        return
    for choice in dict.fromkeys(map(str, question.choices)):
        said = tidy(choice).replace("\\", "\\\\").replace(",", "\\,")
        yield f"\\{said}" if said == NONE else said, choice, choice
