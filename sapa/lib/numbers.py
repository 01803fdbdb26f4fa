"""Plain numbers as people write them: `1.250,5` in Indonesian, `1,250.5` in English."""

import re
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sapa.lib.invalid import Invalid

MAX_DIGITS = 15  # before the decimal sign: more is a slip of the finger, or worse
PLAIN = re.compile(r"\d+")
GROUPS = {sign: re.compile(rf"[1-9]\d{{0,2}}(?:{re.escape(sign)}\d{{3}})+") for sign in ".,"}


class InvalidNumber(Invalid):
    """Text that is no number, or one with two meanings."""


def is_english(language: str | None) -> bool:
    """Whether `language` ("id", "en-gb", None for the active one) writes 1,250.5 rather than 1.250,5."""
    return (language or get_language() or "id").startswith("en")


def round_half_up(value: Decimal, places: int = 0) -> Decimal:
    """2.5 → 3, -2.5 → -3, as everyone learnt it at school."""
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def group_thousands(digits: str, language: str | None = None) -> str:
    """ "1250000" → "1.250.000" in Indonesian, "1,250,000" in English."""
    grouped = f"{int(digits):,}"
    return grouped if is_english(language) else grouped.replace(",", ".")


def format_number(value: Decimal | float, language: str | None = None, places: int = 3) -> str:
    """At most `places` decimals, without the zeros at the end: 1250.500 → "1.250,5"."""
    rounded = round_half_up(Decimal(str(value)), places)
    whole, _point, fraction = f"{abs(rounded):f}".partition(".")
    fraction = fraction.rstrip("0")
    sign = "-" if rounded < 0 else ""
    point = "." if is_english(language) else ","
    return f"{sign}{group_thousands(whole, language)}{point + fraction if fraction else ''}"


def parse_number(value: str | float | Decimal, places: int = 3, language: str | None = None) -> Decimal:
    """A number ≥ 0 with at most `places` decimals; a spreadsheet's own numbers pass as they are.

    `1.250,5`, `1,250.5` and `1250.5` are read in both languages. A single sign before exactly three digits
    (`1.250`) is a thousand where the language groups with that sign, else a decimal. Raises InvalidNumber.
    """
    if isinstance(value, str):
        number = _read(value, places, language)
    else:
        number = exact(value)
        refuse_endless(number)
        if round_half_up(number, places) != number:
            number = round_half_up(number, places)  # a spreadsheet's 0.1 + 0.2
    if number < 0:
        raise InvalidNumber(_("A number below zero does not fit here."))
    return number


def refuse_endless(number: Decimal) -> None:
    """Raise InvalidNumber for more than MAX_DIGITS before the decimal sign."""
    if number.adjusted() >= MAX_DIGITS:
        raise InvalidNumber(_("This number is too large."))


def row_id(text: str) -> int | None:
    """The id or version that a request names, or None for what cannot be one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


def exact(value: float | Decimal) -> Decimal:
    """A spreadsheet's number as the person saw it. Raises InvalidNumber for what is none, such as NaN."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise InvalidNumber(_("“%(text)s” is not a number."), text=value)
    number = Decimal(str(value))
    if not number.is_finite():
        raise InvalidNumber(_("“%(text)s” is not a number."), text=value)
    return number


def split_decimal(text: str) -> tuple[str, str] | None:
    """Digits before and after the decimal sign, where the signs leave no doubt; None where they make no sense.

    "1.250.000,50" → ("1250000", "50"); "1,250,000" → ("1250000", ""); "1250.5" → ("1250", "5");
    one sign before three digits ("1.250") counts as a thousands sign.
    """
    if PLAIN.fullmatch(text):
        return text, ""
    for sign, pattern in GROUPS.items():
        if pattern.fullmatch(text):
            return text.replace(sign, ""), ""
    last = max(text.rfind("."), text.rfind(","))
    whole, sign, fraction = text[:last], text[last : last + 1], text[last + 1 :]
    if not sign or not PLAIN.fullmatch(fraction):
        return None
    if PLAIN.fullmatch(whole):
        return whole, fraction
    other = "," if sign == "." else "."
    return (whole.replace(other, ""), fraction) if GROUPS[other].fullmatch(whole) else None


def _read(text: str, places: int, language: str | None) -> Decimal:
    cleaned = re.sub(r"[\s\u00a0\u202f]", "", text)
    negative = cleaned.startswith(("-", "−"))
    cleaned = cleaned.lstrip("-−+")
    decimal_sign = "." if is_english(language) else ","
    if re.fullmatch(rf"\d+{re.escape(decimal_sign)}\d{{3}}", cleaned):
        whole, fraction = cleaned.split(decimal_sign)
    elif (parts := split_decimal(cleaned)) is not None and cleaned.isascii():
        whole, fraction = parts
    else:
        raise InvalidNumber(_("“%(text)s” is not a number."), text=text)
    if len(whole) > MAX_DIGITS:
        raise InvalidNumber(_("This number is too large."))
    if len(fraction.rstrip("0")) > places:
        raise InvalidNumber(_("“%(text)s” has too many decimals: at most %(places)d."), text=text, places=places)
    number = Decimal(f"{whole}.{fraction.rstrip('0') or '0'}")
    return -number if negative else number
