"""Tables that people bring as files: CSV and XLSX, read row by row.

`open_table` looks through the whole file first, so that one of the wrong kind, encoding, width or size is
refused before anything is written. A CSV then streams, flat in memory. An XLSX is read by calamine, 15 times
as fast as openpyxl (50,000 rows of 12 columns: 1 s, not 15) for about 90 bytes a cell; `sapa.lib.workbooks`
bounds their number.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Self

from django.utils.translation import gettext_lazy as _

from sapa.lib.invalid import Invalid
from sapa.lib.text import tidy

type Cell = str | int | float | bool | date | datetime | time | timedelta

MAX_BYTES = 50 * 1024 * 1024
MAX_COLUMNS = 200
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class InvalidTable(Invalid):
    """A file that is no table, or one that cannot be read as a whole."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line below the header. `number` is the spreadsheet's: the header is usually 1."""

    number: int
    values: dict[str, Cell]  # by header; an empty cell is "". Columns without a header are left out.
    problem: Invalid | None = None  # a ragged row of a CSV: more or fewer cells than the header


class Table(ABC):
    """An open file: `header`, then its rows. Use it in a `with`; it can be read more than once.

    `total` is the number of rows that are not blank, for a progress bar.
    """

    header: list[str]
    total: int

    def __iter__(self) -> Iterator[Row]:
        width = len(self.header)
        named = [(place, name) for place, name in enumerate(self.header) if name]
        all_named = len(named) == width
        for number, cells in self._records():
            problem = None
            if len(cells) != width:
                problem = _ragged(cells, width)
                cells = [*cells, *[""] * (width - len(cells))]
            if all_named:
                yield Row(number, dict(zip(self.header, cells, strict=False)), problem)
            else:
                yield Row(number, {name: cells[place] for place, name in named}, problem)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    @abstractmethod
    def _records(self) -> Iterator[tuple[int, Sequence[Cell]]]:
        """Number and cells of each row below the header that is not blank."""

    @abstractmethod
    def close(self) -> None: ...


def open_table(path: Path | str, max_bytes: int = MAX_BYTES, max_columns: int = MAX_COLUMNS) -> Table:
    """The table in a file, recognised by its content, whatever its name. Raises InvalidTable."""
    path = Path(path)
    size = path.stat().st_size
    if not size:
        raise InvalidTable(_("The file is empty."))
    if size > max_bytes:
        raise InvalidTable(
            _("The file is too large: %(size)d MB, at most %(most)d MB."),
            size=-(-size // 1024**2),
            most=max_bytes // 1024**2,
        )
    with path.open("rb") as file:
        start = file.read(8)
    if path.suffix.lower() in {".xlsx", ".xlsm"} and not start.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise InvalidTable(_("The file is called a spreadsheet but is none. Save it as one, or as CSV."))
    if start.startswith(b"PK\x03\x04"):
        from sapa.lib.workbooks import WorkbookTable

        return WorkbookTable(path, max_columns)
    from sapa.lib.delimited import DelimitedTable

    return DelimitedTable(path, max_columns)


def read_header(cells: Sequence[Cell], max_columns: int) -> list[str]:
    """Names of the columns, without empty ones at the end. Raises InvalidTable when two are the same."""
    names = [tidy(text(cell)) for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > max_columns:
        raise InvalidTable(
            _("The table is too wide: %(width)d columns, at most %(most)d."), width=len(names), most=max_columns
        )
    seen: set[str] = set()
    for name in filter(None, names):
        if name.casefold() in seen:
            raise InvalidTable(_("Two columns are called “%(name)s”."), name=name)
        seen.add(name.casefold())
    if not seen:
        raise InvalidTable(_("The first row must name the columns."))
    return names


def text(cell: Cell | None) -> str:
    """A cell as a person would type it: 6281234567890.0 → "6281234567890", a date → "2026-11-22"."""
    if type(cell) is str:
        return cell.strip()
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell).strip()


def without_formula(value: Any) -> Any:
    """A cell for export: text that a spreadsheet would take for a formula gets a quote before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def without_quote(value: str) -> str:
    """The cell that `without_formula` was given, so that what we exported can be imported again."""
    return value[1:] if value.startswith("'") and value[1:].startswith(FORMULA_STARTS) else value


def is_blank(cells: Iterable[Cell]) -> bool:
    return all(cell == "" or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def _ragged(cells: Sequence[Cell], width: int) -> Invalid | None:
    if len(cells) > width and is_blank(cells[width:]):
        return None
    return Invalid(_("The row has %(cells)d cells, the header has %(width)d."), cells=len(cells), width=width)
