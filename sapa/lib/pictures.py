"""Pictures that people send: looked at by their content, set upright, made small, and freed of what they tell.

A phone's photo names the place and the time where it was taken: nothing but the picture itself is kept.
"""

import base64
import binascii
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from sapa.lib.invalid import Invalid

if TYPE_CHECKING:
    from PIL import Image

LARGEST_FILE = 12 * 1024 * 1024  # bytes that are looked at
LARGEST_PICTURE = 60_000_000  # pixels: what unpacks to more is no photo
LARGEST_DRAWING = 400 * 1024
MOST = 1280  # pixels of the longer side
ENOUGH = 150 * 1024  # bytes that a picture should take
QUALITIES = (80, 70, 60, 45)
READ = ("JPEG", "PNG", "WEBP")
ANYTHING_WRONG = (OSError, ValueError, SyntaxError, EOFError, IndexError)


@dataclass(frozen=True)
class Picture:
    """The bytes of a picture that is safe to show; width and height in pixels."""

    content: bytes
    content_type: str
    width: int
    height: int


class InvalidPicture(Invalid):
    """What was sent is no picture, or none that can be read."""


def shrink(content: bytes, most: int = MOST) -> Picture:
    """Make a picture at most `most` pixels long, as WebP of about 150 kB at most. Raises InvalidPicture."""
    if len(content) > LARGEST_FILE:
        raise InvalidPicture(_("The picture is larger than 12 MB. Send a smaller one."))
    image = _opened(content, READ, most)
    for quality in QUALITIES:
        packed = _packed(image, "WEBP", quality=quality, method=4)
        if len(packed) <= ENOUGH:
            break
    return Picture(packed, "image/webp", *image.size)


def drawing(given: str | bytes) -> Picture:
    """A signature drawn with a finger: a PNG, or the data URL of one. Raises InvalidPicture, also for an empty one."""
    from PIL import Image, ImageChops, ImageOps  # 8 MB, for those who draw

    content = _from_data_url(given) if isinstance(given, str) else given
    if len(content) > LARGEST_DRAWING:
        raise InvalidPicture(_("The drawing is too large. Draw it again, more simply."))
    image = _opened(content, ("PNG",), MOST).convert("RGBA")
    paper = Image.new("RGBA", image.size, "white")
    ink = ImageOps.invert(Image.alpha_composite(paper, image).convert("L"))
    drawn = ImageChops.add(ink, ink).getbbox()
    if drawn is None:
        raise InvalidPicture(_("Nothing is drawn yet."))
    image = image.crop(drawn)
    return Picture(_packed(image, "PNG", optimize=True), "image/png", *image.size)


def _opened(content: bytes, formats: tuple[str, ...], most: int) -> "Image.Image":
    """Upright, no longer than `most`, in RGB or RGBA, with nothing besides its pixels."""
    from PIL import Image, ImageOps  # 8 MB, for those who send pictures

    try:
        image: Image.Image = Image.open(io.BytesIO(content), formats=formats)
        if image.width * image.height > LARGEST_PICTURE:
            raise InvalidPicture(_("This picture is too large to be read. Send a smaller one."))
        image.draft("RGB", (most, most))  # a JPEG need not be unpacked in full
        image = ImageOps.exif_transpose(image)
        image.thumbnail((most, most))
        plain = image.convert("RGBA" if image.has_transparency_data else "RGB")
    except (*ANYTHING_WRONG, Image.DecompressionBombError) as error:
        if isinstance(error, InvalidPicture):
            raise
        raise InvalidPicture(_("This file is no picture that can be read. Send a JPEG, PNG or WebP.")) from error
    plain.info.clear()
    return plain


def _packed(image: "Image.Image", kind: str, **options: int | bool) -> bytes:
    packed = io.BytesIO()
    image.save(packed, kind, **options)
    return packed.getvalue()


def _from_data_url(text: str) -> bytes:
    head, _comma, body = text.partition(",")
    if head != "data:image/png;base64":
        raise InvalidPicture(_("The drawing did not arrive. Draw it again."))
    try:
        return base64.b64decode(body, validate=True)
    except (ValueError, binascii.Error) as error:
        raise InvalidPicture(_("The drawing did not arrive. Draw it again.")) from error
