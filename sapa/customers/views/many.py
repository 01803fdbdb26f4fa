"""Many customers at once: changing them, and taking them along as a file."""

from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from sapa.customers import bulk
from sapa.customers.export import csv_lines
from sapa.customers.filter import Filter
from sapa.customers.forms.many import BulkForm
from sapa.customers.models import BulkChange, Customer
from sapa.customers.querysets import CustomerQuerySet
from sapa.events.recording import record
from sapa.lib.answers import done, refused
from sapa.lib.errors import Refused
from sapa.lib.numbers import row_id
from sapa.team.access import requires

TITLES = {
    bulk.ASSIGN: gettext_lazy("Assign"),
    bulk.TAG: gettext_lazy("Add tag"),
    bulk.UNTAG: gettext_lazy("Remove tag"),
}


@require_safe
@requires("customers.change")
def preview(request: Any) -> HttpResponse:
    """What would change: how many, which first, who has them now. Nothing is changed here."""
    return _page(request, request.GET, None)


@require_POST
@requires("customers.change")
def change(request: Any) -> HttpResponse:
    kind, found = _asked(request, request.POST)
    rows = _rows(request, request.POST, found)
    form = BulkForm(request.POST, kind=kind, picks=found.picks)
    if not form.is_valid():
        return _page(request, request.POST, form)
    token = form.cleaned_data["once"] or uuid4()
    try:
        made = bulk.change_many(rows, kind=kind, target=form.target(), by=request.member, token=token)
    except Refused as error:
        return refused(request, _back(found), error)
    number = len(made.before)
    message = ngettext("%(number)s customer changed.", "%(number)s customers changed.", number) % {"number": number}
    return done(request, _back(found), message, undo=reverse("customers:bulk_undo", args=[made.pk]) if number else "")


@require_POST
@requires("customers.change")
def undo(request: Any, pk: int) -> HttpResponse:
    """Only who made a change undoes it."""
    change = get_object_or_404(BulkChange, pk=pk, by=request.member)
    try:
        number = bulk.undo(change, by=request.member)
    except Refused as error:
        return refused(request, reverse("customers:list"), error)
    message = ngettext("%(number)s customer put back.", "%(number)s customers put back.", number) % {"number": number}
    return done(request, reverse("customers:list"), message)


@require_POST
@requires("customers.export")
def export(request: Any) -> HttpResponseBase:
    """The filtered customers as CSV. Who took them along is recorded, since they are people's data."""
    found = Filter(request.POST)
    with transaction.atomic():
        record("customers.exported", request.member, by=request.member, filter=found.query_string)
    sensitive = request.member.may("customers.sensitive")
    lines = csv_lines(found.rows(request.member), request.organization.pk, sensitive=sensitive)
    name = f"{request.organization.slug}-{timezone.localdate().isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _page(request: Any, query: QueryDict, form: BulkForm | None) -> HttpResponse:
    kind, found = _asked(request, query)
    rows = _rows(request, query, found)
    shown = bulk.preview(rows)
    context = {
        "form": form or BulkForm(kind=kind, picks=found.picks),
        "kind": kind,
        "title": TITLES[kind],
        "preview": shown,
        "more": shown.count - len(shown.first),
        "kept": [*found.kept, ("do", kind), ("all", query.get("all", "")), *(("id", pk) for pk in _ids(query))],
        "back": _back(found),
    }
    return render(request, "customers/bulk.html", context, status=422 if form else 200)


def _asked(request: Any, query: QueryDict) -> tuple[str, Filter]:
    kind = query.get("do", "")
    if kind not in bulk.KINDS:
        kind = bulk.TAG
    if kind == bulk.ASSIGN and not request.member.may("customers.assign"):
        raise PermissionDenied
    return kind, Filter(query)


def _rows(request: Any, query: QueryDict, found: Filter) -> CustomerQuerySet:
    if query.get("all"):
        return found.rows(request.member)
    return Customer.objects.visible_to(request.member).filter(pk__in=_ids(query))


def _ids(query: QueryDict) -> list[int]:
    return [pk for text in query.getlist("id")[:1000] if (pk := row_id(text)) is not None]


def _back(found: Filter) -> str:
    return f"{reverse('customers:list')}{'?' + found.query_string if found.query_string else ''}"
