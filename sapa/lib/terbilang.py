"""Amounts in words, as receipts write them, and when a receipt wants a stamp."""

from datetime import date

from sapa.lib.money import minor_digits
from sapa.lib.numbers import is_english

# Units and hundredths, in Indonesian and in English (one, many).
NAMES = {
    "IDR": ("rupiah", ("rupiah", "rupiah"), "sen", ("sen", "sen")),
    "USD": ("dolar Amerika", ("US dollar", "US dollars"), "sen", ("cent", "cents")),
    "SGD": ("dolar Singapura", ("Singapore dollar", "Singapore dollars"), "sen", ("cent", "cents")),
    "MYR": ("ringgit", ("ringgit", "ringgit"), "sen", ("sen", "sen")),
}
STAMPED_ABOVE = 5_000_000  # rupiah: UU 10/2020, since 1 January 2021
STAMP = 10_000
STAMP_SINCE = date(2021, 1, 1)


def in_words(amount: int, currency: str = "IDR", language: str | None = None) -> str:
    """1387500 IDR → "Satu juta tiga ratus delapan puluh tujuh ribu lima ratus rupiah"; below zero "Minus …".

    Minor units; hundredths are said where there are any: 1250 USD → "Twelve US dollars and fifty cents".
    """
    english = is_english(language)
    scale = 10 ** minor_digits(currency)
    whole, rest = divmod(abs(amount), scale)
    words = f"{_number(whole, english=english)} {_unit(currency, whole, english=english)}"
    if rest:
        joint = " and " if english else " "
        words += f"{joint}{_number(rest, english=english)} {_hundredths(currency, rest, english=english)}"
    words = f"minus {words}" if amount < 0 else words
    return words[0].upper() + words[1:]


def wants_stamp(amount: int, currency: str, on: date) -> bool:
    """Whether a receipt of this amount on that day wants a stamp (meterai) of Rp10,000."""
    return currency == "IDR" and amount > STAMPED_ABOVE and on >= STAMP_SINCE


def _number(number: int, *, english: bool) -> str:
    from num2words import num2words  # 4 MB, for those who print receipts

    return str(num2words(number, lang="en" if english else "id")).replace(",", "")


def _unit(currency: str, number: int, *, english: bool) -> str:
    if currency not in NAMES:
        return currency
    indonesian, (one, many), _hundredth, _hundredths = NAMES[currency]
    return (one if number == 1 else many) if english else indonesian


def _hundredths(currency: str, number: int, *, english: bool) -> str:
    if currency not in NAMES:
        return "/100"
    _unit, _units, indonesian, (one, many) = NAMES[currency]
    return (one if number == 1 else many) if english else indonesian
