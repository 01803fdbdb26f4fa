"""Reading vCards as phones write them: versions 2.1, 3.0 and 4.0, of which only what a CRM can use.

A parser of its own because those at hand either stop at the first odd line, which phones write plenty of, or do not
know version 2.1, which old Androids still write.
"""

import binascii
import quopri
import re
from dataclasses import dataclass, field
from datetime import date

LARGEST = 5 * 1024 * 1024  # bytes of a file
MOST = 2000  # cards of a file
MOST_PHONES = 10
BEGIN, END = "BEGIN:VCARD", "END:VCARD"
BIRTHDAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")


class TooMany(ValueError):
    """More cards than are read at once."""


@dataclass
class Card:
    """A person, as the phone has them. `phones` and `emails` are as they were written."""

    name: str = ""
    organization: str = ""
    phones: list[str] = field(default_factory=list)
    emails: list[str] = field(default_factory=list)
    birthday: date | None = None
    street: str = ""
    postal_code: str = ""

    @property
    def title(self) -> str:
        """The name, or the firm's where there is none."""
        return self.name or self.organization


@dataclass
class _Line:
    name: str  # in capitals, without a group: "item1.TEL" → "TEL"
    parameters: dict[str, str]  # in capitals
    value: str


def read_cards(content: bytes) -> list[Card]:
    """The cards of a file, in its order, those without a name left out. Raises TooMany above 2,000."""
    cards: list[Card] = []
    inside: Card | None = None
    for line in _lines(_decoded(content)):
        marker = f"{line.name}:{line.value.strip().upper()}"
        if marker == BEGIN:
            inside = Card()
        elif marker == END:
            if inside is not None and inside.title:
                cards.append(inside)
            inside = None
            if len(cards) > MOST:
                raise TooMany
        elif inside is not None:
            _read(inside, line)
    return cards


def _decoded(content: bytes) -> str:
    """UTF-8, with or without a mark, UTF-16 with one, or Windows-1252, in which every byte means something."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _lines(text: str) -> list[_Line]:
    """Logical lines: unfolded, quoted-printable joined over its soft breaks, decoded."""
    found: list[_Line] = []
    raw = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    place = 0
    while place < len(raw):
        whole = raw[place]
        place += 1
        while place < len(raw) and raw[place][:1] in {" ", "\t"} and raw[place].strip():
            whole += raw[place][1:]
            place += 1
        head, colon, value = whole.partition(":")
        if not colon:
            continue
        line = _head(head, value)
        if line.parameters.get("ENCODING") == "QUOTED-PRINTABLE":
            while line.value.endswith("=") and place < len(raw):
                line.value = line.value[:-1] + raw[place].lstrip()
                place += 1
            line.value = _unquoted(line.value, line.parameters.get("CHARSET", "UTF-8"))
        found.append(line)
    return found


def _head(head: str, value: str) -> _Line:
    """`item1.TEL;TYPE=CELL;ENCODING=QUOTED-PRINTABLE` in its parts; in 2.1 the encoding stands without its name."""
    name, *rest = head.split(";")
    parameters: dict[str, str] = {}
    for part in rest:
        key, equals, given = part.partition("=")
        if not equals:
            key, given = ("ENCODING", part) if part.upper() in {"QUOTED-PRINTABLE", "BASE64"} else ("TYPE", part)
        parameters[key.strip().upper()] = given.strip().strip('"').upper()
    return _Line(name.rpartition(".")[2].strip().upper(), parameters, value)


def _unquoted(value: str, charset: str) -> str:
    try:
        content = quopri.decodestring(value.encode("utf-8"))
        return content.decode("cp1252" if "8859" in charset or "1252" in charset else "utf-8", "replace")
    except (binascii.Error, ValueError):
        return value


def _parts(value: str, separator: str) -> list[str]:
    r"""The parts between separators, with \, \; \n taken back to what they stand for."""
    parts = re.split(rf"(?<!\\){separator}", value)
    return [re.sub(r"\\([\\,;:])", r"\1", re.sub(r"\\[nN]", " ", part)).strip() for part in parts]


def _read(card: Card, line: _Line) -> None:
    match line.name:
        case "FN":
            card.name = _parts(line.value, "\n")[0] or card.name
        case "N" if not card.name:
            family, given, *more = [*_parts(line.value, ";"), "", ""]
            card.name = " ".join(part for part in (given, more[0], family) if part)
        case "ORG":
            card.organization = _parts(line.value, ";")[0]
        case "TEL" if len(card.phones) < MOST_PHONES:
            number = line.value.strip().removeprefix("tel:").partition(";")[0].strip()
            if number and number not in card.phones:
                card.phones.append(number[:40])
        case "EMAIL":
            card.emails.append(_parts(line.value, "\n")[0][:254])
        case "BDAY":
            card.birthday = _birthday(line.value)
        case "ADR" if not card.street:
            parts = [*_parts(line.value, ";"), *[""] * 7]
            card.street = ", ".join(part for part in (parts[2], parts[3]) if part)[:160]
            card.postal_code = parts[5] if re.fullmatch(r"\d{5}", parts[5]) else ""


def _birthday(value: str) -> date | None:
    """A whole date; one without its year, which 4.0 allows, is none."""
    found = BIRTHDAY.match(value.strip())
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
