"""What stands on a paper, and how it becomes a PDF. All that people wrote reaches typst as data, never as markup."""

import base64
import json
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.resources import files

from sapa.files.models import StoredFile
from sapa.lib.typesetting import typeset

PIXELS_PER_INCH = 110  # of a paper as a picture


@dataclass(frozen=True)
class Letterhead:
    """Who the paper is from. `logo` is an SVG, "" without one."""

    name: str
    lines: list[str]
    logo: str = ""


@dataclass(frozen=True)
class Column:
    label: str
    is_number: bool = False


@dataclass(frozen=True)
class Sum:
    label: str
    value: str
    is_total: bool = False


@dataclass(frozen=True)
class Note:
    heading: str
    text: str


@dataclass(frozen=True)
class Signature:
    """A place to sign. `drawing` is an SVG of what was drawn already."""

    title: str
    name: str = ""
    drawing: str = ""


@dataclass(frozen=True)
class Code:
    """A QR code as SVG, with what is said beside it."""

    svg: str
    lines: list[str]


@dataclass(frozen=True)
class Sheet:
    """One paper in one language. A cell of `rows` is its text and a smaller line beneath, "" without one."""

    language: str
    letterhead: Letterhead
    title: str
    number: str
    to_label: str
    to: list[str]
    facts: list[tuple[str, str]]
    columns: list[Column] = field(default_factory=list)
    rows: list[list[tuple[str, str]]] = field(default_factory=list)
    sums: list[Sum] = field(default_factory=list)
    words: str = ""
    notes: list[Note] = field(default_factory=list)
    code: Code | None = None
    signatures: list[Signature] = field(default_factory=list)
    stamp: str = ""  # what stands where a stamp is to be glued
    mark: str = ""  # across the page: cancelled, draft
    page: str = ""  # "Page", before its number
    template: str = "document"

    @property
    def file_name(self) -> str:
        """ "Faktur 001-INV-XI-2026.pdf", without what file systems dislike."""
        safe = "".join(letter if letter.isalnum() or letter in " .-_()" else "-" for letter in self.number)
        return f"{self.title} {safe}".strip() + ".pdf"

    def pdf(self) -> bytes:
        return self._compile("pdf")

    def png(self) -> bytes:
        """The first page as a picture, for those who look at it before it is printed."""
        pages = self._compile("png")
        return pages[0] if isinstance(pages, list) else pages

    def _compile(self, kind: str) -> bytes:
        data = json.dumps(asdict(self), ensure_ascii=False)
        return typeset(_template(self.template), {"data": data}, format=kind, ppi=PIXELS_PER_INCH)


def as_svg(picture: StoredFile | None) -> str:
    """A stored picture inside an SVG, as typst takes pictures that come as text; "" without one."""
    if picture is None:
        return ""
    width, height = picture.width or 300, picture.height or 100
    content = base64.b64encode(bytes(picture.content)).decode("ascii")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:{picture.content_type};base64,{content}"/></svg>'
    )


@cache
def _template(name: str) -> dict[str, bytes]:
    """The typst files of a template by name; all share letterhead.typ."""
    place = files("sapa.sales.papers").joinpath("typst")
    shared = {"letterhead.typ": place.joinpath("letterhead.typ").read_bytes()}
    return {"main.typ": place.joinpath(f"{name}.typ").read_bytes(), **shared}
