"""How all lists of documents answer: a page of rows after the address, and the form that narrows it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from sapa.lib import keyset
from sapa.sales.filter import DocumentFilter, State
from sapa.sales.forms.filtering import DocumentFilterForm
from sapa.sales.models.document import DocumentQuerySet

ORDER = ("-on", "-pk")
type States = Mapping[str, State]


def list_page(
    request: Any, template: str, rows: DocumentQuerySet, *, states: States, order: tuple[str, ...] = ORDER,
    **context: Any,
) -> HttpResponse:  # fmt: skip
    """The documents of `rows` that the address lets through, 25 a page, the newest first."""
    found = DocumentFilter(request.GET, states=states, member=request.member)
    shown = found.rows(rows.visible_to(request.member))
    asked = {name: request.GET.get(name, "") for name in ("after", "before")}
    page = keyset.page(shown, order, **asked)
    whole = not (page.next or page.previous)
    total = len(page.rows) if whole else keyset.count_up_to(shown)
    return render(request, template, {"found": found, "page": page, "total": total, **context})


def filter_page(request: Any, *, states: States, target: str, name: Any) -> HttpResponse:
    """In a dialog over the list, or a page of its own."""
    form = DocumentFilterForm(DocumentFilter(request.GET, states=states, member=request.member))
    return render(request, "sales/filters.html", {"form": form, "target": target, "name": name})
