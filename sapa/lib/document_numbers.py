"""The numbers of documents, from templates such as `{seq:03}/{kind}/{unit}/{month_roman}/{year}`."""

import re
from dataclasses import dataclass
from datetime import date
from string import Formatter

from django.utils.translation import gettext_lazy as _

from sapa.lib.invalid import Invalid

LONGEST = 60  # of a number, as columns hold it
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
PARTS = ("seq", "kind", "unit", "month", "month_roman", "year", "year2")
YEARS, MONTHS = {"year", "year2"}, {"month", "month_roman"}
WIDTH = re.compile(r"0[1-9]")
SEPARATORS = ("/", "-", ".", "_", "#", " ")
ALLOWED = re.compile(r"[A-Za-z0-9 ./_#-]*")


class InvalidTemplate(Invalid):
    """A template whose numbers would make no sense, or come twice."""


@dataclass(frozen=True)
class Template:
    """A template that was found good: literal texts and parts, in order, and the width of the number in it."""

    pieces: tuple[tuple[str, str], ...]  # (literal, part or "")
    width: int

    @property
    def parts(self) -> set[str]:
        return {part for _literal, part in self.pieces if part}

    def series(self, *, kind: str, unit: str) -> str:
        """What numbers of one series have in common: the template with kind and unit in it, whatever the day."""
        named = {"kind": kind, "unit": unit}
        return "".join(literal + named.get(part, f"{{{part}}}" if part else "") for literal, part in self.pieces)

    def render(self, seq: int, *, kind: str, unit: str, on: date) -> str:
        """The number of the document that is the `seq`-th of its series on a day. Without a unit its slash goes too."""
        values = {
            "seq": f"{seq:0{self.width}}",
            "kind": kind,
            "unit": unit,
            "month": f"{on.month:02}",
            "month_roman": ROMAN[on.month - 1],
            "year": str(on.year),
            "year2": f"{on.year % 100:02}",
        }
        text, skip = "", False
        for literal, part in self.pieces:
            text += literal[1:] if skip and literal[:1] in SEPARATORS else literal
            value = values.get(part, "")
            skip = bool(part) and not value and not text.endswith(SEPARATORS)
            if part and not value and not skip:
                text = text[:-1]
            text += value
        return text


def parse(template: str, *, monthly: bool) -> Template:
    """Read a template whose series starts again every year, or every month. Raises InvalidTemplate."""
    try:
        found = list(Formatter().parse(template))
    except ValueError as error:
        raise InvalidTemplate(_("A bracket is missing in “%(text)s”."), text=template) from error
    width = 1
    for literal, part, width_wanted, conversion in found:
        if not ALLOWED.fullmatch(literal):
            raise InvalidTemplate(_("Use letters, digits and . / - _ # between the parts."))
        if part is not None and (part not in PARTS or conversion or (width_wanted and part != "seq")):
            raise InvalidTemplate(_("“%(part)s” is not a part that a number can have."), part=part)
        if part == "seq" and width_wanted:
            if not WIDTH.fullmatch(width_wanted):
                raise InvalidTemplate(_("Write {seq:03} for three digits."))
            width = int(width_wanted)
    pieces = tuple((literal, part or "") for literal, part, _width, _conversion in found)
    parsed = Template(pieces, width)
    _refuse_doubles(parsed, [part for _literal, part in pieces if part], monthly=monthly)
    return parsed


def _refuse_doubles(template: Template, parts: list[str], *, monthly: bool) -> None:
    if parts.count("seq") != 1:
        raise InvalidTemplate(_("The running number {seq} belongs in it once."))
    if not template.parts & YEARS:
        raise InvalidTemplate(_("The year belongs in it: {year} or {year2}. Otherwise numbers come twice."))
    if monthly and not template.parts & MONTHS:
        raise InvalidTemplate(_("Numbers that start again every month need {month} or {month_roman}."))
    longest = template.render(10**6, kind="XXXX", unit="XXXXXXXX", on=date(2028, 8, 28))
    if len(longest) >= LONGEST:
        raise InvalidTemplate(_("Its numbers would be too long."))


def period(on: date, *, monthly: bool) -> str:
    """What a series is counted in: "2026", or "2026-11"."""
    return f"{on:%Y-%m}" if monthly else f"{on:%Y}"
