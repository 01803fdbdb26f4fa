"""From a file's rows to values: which column is which field, and what each cell says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from sapa.exchange.cells import Formats, Reader
from sapa.exchange.mapping import InvalidMapping, Mapping, date_format
from sapa.lib import dates
from sapa.lib.invalid import Invalid
from sapa.lib.tables import Cell, InvalidTable, Table
from sapa.lib.tables import text as plain
from sapa.lib.text import search_key


@dataclass(frozen=True)
class Field:
    """Something that a kind of file can tell, and the headers by which it is known, in both languages."""

    name: str
    read: Reader
    headers: str = ""  # names between bars; its own name counts as well
    required: bool = False

    def known_as(self) -> set[str]:
        return {header_key(name) for name in (self.name, *self.headers.split("|")) if name}


@dataclass(frozen=True)
class Column:
    """A column of the file that tells a field."""

    header: str
    field: Field
    values: dict[str, str]  # what is meant by what is written, in small letters


@dataclass(slots=True)
class Record:
    """A row as it was understood. What its cells left empty is not in `values`; `defaults` are for new rows."""

    number: int
    values: dict[str, Any]
    cells: Sequence[Cell]
    defaults: dict[str, Any] = field(default_factory=dict)

    def get(self, name: str, default: Any = None) -> Any:
        return self.values.get(name, self.defaults.get(name, default))

    def full(self) -> dict[str, Any]:
        return self.defaults | self.values


@dataclass(slots=True)
class Rejection:
    """A row that was not taken, and why, in the active language."""

    number: int
    reasons: list[str]
    cells: Sequence[Cell]
    taken: bool = False  # only a remark: the row itself was taken


class Reading:
    """A table read as a kind of rows. Raises InvalidTable or InvalidMapping when that makes no sense."""

    def __init__(self, table: Table, fields: Sequence[Field], mapping: Mapping, currency: str) -> None:
        self.table = table
        self.formats = _formats(mapping, currency)
        known = {field.name: field for field in fields}
        _refuse_unknown(mapping, known)
        self.columns = bind(table.header, fields, mapping)
        self.unused = [name for name in table.header if name and name not in {column.header for column in self.columns}]
        self.defaults = {
            name: _default(known[name], mapping.values.get(name, {}).get(written.casefold(), written), self.formats)
            for name, written in mapping.defaults.items()
        }
        told = {column.field.name for column in self.columns} | self.defaults.keys()
        if missing := [field for field in fields if field.required and field.name not in told]:
            raise InvalidTable(
                _("No column for: %(names)s. The file has: %(headers)s."),
                names=", ".join(_called(field) for field in missing),
                headers=", ".join(filter(None, table.header)),
            )
        self.required = [field for field in fields if field.required and field.name not in self.defaults]

    def has(self, name: str) -> bool:
        return name in self.defaults or any(column.field.name == name for column in self.columns)

    def __iter__(self) -> Iterator[Record | Rejection]:
        for row in self.table:
            cells = list(row.values.values())
            if row.problem is not None:
                yield Rejection(row.number, [str(row.problem)], cells)
            else:
                yield self._read(row.number, row.values, cells)

    def _read(self, number: int, cells: dict[str, Cell], all_cells: Sequence[Cell]) -> Record | Rejection:
        values: dict[str, Any] = {}
        reasons: list[str] = []
        formats = self.formats
        for column in self.columns:
            cell = cells[column.header]
            if column.values:
                cell = column.values.get(plain(cell).casefold(), cell)
            if cell == "":
                continue
            try:
                found = column.field.read(cell, formats)
            except Invalid as error:
                reasons.append(f"{column.header}: {error}")
                continue
            if found not in ("", None, []):
                values[column.field.name] = found
        reasons += [str(_("%(name)s: must not be empty.")) % {"name": self._header_of(one)} for one in self.required
                    if one.name not in values and not reasons]  # fmt: skip
        return Rejection(number, reasons, all_cells) if reasons else Record(number, values, all_cells, self.defaults)

    def _header_of(self, wanted: Field) -> str:
        return next(column.header for column in self.columns if column.field is wanted)


def header_key(name: str) -> str:
    """Headers are the same whatever their capitals, spaces, underscores and signs."""
    return search_key(name.replace("_", " ")).replace(" ", "")


def bind(header: Sequence[str], fields: Sequence[Field], mapping: Mapping) -> list[Column]:
    """The columns that say something: those that the mapping names, then those known by their header."""
    by_key = {header_key(name): name for name in header if name}
    bound: dict[str, str] = {}  # field → header
    for name, written in mapping.columns.items():
        found = by_key.get(header_key(written))
        if found is None:
            raise InvalidTable(
                _("The mapping names a column “%(name)s”. The file has: %(headers)s."),
                name=written,
                headers=", ".join(filter(None, header)),
            )
        bound[name] = found
    for one in fields:
        if one.name in bound:
            continue
        known = one.known_as()
        free = (name for key, name in by_key.items() if key in known and name not in bound.values())
        if found := next(free, None):
            bound[one.name] = found
    return [Column(bound[one.name], one, mapping.values.get(one.name, {})) for one in fields if one.name in bound]


def _formats(mapping: Mapping, currency: str) -> Formats:
    if unknown := mapping.formats.keys() - {"date", "decimal"}:
        raise InvalidMapping(_("The mapping has an unknown format “%(name)s”."), name=min(unknown))
    sign = mapping.formats.get("decimal", "")
    if sign not in {"", ".", ","}:
        raise InvalidMapping(_("The decimal sign of a mapping is “.” or “,”."))
    written = mapping.formats.get("date")
    return Formats(
        currency=currency,
        dates=(date_format(written),) if written else dates.USUAL,
        language={".": "en", ",": "id"}.get(sign),
    )


def _refuse_unknown(mapping: Mapping, known: dict[str, Field]) -> None:
    named = mapping.columns.keys() | mapping.values.keys() | mapping.defaults.keys()
    if unknown := sorted(named - known.keys()):
        raise InvalidMapping(
            _("The mapping names fields that there are not: %(names)s. There are: %(known)s."),
            names=", ".join(unknown),
            known=", ".join(known),
        )


def _default(field: Field, written: str, formats: Formats) -> Any:
    try:
        return field.read(written, formats)
    except Invalid as error:
        raise InvalidMapping(_("The default of “%(name)s”: %(error)s"), name=field.name, error=error) from error


def _called(field: Field) -> str:
    """A required field's first header, which is Indonesian, and its name."""
    return f"{field.headers.split('|')[0] or field.name} ({field.name})"
