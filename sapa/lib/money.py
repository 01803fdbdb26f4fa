"""Money: whole numbers of a currency's minor units (rupiah has none, a dollar has 100 cents)."""

import re
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from sapa.lib.invalid import Invalid
from sapa.lib.numbers import (
    InvalidNumber,
    exact,
    format_number,
    group_thousands,
    is_english,
    round_half_up,
    split_decimal,
)

MAX_AMOUNT = 10**15  # a quadrillion minor units: far above any village, far below a BigInteger's end
MINOR_DIGITS = {"IDR": 0, "JPY": 0, "KRW": 0, "VND": 0, "CLP": 0, "KWD": 3, "BHD": 3, "OMR": 3}
SYMBOLS = {"IDR": "Rp", "USD": "US$", "SGD": "S$", "MYR": "RM", "EUR": "€"}
SYMBOLS_ENGLISH = SYMBOLS | {"USD": "$"}

WORDS = {
    **dict.fromkeys(("rb", "ribu", "k", "thousand"), 3),
    **dict.fromkeys(("jt", "juta", "mio", "million"), 6),
    **dict.fromkeys(("mlr", "miliar", "milyar", "bn", "billion"), 9),
    **dict.fromkeys(("triliun", "trilyun", "trillion"), 12),
}
SCALES = [(12, " T", "T"), (9, " M", "B"), (6, " jt", "M"), (3, " rb", "K")]
SHAPE = re.compile(r"(?P<number>\d[\d.,]*?)(?:,-|\.-)?(?P<word>[a-z]*)", re.ASCII)


class InvalidMoney(Invalid):
    """Text that is no amount of money, or one with two meanings."""


def minor_digits(currency: str) -> int:
    """Decimals of the currency: 0 for IDR, 2 for USD."""
    return MINOR_DIGITS.get(currency, 2)


def symbol(currency: str, language: str | None = None) -> str:
    """What stands before the number: "Rp", "US$" ("$" in English), or the code and a space."""
    return (SYMBOLS_ENGLISH if is_english(language) else SYMBOLS).get(currency, f"{currency}\u00a0")


def to_minor(major: Decimal, currency: str) -> int:
    """Major units to minor ones, half up: Decimal("12.345") USD → 1235."""
    return int(round_half_up(major.scaleb(minor_digits(currency))))


def to_major(amount: int, currency: str) -> Decimal:
    """Minor units to major ones, exactly: 1235 USD → Decimal("12.35")."""
    return Decimal(amount).scaleb(-minor_digits(currency))


def multiply(amount: int, factor: Decimal) -> int:
    """A price times a quantity or a rate, half up to the minor unit."""
    return int(round_half_up(amount * factor))


def format_amount(amount: int, currency: str = "IDR", language: str | None = None) -> str:
    """The number without its symbol, for form fields and tables: 1250000 → "1.250.000"."""
    digits = minor_digits(currency)
    text = str(abs(amount)).rjust(digits + 1, "0")
    whole, fraction = (text[:-digits], text[-digits:]) if digits else (text, "")
    point = "." if is_english(language) else ","
    return f"{'-' if amount < 0 else ''}{group_thousands(whole, language)}{point + fraction if fraction else ''}"


def format_money(amount: int, currency: str = "IDR", language: str | None = None) -> str:
    """1250000 IDR → "Rp1.250.000"; 123450 USD → "US$1.234,50", in English "$1,234.50"."""
    return f"{'-' if amount < 0 else ''}{symbol(currency, language)}{format_amount(abs(amount), currency, language)}"


def format_compact(amount: int, currency: str = "IDR", language: str | None = None) -> str:
    """Short, for boards and charts: 1234567 IDR → "Rp1,2 jt", in English "Rp1.2M". Half up."""
    major = to_major(abs(amount), currency)
    for power, ours, theirs in SCALES:
        scaled = major.scaleb(-power)
        if scaled >= (1 if power == 3 else Decimal("0.9995")):  # 999,600 is 1 jt, not 1.000 rb
            unit = theirs if is_english(language) else ours
            short = format_number(scaled, language, 1 if scaled < 100 else 0)
            return f"{'-' if amount < 0 else ''}{symbol(currency, language)}{short}{unit}"
    return format_money(amount, currency, language)


def parse_money(value: str | float | Decimal, currency: str = "IDR", *, below_zero: bool = False) -> int:
    """Minor units, from 0 (or −MAX_AMOUNT) to MAX_AMOUNT. Raises InvalidMoney.

    Reads `1.250.000`, `1,250,000`, `Rp 1.250.000,00`, `1250000,-`, `25rb`, `1,5jt`, `2 miliar`; in USD also
    `1,234.50`, `1.234,50` and `1234.5`. One sign before three digits groups thousands. A spreadsheet's own
    number is in major units and rounded half up.
    """
    major = _read(value, currency) if isinstance(value, str) else _plain(value)
    if major.adjusted() > 15:
        raise InvalidMoney(_("This amount is too large."))
    amount = to_minor(major, currency)
    if amount < 0 and not below_zero:
        raise InvalidMoney(_("An amount cannot be below zero."))
    if abs(amount) > MAX_AMOUNT:
        raise InvalidMoney(_("This amount is too large."))
    return amount


def _plain(value: float | Decimal) -> Decimal:
    try:
        return exact(value)
    except InvalidNumber as error:
        raise InvalidMoney(_("“%(text)s” is not an amount of money."), text=value) from error


def _read(text: str, currency: str) -> Decimal:
    cleaned = re.sub(r"[\s\u00a0\u202f]", "", text.lower())
    negative = cleaned.startswith(("-", "−"))
    cleaned = _without_symbol(cleaned.lstrip("-−+"), currency)
    shape = SHAPE.fullmatch(cleaned)
    if shape is None or (shape["word"] and shape["word"] not in WORDS | {"m": 0, "t": 0}):
        raise InvalidMoney(_("“%(text)s” is not an amount of money."), text=text)
    if shape["word"] in {"m", "t"}:
        raise InvalidMoney(_("“%(text)s” can mean two amounts: write jt, miliar or triliun."), text=text)
    power = WORDS.get(shape["word"], 0)
    if power and re.fullmatch(r"\d+,\d{3}", shape["number"]):
        raise InvalidMoney(_("“%(text)s” can mean two amounts: write the number in full."), text=text)
    parts = split_decimal(shape["number"])
    if parts is None:
        raise InvalidMoney(_("“%(text)s” is not an amount of money."), text=text)
    return _scaled(text, parts, power, currency) * (-1 if negative else 1)


def _scaled(text: str, parts: tuple[str, str], power: int, currency: str) -> Decimal:
    whole, fraction = parts
    if len(whole.lstrip("0")) + power > 16:
        raise InvalidMoney(_("This amount is too large."))
    major = Decimal(f"{whole}.{fraction or '0'}").scaleb(power)
    places = minor_digits(currency)
    if len(fraction) > max(places, 2) + power or round_half_up(major, places) != major:
        raise InvalidMoney(
            _("“%(text)s” has too many decimals: %(currency)s has %(places)d."),
            text=text,
            currency=currency,
            places=places,
        )
    return major


def _without_symbol(text: str, currency: str) -> str:
    known = {currency, SYMBOLS.get(currency, ""), SYMBOLS_ENGLISH.get(currency, "")} | {"Rp." * (currency == "IDR")}
    marks = sorted((mark.lower() for mark in known if mark), key=len, reverse=True)
    for mark in marks:
        if text.startswith(mark):
            return text.removeprefix(mark)
        if text.endswith(mark):
            return text.removesuffix(mark)
    return text
