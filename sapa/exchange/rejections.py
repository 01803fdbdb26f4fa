"""The file of what was not taken: rows as they were, each with its number and the reason."""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from django.utils.translation import gettext as _

from sapa.exchange.reading import Rejection
from sapa.lib.spreadsheets import csv_lines
from sapa.lib.tables import text


class ErrorFile:
    """`FILE.errors.csv`, made with the first rejection. That of an earlier run is removed."""

    def __init__(self, source: Path, header: Sequence[str]) -> None:
        self.path = source.with_name(f"{source.name}.errors.csv")
        self._header = [name for name in header if name]
        self._file: TextIO | None = None
        self.path.unlink(missing_ok=True)

    @property
    def is_there(self) -> bool:
        return self._file is not None

    def add(self, rejection: Rejection) -> None:
        cells = [text(cell) for cell in rejection.cells]
        line = [rejection.number, " ".join(rejection.reasons), *cells]
        if self._file is None:
            self._file = self.path.open("w", encoding="utf-8", newline="")
            self._file.writelines(csv_lines([_("row"), _("reason"), *self._header], [line]))
        else:
            self._file.writelines(list(csv_lines([], [line], bom=False))[1:])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
