"""Tables that people take away: CSV and XLSX, in which no cell can start a formula."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from sapa.lib.tables import without_formula

BOM = "\ufeff"  # by which Excel knows UTF-8
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")  # signs that XML, and so a workbook, cannot hold


class _Line:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(
    header: Sequence[str], rows: Iterable[Sequence[Any]], *, delimiter: str = ",", bom: bool = True
) -> Iterator[str]:
    """Lines of a CSV file, to stream. Days are ISO, numbers plain, None is empty."""
    writer = csv.writer(_Line(), delimiter=delimiter, lineterminator="\r\n")
    if bom:
        yield BOM
    yield writer.writerow([without_formula(name) for name in header])
    for row in rows:
        yield writer.writerow([_csv_cell(value) for value in row])


def write_csv(
    path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]], *, delimiter: str = ",", bom: bool = True
) -> None:
    """The same, into a file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.writelines(csv_lines(header, rows, delimiter=delimiter, bom=bom))


def write_xlsx(target: Path | BinaryIO, header: Sequence[str], rows: Iterable[Sequence[Any]], title: str = "") -> None:
    """A workbook with one sheet, row by row; its first row stays in sight."""
    from openpyxl import Workbook  # 0.3 s and 20 MB, which whoever takes away no workbook is spared

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title[:31] or None)
    sheet.freeze_panes = "A2"
    sheet.append([_xlsx_cell(name) for name in header])
    for row in rows:
        sheet.append([_xlsx_cell(value) for value in row])
    book.save(target)


def _csv_cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, Decimal):
        return f"{value:f}"
    return without_formula(value if isinstance(value, int | float | date) or value is None else str(value))


def _xlsx_cell(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)  # a spreadsheet knows no zones
    if value is None or isinstance(value, int | float | Decimal | date):
        return value
    return without_formula(UNWRITABLE.sub("", str(value)))
