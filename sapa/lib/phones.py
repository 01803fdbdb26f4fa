"""Phone numbers: kept as E.164 (`+6281234567890`), the key by which people are recognised."""

import re
from urllib.parse import quote

from django.utils.translation import gettext_lazy as _

from sapa.lib.invalid import Invalid

# Nearly every number that reaches us is an Indonesian mobile one. Python's `phonenumbers` takes 50 µs for it and
# 0.1 s to import, so these are recognised here, by its own pattern (a test compares the two), and it is
# imported when the first other number comes.
SEPARATORS = str.maketrans("", "", " -.()/\u00a0\u202f\u2010\u2011\u2012\u2013\u2014\t")
MOBILE = re.compile(r"(?:\+?62|0062)?0?(8[1-35-9]\d{7,10})", re.ASCII)
MOBILE_E164 = re.compile(r"\+62(8\d\d)(\d{3,4})(\d{3,5})", re.ASCII)


class InvalidPhone(Invalid):
    """Text that is no phone number that can be called."""


def normalise(text: str, region: str = "ID") -> str:
    """E.164 of a number as people write it. Raises InvalidPhone.

    `0812…`, `62812…`, `+62 812…` and `812…` are one number; `021…` is a landline; a foreign one starts with +.
    """
    cleaned = text.strip().translate(SEPARATORS)
    if region == "ID" and (mobile := MOBILE.fullmatch(cleaned)):
        return f"+62{mobile[1]}"
    return _by_library(text, cleaned, region)


def _by_library(text: str, cleaned: str, region: str) -> str:
    import phonenumbers

    if re.search(r"[^0-9+]", cleaned):
        raise InvalidPhone(_("“%(text)s” is not a phone number."), text=text)
    if cleaned.startswith("00"):
        cleaned = f"+{cleaned[2:]}"
    elif region == "ID" and cleaned.startswith("62") and len(cleaned) >= 10:
        cleaned = f"+{cleaned}"
    try:
        number = phonenumbers.parse(cleaned, region)
    except phonenumbers.NumberParseException as error:
        raise InvalidPhone(_("“%(text)s” is not a phone number."), text=text) from error
    if not phonenumbers.is_valid_number(number):
        raise InvalidPhone(_("“%(text)s” cannot be called: check its digits."), text=text)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def format_national(e164: str) -> str:
    """As it is dialled at home: +6281234567890 → "0812-3456-7890"; a foreign one stays international."""
    if mobile := MOBILE_E164.fullmatch(e164):
        return f"0{mobile[1]}-{mobile[2]}-{mobile[3]}"
    return _formatted(e164, national=e164.startswith("+62"))


def format_international(e164: str) -> str:
    """+6281234567890 → "+62 812-3456-7890"."""
    if mobile := MOBILE_E164.fullmatch(e164):
        return f"+62 {mobile[1]}-{mobile[2]}-{mobile[3]}"
    return _formatted(e164, national=False)


def _formatted(e164: str, national: bool) -> str:
    import phonenumbers

    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164  # kept from elsewhere; better shown as it is than not at all
    kinds = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, kinds.NATIONAL if national else kinds.INTERNATIONAL)


def is_mobile(e164: str) -> bool:
    """Whether it is an Indonesian mobile number, so that WhatsApp is likely."""
    return MOBILE.fullmatch(e164) is not None


def whatsapp_url(e164: str, text: str = "") -> str:
    """A link that opens a WhatsApp draft; the person presses send."""
    return f"https://wa.me/{e164.removeprefix('+')}{'?text=' + quote(text) if text else ''}"


def tel_url(e164: str) -> str:
    """A link that dials."""
    return f"tel:{e164}"


def search_digits(text: str) -> str:
    """Part of a number as it occurs within E.164: "0812-34" → "81234", "+62 812" → "62812". Empty for other text."""
    cleaned = text.strip().translate(SEPARATORS).removeprefix("+")
    return cleaned.lstrip("0") if cleaned.isascii() and cleaned.isdigit() else ""
