"""Tax and identity numbers: NPWP (16 digits, once 15) and NIK."""

import re

from django.utils.translation import gettext_lazy as _

from sapa.lib.invalid import Invalid


class InvalidTaxId(Invalid):
    """Text that is no NPWP or no NIK."""


def normalise_npwp(text: str) -> str:
    """16 digits; an old number of 15 gets its leading 0. Raises InvalidTaxId."""
    digits = _digits(text)
    if len(digits) not in {15, 16} or len(set(digits)) == 1:
        raise InvalidTaxId(_("“%(text)s” is not an NPWP: it has 15 or 16 digits."), text=text)
    return digits.rjust(16, "0")


def format_npwp(npwp: str) -> str:
    """As on the card: an old one `01.234.567.8-901.000`, a new one in groups of four."""
    if len(npwp) == 16 and npwp.startswith("0"):
        old = npwp[1:]
        return f"{old[:2]}.{old[2:5]}.{old[5:8]}.{old[8]}-{old[9:12]}.{old[12:]}"
    return " ".join(npwp[start : start + 4] for start in range(0, len(npwp), 4))


def normalise_nik(text: str) -> str:
    """16 digits whose province and birthday can be. Raises InvalidTaxId."""
    digits = _digits(text)
    day = int(digits[6:8]) if len(digits) == 16 else 0
    month = int(digits[8:10]) if len(digits) == 16 else 0
    born = day - 40 if day > 40 else day  # women's days are counted from 41
    if not (1 <= born <= 31 and 1 <= month <= 12 and 11 <= int(digits[:2]) <= 99 and digits[12:] != "0000"):
        raise InvalidTaxId(_("“%(text)s” is not a NIK: check its 16 digits."), text=text)
    return digits


def _digits(text: str) -> str:
    cleaned = re.sub(r"[\s.\-/]", "", text)
    return cleaned if cleaned.isascii() and cleaned.isdigit() else ""
