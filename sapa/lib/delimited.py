"""CSV files as they come: comma, semicolon, tab or bar; UTF-8 with or without BOM, or Windows-1252."""

import codecs
import csv
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from sapa.lib.tables import InvalidTable, Table, read_header, without_quote

CHUNK = 1024 * 1024
SAMPLE_LINES = 50
DELIMITERS = ",;\t|"
SEPARATOR_LINE = re.compile(r"sep=([,;\t|])\r?\n?", re.IGNORECASE)  # Excel's own first line
OTHER_KINDS = re.compile(
    rb"%PDF|\xd0\xcf\x11\xe0|\x89PNG|\xff\xd8\xff|GIF8|\x1f\x8b|BZh|7z\xbc\xaf|Rar!|\{\\rtf|SQLite format"
    rb"|\s*<(?:!doctype|html|\?xml|table|svg)",
    re.IGNORECASE,
)
CONTROL_SIGNS = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f]")
NOT_WINDOWS = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")  # codes that Windows-1252 does not have


class DelimitedTable(Table):
    """A CSV file, streamed."""

    def __init__(self, path: Path, max_columns: int) -> None:
        with path.open("rb") as file:
            encoding = find_encoding(file)
        with ExitStack() as unless_refused:
            self._file = unless_refused.enter_context(path.open(encoding=encoding, newline=""))
            self._skip, self._delimiter = self._sniff()
            self.total = self._look_through(max_columns)
            unless_refused.pop_all()

    def close(self) -> None:
        self._file.close()

    def _sniff(self) -> tuple[int, str]:
        """How many lines to skip before the header, and what stands between cells."""
        lines = [line for _number, line in zip(range(SAMPLE_LINES), self._file, strict=False)]
        if lines and (told := SEPARATOR_LINE.fullmatch(lines[0])):
            return 1, told[1]
        return 0, find_delimiter(lines)

    def _all_records(self) -> Iterator[tuple[int, list[str]]]:
        """Number and cells, as they stand in the file, of each row that is not blank."""
        self._file.seek(0)
        for _number in range(self._skip):
            next(self._file)
        reader = csv.reader(self._file, delimiter=self._delimiter)
        number = self._skip
        try:
            for number, cells in enumerate(reader, self._skip + 1):
                if any(map(str.strip, cells)):
                    yield number, cells
        except csv.Error as error:
            raise InvalidTable(_("Row %(number)d cannot be read: is a quote missing?"), number=number + 1) from error

    def _look_through(self, max_columns: int) -> int:
        """Read the header, and everything once. Returns the number of rows."""
        records = self._all_records()
        self._header_number, cells = next(records, (0, []))
        self.header = read_header(_clean(cells), max_columns)
        total = 0
        for number, cells in records:
            total += 1
            if len(cells) > max_columns:
                raise InvalidTable(
                    _("Row %(number)d is too wide: at most %(most)d columns."), number=number, most=max_columns
                )
        return total

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        for number, cells in self._all_records():
            if number > self._header_number:
                yield number, _clean(cells)


def _clean(cells: list[str]) -> list[str]:
    return [without_quote(cell) if cell[:1] == "'" else cell for cell in map(str.strip, cells)]


def find_encoding(file: BinaryIO) -> str:
    """ "utf-8-sig" or "cp1252", by all of the file's bytes. Raises InvalidTable for what is not such text."""
    utf8 = codecs.getincrementaldecoder("utf-8")()
    fits_utf8 = fits_windows = True
    first = True
    while chunk := file.read(CHUNK):
        if first:
            _refuse_other_kinds(chunk)
            first = False
        if CONTROL_SIGNS.search(chunk):
            raise InvalidTable(_("The file is not a table. Save it as CSV (UTF-8) or XLSX and try again."))
        fits_windows = fits_windows and not NOT_WINDOWS.search(chunk)
        fits_utf8 = fits_utf8 and _decodes(utf8, chunk)
    if fits_utf8 and _decodes(utf8, b"", final=True):
        return "utf-8-sig"
    if fits_windows:
        return "cp1252"
    raise InvalidTable(_("The letters of this file cannot be read. Save it as CSV (UTF-8) and try again."))


def find_delimiter(lines: list[str]) -> str:
    """The sign that cuts the most lines into as many cells as the first; a comma if none does."""
    best, best_score = ",", (0.0, 0)
    for delimiter in DELIMITERS:
        widths = _widths(lines, delimiter)
        if not widths or widths[0] < 2:
            continue
        alike = sum(width == widths[0] for width in widths) / len(widths)
        if (alike, widths[0]) > best_score:
            best, best_score = delimiter, (alike, widths[0])
    return best


def _widths(lines: list[str], delimiter: str) -> list[int]:
    try:
        return [len(cells) for cells in csv.reader(lines, delimiter=delimiter) if cells]
    except csv.Error:
        return []


def _refuse_other_kinds(start: bytes) -> None:
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise InvalidTable(_("The file is UTF-16 text. Save it as CSV (UTF-8) and try again."))
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise InvalidTable(_("An old .xls or a locked workbook cannot be read. Save it as XLSX without a password."))
    if OTHER_KINDS.match(start):
        raise InvalidTable(_("The file is not a table. Save it as CSV (UTF-8) or XLSX and try again."))


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True
