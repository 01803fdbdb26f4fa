"""Reports as tables: one for the page and the chart, one to take away."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import get_language

from sapa.lib.money import format_money
from sapa.lib.numbers import format_number
from sapa.lib.spreadsheets import csv_lines, write_xlsx


@dataclass(frozen=True)
class Head:
    """The head of a column of figures. Those that `is_series` the chart draws."""

    name: Any
    is_series: bool = False


@dataclass(frozen=True)
class Cell:
    """A figure: for people, and for the chart."""

    text: str
    value: str = ""
    url: str = ""


@dataclass(frozen=True)
class Row:
    name: str
    cells: list[Cell]
    url: str = ""
    note: str = ""


@dataclass(frozen=True)
class Sheet:
    """A table of figures as a page shows it; `total` stands below and outside the chart."""

    title: Any
    first: Any
    heads: list[Head]
    rows: list[Row]
    total: Row | None = None
    kind: str = "bar"
    stacked: bool = False
    horizontal: bool = False
    labelled: list[tuple[Head, int]] = field(default_factory=list)


def money_cell(amount: int, currency: str, url: str = "") -> Cell:
    """Zero is a dash: a table of noughts hides the others."""
    text = format_money(amount, currency, get_language()) if amount else "–"
    return Cell(text, str(amount), url if amount else "")


def count_cell(count: int, url: str = "") -> Cell:
    return Cell(format_number(count, get_language(), 0) if count else "–", str(count), url if count else "")


def download(
    request: HttpRequest, name: str, header: Sequence[Any], rows: Sequence[Sequence[Any]]
) -> HttpResponse | FileResponse | StreamingHttpResponse:
    """A CSV, or with ?format=xlsx a workbook. Text cannot start a formula in either; numbers are numbers."""
    titles = [str(one) for one in header]
    if request.GET.get("format") == "xlsx":
        answer = HttpResponse(content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        write_xlsx(answer, titles, rows, title=name)  # type: ignore[arg-type]
        answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
        return answer
    answer = HttpResponse("".join(csv_lines(titles, rows)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
