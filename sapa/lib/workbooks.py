"""XLSX files: the first sheet that is shown."""

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Any

import python_calamine
from django.utils.translation import gettext_lazy as _

from sapa.lib.tables import Cell, InvalidTable, Table, is_blank, read_header, without_quote

# calamine keeps a sheet as one rectangle, about 32 bytes a cell of it, even of cells that are not there: one
# value in the sheet's last corner would take all of the memory. So the corner is looked for first.
MAX_CELLS = 4_000_000
MAX_UNPACKED = 300 * 1024 * 1024
CHUNK = 1024 * 1024
POSITION = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,3})([0-9]{1,7})["']""")


class WorkbookTable(Table):
    """The first visible sheet of a workbook, with the types it has: numbers, dates, texts."""

    def __init__(self, path: Path, max_columns: int) -> None:
        _refuse_bombs(path)
        try:
            self._book = python_calamine.CalamineWorkbook.from_path(str(path))
            self._sheet = self._book.get_sheet_by_name(self._first_shown())
        except python_calamine.CalamineError as error:
            raise _unreadable() from error
        records = self._all_records()
        self._header_number, cells = next(records, (0, []))
        self.header = read_header(cells, max_columns)
        self.total = sum(1 for _record in records)

    def close(self) -> None:
        self._book.close()

    def _first_shown(self) -> str:
        kinds, visibility = python_calamine.SheetTypeEnum, python_calamine.SheetVisibleEnum
        for sheet in self._book.sheets_metadata:
            if sheet.typ == kinds.WorkSheet and sheet.visible == visibility.Visible:
                return sheet.name
        raise InvalidTable(_("The workbook has no sheet."))

    def _all_records(self) -> Iterator[tuple[int, list[Cell]]]:
        if self._sheet.start is None:
            return
        for number, cells in enumerate(self._sheet.iter_rows(), 1):
            if not is_blank(cells):
                yield number, [_plain(cell) for cell in cells]

    def _records(self) -> Iterator[tuple[int, list[Cell]]]:
        for number, cells in self._all_records():
            if number > self._header_number:
                yield number, cells[: len(self.header)]  # notes beside the table have no header


def _plain(cell: Any) -> Cell:
    if isinstance(cell, str):
        return without_quote(cell.strip())
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return int(cell)
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date()
    return cell


def _refuse_bombs(path: Path) -> None:
    """Raise InvalidTable unless it is a workbook whose sheets fit in memory."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if "xl/workbook.xml" not in {part.filename for part in parts}:
                raise InvalidTable(_("The file is not a table. Save it as CSV (UTF-8) or XLSX and try again."))
            if sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise _too_many()
            for part in parts:
                if part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml"):
                    _refuse_wide_corner(archive, part)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError) as error:
        raise _unreadable() from error


def _refuse_wide_corner(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    last_row, columns, rest = 0, {b""}, b""
    with archive.open(part) as sheet:
        while chunk := sheet.read(CHUNK):
            for letters, row in POSITION.findall(rest + chunk):
                columns.add(letters)
                last_row = max(last_row, int(row))
            rest = chunk[-40:]
    if last_row * max(_column_number(letters) for letters in columns) > MAX_CELLS:
        raise _too_many()


def _column_number(letters: bytes) -> int:
    """b"A" → 1, b"AB" → 28."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _too_many() -> InvalidTable:
    return InvalidTable(_("The workbook is too large. Save the sheet as CSV (UTF-8) and try again."))


def _unreadable() -> InvalidTable:
    return InvalidTable(_("The workbook is damaged or locked. Save it again as XLSX without a password."))
