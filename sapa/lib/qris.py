"""QRIS: the payload of Indonesia's one QR code for payments (EMVCo's tags, lengths and values).

A shop's sticker is static: the payer types the amount. `with_amount` puts an amount in, so that nobody has to type.
It is no QRIS issued by a provider: nobody tells us that it was paid.
"""

import io
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from sapa.lib.invalid import Invalid

if TYPE_CHECKING:
    import segno

LONGEST = 512
FIRST, LAST, AMOUNT, KIND = "00", "63", "54", "01"
STATIC, DYNAMIC = "11", "12"
RUPIAH = "360"
ACCOUNTS = range(26, 52)  # where the tags of acquirers, and 51 of the national list, stand
MOST = 9_999_999_999  # rupiah: an amount has at most 13 characters; nobody pays more by a sticker
PHOTO_PIXELS = 40_000_000

SHAPES = {
    FIRST: r"01",
    KIND: f"{STATIC}|{DYNAMIC}",
    "52": r"\d{4}",
    "53": RUPIAH,
    "58": r"ID",
    "59": r".{1,25}",
    "60": r".{1,15}",
}
WRONG = {
    "53": _("Tag %(tag)s: only a QRIS in rupiah (360) fits here."),
    "58": _("Tag %(tag)s: only a QRIS of Indonesia fits here."),
}


class InvalidQris(Invalid):
    """A payload that is no QRIS, with the tag that is wrong in `tag` ("" where it is not one tag's fault)."""

    def __init__(self, message: object, *, tag: str = "", **params: object) -> None:
        super().__init__(message, tag=tag, **params)
        self.tag = tag


@dataclass(frozen=True)
class Qris:
    """A payload that was found good: its tags in order, as they stand in it."""

    tags: tuple[tuple[str, str], ...]

    def get(self, tag: str) -> str:
        """The value of a tag, "" where it is not there."""
        return dict(self.tags).get(tag, "")

    @property
    def merchant(self) -> str:
        return self.get("59")

    @property
    def city(self) -> str:
        return self.get("60")

    @property
    def nmid(self) -> str:
        """The merchant's national number, "" where the sticker has none."""
        return dict(_split(self.get("51"), within="51")).get("02", "") if self.get("51") else ""

    @property
    def is_static(self) -> bool:
        return self.get(KIND) == STATIC

    @property
    def amount(self) -> int | None:
        """Rupiah, of a payload with an amount in it."""
        return int(Decimal(self.get(AMOUNT))) if self.get(AMOUNT) else None


def parse(text: str) -> Qris:
    """Read a payload as it was pasted or scanned. Raises InvalidQris, which names the tag that is wrong."""
    payload = text.strip()
    if not payload.startswith("0002") or len(payload) > LONGEST:
        raise InvalidQris(_("This is no QRIS: it begins with 000201."), tag=FIRST)
    if not payload.isascii() or not payload.isprintable():
        raise InvalidQris(_("This is no QRIS: it has signs that do not belong there."))
    tags = _split(payload)
    _refuse_wrong(tags, payload)
    return Qris(tuple(tags))


def with_amount(payload: str, amount: int) -> str:
    """The static payload with this amount (whole rupiah) in it, to be paid as it is. Raises InvalidQris."""
    if not 0 < amount <= MOST:
        raise InvalidQris(_("QRIS takes an amount from Rp1 on."), tag=AMOUNT)
    tags = [(tag, value) for tag, value in parse(payload).tags if tag not in {LAST, AMOUNT, "55", "56", "57"}]
    written = []
    for tag, value in tags:
        written.append((tag, DYNAMIC if tag == KIND else value))
        if tag == "53":
            written.append((AMOUNT, str(amount)))
    body = "".join(_write(tag, value) for tag, value in written) + LAST + "04"
    return body + checksum(body)


def checksum(text: str) -> str:
    """CRC-16/CCITT-FALSE of ASCII text, four capital hexadecimals: "123456789" → "29B1"."""
    crc = 0xFFFF
    for byte in text.encode("ascii"):
        crc ^= byte << 8
        for _bit in range(8):
            crc = (crc << 1) ^ 0x1021 if crc & 0x8000 else crc << 1
            crc &= 0xFFFF
    return f"{crc:04X}"


def _split(text: str, within: str = "") -> list[tuple[str, str]]:
    """Tags and values of a payload, or of a tag that holds tags."""
    found, place = [], 0
    while place < len(text):
        tag, length = text[place : place + 2], text[place + 2 : place + 4]
        if not (re.fullmatch(r"\d\d", tag) and re.fullmatch(r"\d\d", length)):
            raise InvalidQris(_("Tag %(tag)s of the QRIS cannot be read."), tag=within or tag or "?")
        value = text[place + 4 : place + 4 + int(length)]
        if len(value) < int(length) or not value:
            raise InvalidQris(_("Tag %(tag)s of the QRIS is cut short."), tag=within or tag)
        found.append((tag, value))
        place += 4 + int(length)
    return found


def _refuse_wrong(tags: list[tuple[str, str]], payload: str) -> None:
    given = dict(tags)
    double = next((tag for tag, _value in tags if [one for one, _other in tags].count(tag) > 1), "")
    if double:
        raise InvalidQris(_("Tag %(tag)s stands in the QRIS twice."), tag=double)
    if tags[-1][0] != LAST:
        raise InvalidQris(_("Tag %(tag)s, the checksum, belongs at the end of the QRIS."), tag=LAST)
    if len(given[LAST]) != 4 or given[LAST].upper() != checksum(payload[:-4]):
        raise InvalidQris(_("The checksum (tag %(tag)s) is wrong: a letter is missing or changed."), tag=LAST)
    for tag, shape in SHAPES.items():
        if not re.fullmatch(shape, given.get(tag, "")):
            raise InvalidQris(WRONG.get(tag, _("Tag %(tag)s of the QRIS is missing or wrong.")), tag=tag)
    if AMOUNT in given and not re.fullmatch(r"\d{1,10}(\.\d{0,2})?", given[AMOUNT]):
        raise InvalidQris(_("Tag %(tag)s, the amount, cannot be read."), tag=AMOUNT)
    _refuse_no_account(given)


def _refuse_no_account(given: dict[str, str]) -> None:
    accounts = [tag for tag in given if int(tag) in ACCOUNTS]
    if not accounts:
        raise InvalidQris(_("The QRIS names no account (tags 26 to 51)."), tag="26")
    for tag in accounts:
        if dict(_split(given[tag], within=tag)).get("00", "") == "":
            raise InvalidQris(_("Tag %(tag)s of the QRIS does not say whose account it is."), tag=tag)


def _write(tag: str, value: str) -> str:
    return f"{tag}{len(value):02}{value}"


def read_photo(content: bytes) -> str:
    """The QRIS in a photo of the sticker, as text that `parse` found good. Raises InvalidQris."""
    from PIL import Image, ImageOps, UnidentifiedImageError  # large, and seldom needed
    from zxingcpp import BarcodeFormat, BarcodeFormats, read_barcodes

    try:
        with Image.open(io.BytesIO(content)) as opened:
            if opened.width * opened.height > PHOTO_PIXELS:
                raise InvalidQris(_("This photo is too large. Take one with fewer pixels."))
            picture = ImageOps.exif_transpose(opened).convert("L")
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
        raise InvalidQris(_("This is no photo that can be read.")) from error
    texts = [found.text for found in read_barcodes(picture, formats=BarcodeFormats(BarcodeFormat.QRCode))]
    if not texts:
        raise InvalidQris(_("No QR code was found in the photo. Take it straight on, near, in good light."))
    wanted = next((text for text in texts if text.strip().startswith("0002")), texts[0])
    parse(wanted)
    return wanted.strip()


def picture(payload: str) -> str:
    """The QR code as the address of a picture (SVG in a data: URI), black on white with its quiet zone."""
    return _code(payload).svg_data_uri(scale=6, border=4, light="#fff")


def svg(payload: str) -> bytes:
    """The QR code as an SVG file, for paper."""
    buffer = io.BytesIO()
    _code(payload).save(buffer, kind="svg", scale=6, border=4, light="#fff")
    return buffer.getvalue()


def png(payload: str, *, scale: int = 8) -> bytes:
    """The same as a PNG, for paper."""
    buffer = io.BytesIO()
    _code(payload).save(buffer, kind="png", scale=scale, border=4)
    return buffer.getvalue()


def _code(payload: str) -> "segno.QRCode":
    import segno  # 5 MB, seldom needed

    return segno.make(payload, error="m", micro=False)
