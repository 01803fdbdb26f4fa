"""Reports as tables: one for the page and the chart, one to take away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from sapa.lib.money import format_money, to_major
from sapa.lib.numbers import format_number
from sapa.lib.spreadsheets import csv_lines, write_xlsx


@dataclass(frozen=True)
class Head:
    """The head of a column of figures. Those that `is_series` the chart draws."""

    name: Any
    is_series: bool = False


@dataclass(frozen=True)
class Cell:
    """A figure: for people, and for the chart. Without a text it is left empty."""

    text: str
    value: str = ""
    url: str = ""
    label: Any = ""  # on a phone, where the table has no heads


@dataclass(frozen=True)
class Row:
    """Its `html` stands here, not in a template, which would take five times as long over tables of so many cells."""

    name: str
    cells: list[Cell]
    url: str = ""
    note: str = ""  # a sentence under the name

    def labelled(self, heads: Sequence[Head]) -> "Row":
        """The same with the name of its column in each cell."""
        cells = [replace(cell, label=head.name) for cell, head in zip(self.cells, heads, strict=True)]
        return replace(self, cells=cells)

    @property
    def html(self) -> SafeString:
        """The row of the table."""
        name = link(escape(self.name), self.url)
        note = f"<small>{escape(self.note)}</small>" if self.note else ""
        cells = []
        for cell in self.cells:
            text: str = escape(cell.text)
            if cell.value:
                text = f'<data value="{escape(cell.value)}">{text}</data>'
            cells.append(f'<td class="num" data-label="{escape(cell.label)}">{link(text, cell.url)}</td>')
        return mark_safe(f'<tr><th scope="row" class="main">{name}{note}</th>{"".join(cells)}</tr>')  # noqa: S308, escaped


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


@dataclass(frozen=True)
class Square:
    """A cell of a grid. `heat` is 0 to 5: how much of the most it is. Without a text it is left empty."""

    text: str
    heat: int = 0
    note: Any = ""  # a second line
    url: str = ""
    label: Any = ""  # on a phone, where `Grid.as_cards` has no heads

    @property
    def html(self) -> SafeString:
        """The cell of the table."""
        label = f' data-label="{escape(self.label)}"' if self.label else ""
        note = f"<small>{escape(self.note)}</small>" if self.note else ""
        told = f'<td class="num heat-{self.heat}"{label}>{link(escape(self.text), self.url)}{note}</td>'
        return mark_safe(told)  # noqa: S308, escaped


@dataclass(frozen=True)
class Grid:
    """A table in two directions. On a phone it is moved sideways, or with `as_cards` each row is a card."""

    title: Any
    first: Any
    heads: list[Any]
    rows: list[tuple[Any, list[Square]]]
    across: Any = ""  # what the heads are, above them
    as_cards: bool = False
    is_even: bool = False  # columns of one width


def link(html: str, url: str) -> str:
    return f'<a href="{escape(url)}">{html}</a>' if url else html


def heat(part: float, most: float) -> int:
    """Of something, 1 to 5 by fifths of the most; 0 of nothing."""
    return min(5, 1 + int(5 * part / most)) if part > 0 and most > 0 else 0


def money_cell(amount: int, currency: str, url: str = "") -> Cell:
    """The chart counts in major units. Zero is left empty: a table of noughts hides the others."""
    if not amount:
        return Cell("")
    return Cell(format_money(amount, currency, get_language()), f"{to_major(amount, currency):f}", url)


def count_cell(count: int, url: str = "") -> Cell:
    return Cell(format_number(count, get_language(), 0), str(count), url) if count else Cell("")


def download(
    request: HttpRequest, name: str, header: Sequence[Any], rows: Iterable[Sequence[Any]]
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
