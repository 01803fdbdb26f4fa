"""Cells of a file, read as what they mean. Each reader raises Invalid with a sentence for the error file."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Choices
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from sapa.lib import dates, money, phones, taxids
from sapa.lib.invalid import Invalid
from sapa.lib.numbers import parse_number, round_half_up
from sapa.lib.tables import Cell
from sapa.lib.tables import text as plain
from sapa.lib.text import search_key, tidy


@dataclass(frozen=True)
class Formats:
    """How the file writes days, numbers and money."""

    currency: str = "IDR"
    dates: tuple[str, ...] = dates.USUAL
    language: str | None = None  # whose decimal sign; None for that of the active language


_key = lru_cache(maxsize=1000)(search_key)  # the same few words stand in every row

EMAIL_LETTERS = 254  # as many as the column holds
PHONE_SIGNS = re.compile(r",|\||\n| / ")
# Addresses of which Django's validator needs not be asked, which takes 30 µs: a test compares the two.
PLAIN_EMAIL = re.compile(
    r"[a-z0-9_]+(?:[.+-][a-z0-9_]+){0,5}@(?:[a-z0-9]{1,30}(?:-[a-z0-9]{1,30})?\.){1,3}[a-z]{2,20}", re.ASCII
)

type Reader = Callable[[Cell, Formats], Any]


def text(limit: int) -> Reader:
    """One tidy line of at most `limit` letters."""

    def read(cell: Cell, formats: Formats) -> str:
        found = plain(cell)
        if not (found.isascii() and found.isprintable() and "  " not in found):
            found = tidy(found)
        if len(found) > limit:
            raise Invalid(_("Too long: at most %(limit)d letters."), limit=limit)
        return found

    return read


def note(cell: Cell, formats: Formats) -> str:
    """Text that may have several lines."""
    lines = [tidy(line) for line in plain(cell).splitlines()]
    return "\n".join(lines).strip()[:10_000]


def digits(length: int) -> Reader:
    """A short number kept as text, such as RT: 1 → "001"."""

    def read(cell: Cell, formats: Formats) -> str:
        found = plain(cell)
        if not (found.isascii() and found.isdigit() and len(found) <= length):
            raise Invalid(_("“%(text)s” is not a number of at most %(length)d digits."), text=found, length=length)
        return found.rjust(length, "0")

    return read


def phone_list(cell: Cell, formats: Formats) -> list[str]:
    """E.164 of each number in the cell, between semicolons, commas, bars or on lines of their own."""
    parts = PHONE_SIGNS.sub(";", plain(cell)).split(";")
    found = [phones.normalise(part) for part in parts if part.strip()]
    return found if len(found) < 2 else list(dict.fromkeys(found))


def email(cell: Cell, formats: Formats) -> str:
    found = plain(cell).lower()
    if len(found) <= EMAIL_LETTERS and PLAIN_EMAIL.fullmatch(found):
        return found
    try:
        validate_email(found if len(found) <= EMAIL_LETTERS else "")
    except ValidationError as error:
        raise Invalid(_("“%(text)s” is not an e-mail address."), text=found) from error
    return found


def day(cell: Cell, formats: Formats) -> date:
    return dates.parse_date(cell if isinstance(cell, date) else plain(cell), formats.dates)


def npwp(cell: Cell, formats: Formats) -> str:
    return taxids.normalise_npwp(plain(cell))


def amount(cell: Cell, formats: Formats) -> int:
    """Minor units."""
    return money.parse_money(cell if isinstance(cell, int | float) else plain(cell), formats.currency)


def quantity(cell: Cell, formats: Formats) -> Decimal:
    return parse_number(cell if isinstance(cell, int | float) else plain(cell), language=formats.language)


def percent(cell: Cell, formats: Formats) -> int:
    written = cell if isinstance(cell, int | float) else plain(cell).rstrip("% ")
    number = parse_number(written, language=formats.language)
    if number > 100:
        raise Invalid(_("A percentage is from 0 to 100."))
    return int(round_half_up(number))


def degrees(limit: int) -> Reader:
    """Latitude or longitude, always with a decimal point."""

    def read(cell: Cell, formats: Formats) -> Decimal:
        try:
            found = round_half_up(Decimal(plain(cell).replace(",", ".")), 6)
        except ArithmeticError as error:
            raise Invalid(_("“%(text)s” is not a position in degrees."), text=plain(cell)) from error
        if not -limit <= found <= limit:
            raise Invalid(_("A position is between -%(limit)d and %(limit)d degrees."), limit=limit)
        return found

    return read


def words(cell: Cell, formats: Formats) -> list[str]:
    """Names between commas or semicolons."""
    return list(_words(plain(cell)))


@lru_cache(maxsize=1000)  # the same few stand in every row
def _words(written: str) -> tuple[str, ...]:
    parts = (tidy(part)[:40] for part in written.replace(";", ",").split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def one_of(choices: Iterable[tuple[str, Any]], **others: str) -> Reader:
    """A choice by its value, its Indonesian or English name, or another name for it."""
    pairs = list(choices)

    def names() -> dict[str, str]:
        known = {search_key(name): value for name, value in others.items()}
        for language in ("en", "id"):
            with translation.override(language):
                known |= {search_key(str(label)): value for value, label in pairs}
        return known | {search_key(value): value for value, _label in pairs}

    known: dict[str, str] = {}

    def read(cell: Cell, formats: Formats) -> str:
        known.update({} if known else names())
        try:
            return known[_key(plain(cell))]
        except KeyError as error:
            some = ", ".join(str(label) for _value, label in pairs[:8])
            raise Invalid(_("“%(text)s” is none of: %(some)s."), text=plain(cell), some=some) from error

    return read


def choice(choices: type[Choices], **others: str) -> Reader:
    return one_of(choices.choices, **others)


YES, NO = {"ya", "yes", "y", "true", "benar", "1", "ada"}, {"tidak", "no", "n", "t", "false", "salah", "0", "tidak ada"}


def yes_no(cell: Cell, formats: Formats) -> bool:
    found = search_key(plain(cell))
    if found not in YES | NO:
        raise Invalid(_("“%(text)s” is neither yes nor no."), text=plain(cell))
    return found in YES
