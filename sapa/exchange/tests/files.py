"""Files for the tests of importing, and an import of one."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from sapa.exchange.kinds import KINDS
from sapa.exchange.mapping import Mapping
from sapa.exchange.reading import Rejection
from sapa.exchange.running import Job, Summary, run
from sapa.lib.tables import open_table
from sapa.tenancy.models import Organization


def csv_file(folder: Path, *lines: str, name: str = "file.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes("\n".join([*lines, ""]).encode(encoding))
    return path


def xlsx_file(folder: Path, *rows: Sequence[Any], name: str = "file.xlsx") -> Path:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / name)
    return folder / name


def take(
    kind: str, path: Path, organization: Organization, mapping: Mapping | None = None, dry_run: bool = False
) -> tuple[Summary, dict[int, str]]:
    """Import, and say what became of it: the summary, and the reasons by number of row."""
    rejections: list[Rejection] = []
    importer = KINDS[kind](Job(organization, mapping or Mapping(), path.name))
    with open_table(path) as table:
        summary = run(importer, table, dry_run=dry_run, on_rejection=rejections.append)
    return summary, {rejection.number: " ".join(rejection.reasons) for rejection in rejections}


def counts(summary: Summary) -> tuple[int, int, int, int]:
    """Created, changed, unchanged, rejected."""
    return summary.created, summary.changed, summary.unchanged, summary.rejected
