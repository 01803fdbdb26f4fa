"""Faces and icons: people's initials, and lucide's icons cut down to their shapes.

The stylesheet says the rest (stroke, caps, size) once for all of them.
"""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile
from zlib import crc32

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from sapa.lib.text import initials

COLOURS = 4  # of people
SPRITE = "build/icons.svg"  # made by `manage.py write_icons`
SVG = "{http://www.w3.org/2000/svg}"


class UnknownIcon(LookupError):
    """A template names an icon that lucide does not have."""


@cache
def _archive() -> ZipFile:
    """All of lucide, kept: to read its directory of 1,700 names anew takes as long as to draw a page."""
    return ZipFile(BytesIO(files("lucide").joinpath("lucide.zip").read_bytes()))


@cache
def _shapes(name: str) -> SafeString:
    """The inner markup of an icon. It comes from the package, not from people."""
    try:
        drawing = ElementTree.fromstring(_archive().read(f"{name}.svg"))  # noqa: S314, a file of the package
    except KeyError as error:
        raise UnknownIcon(name) from error
    parts = []
    for shape in drawing:
        attributes = "".join(f' {key}="{value}"' for key, value in shape.attrib.items())
        parts.append(f"<{shape.tag.removeprefix(SVG)}{attributes}/>")
    return mark_safe("".join(parts))  # noqa: S308, likewise


@cache
def draw(name: str, extra: str = "") -> SafeString:
    """An icon as inline SVG, hidden from screen readers, coloured and sized by the text around it."""
    classes = f"icon {extra}".strip()
    return format_html('<svg class="{}" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', classes, _shapes(name))


@cache
def symbol(name: str) -> SafeString:
    """An icon to be drawn by `use`, for a page that shows it hundreds of times."""
    return format_html('<symbol id="icon-{}" viewBox="0 0 24 24">{}</symbol>', name, _shapes(name))


@cache
def use(name: str) -> SafeString:
    """A drawing of an icon whose `symbol` is on the page."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="#icon-{}"/></svg>', name)


def sprite(names: Iterable[str]) -> str:
    """A file of icons, which a browser keeps: what stands in the frame of each page is drawn from there."""
    drawings = "\n".join(f'<symbol id="{name}" viewBox="0 0 24 24">{_shapes(name)}</symbol>' for name in sorted(names))
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{drawings}\n</svg>\n'


@cache
def draw_from_sprite(name: str) -> SafeString:
    """An icon of the frame: hidden from screen readers, coloured and sized by the text around it."""
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}#{}"/></svg>', static(SPRITE), name)


def face(name: str, size: str = "") -> SafeString:
    """A person's initials on their colour. Decoration: the name stands beside it."""
    classes = f"initials initials-{crc32(name.encode()) % COLOURS}{f' initials-{size}' if size else ''}"
    return format_html('<span class="{}" aria-hidden="true">{}</span>', classes, initials(name))
