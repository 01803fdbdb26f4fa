"""Tables that people take away."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from sapa.lib.spreadsheets import csv_lines, write_xlsx


def download(request: HttpRequest, name: str, header: Sequence[Any], rows: Sequence[Sequence[Any]]) -> HttpResponse:
    """A CSV, or with ?format=xlsx a workbook. Text cannot start a formula in either; numbers are numbers."""
    titles = [str(one) for one in header]
    if request.GET.get("format") == "xlsx":
        answer = HttpResponse(content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        write_xlsx(answer, titles, rows, title=name)  # type: ignore[arg-type]
    else:
        answer = HttpResponse("".join(csv_lines(titles, rows)), content_type="text/csv; charset=utf-8")
    ending = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return answer
