"""Many customers at once: changing them, and taking them along as a file."""

from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from sapa.customers import bulk
from sapa.customers.export import csv_lines
from sapa.customers.filter import Filter
from sapa.customers.forms.many import BulkForm
from sapa.customers.models import BulkChange
from sapa.customers.views.chosen import back_of, kept_of, rows_of
from sapa.events.recording import record
from sapa.lib.answers import done, refused
from sapa.lib.errors import Refused
from sapa.lib.numbers import format_number
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
    rows = rows_of(request, request.POST, found)
    form = BulkForm(request.POST, kind=kind, picks=found.asking.picks)
    if not form.is_valid():
        return _page(request, request.POST, form)
    token = form.cleaned_data["once"] or uuid4()
    try:
        why = form.cleaned_data.get("why", "")
        made = bulk.change_many(rows, kind=kind, target=form.target(), by=request.member, token=token, why=why)
    except Refused as error:
        return refused(request, back_of(request.POST, found), error)
    return changed(request, made, back_of(request.POST, found))


def changed(request: Any, made: BulkChange, url: str) -> HttpResponse:
    """Where to go on: to `url` with a way to undo it, or to the page of a change that takes its time."""
    if made.is_running:
        return done(request, reverse("customers:bulk_progress", args=[made.pk]))
    undo_url = reverse("customers:bulk_undo", args=[made.pk]) if made.may_be_undone else ""
    return done(request, url, told(made.changed), undo=undo_url)


def told(number: int) -> str:
    words = ngettext("%(number)s customer changed.", "%(number)s customers changed.", number)
    return words % {"number": format_number(number, get_language())}


@require_safe
@requires("customers.change")
def progress(request: Any, pk: int) -> HttpResponse:
    """How far a change is and what came of it. It can be left: the worker goes on."""
    change = get_object_or_404(BulkChange, pk=pk, by=request.member)
    template = "customers/_change_state.html" if request.htmx else "customers/change.html"
    going = change.total - change.done if change.undone_at else change.done
    return render(request, template, {"change": change, "going": going})


@require_POST
@requires("customers.change")
def undo(request: Any, pk: int) -> HttpResponse:
    """Only who made a change undoes it."""
    change = get_object_or_404(BulkChange, pk=pk, by=request.member)
    try:
        number = bulk.undo(change, by=request.member)
    except Refused as error:
        return refused(request, reverse("customers:list"), error)
    if change.total > bulk.AT_ONCE:
        return done(request, reverse("customers:bulk_progress", args=[change.pk]))
    words = ngettext("%(number)s customer put back.", "%(number)s customers put back.", number)
    message = words % {"number": format_number(number, get_language())}
    return done(request, reverse("customers:list"), message)


@require_POST
@requires("customers.export")
def export(request: Any) -> HttpResponseBase:
    """The filtered customers as CSV. Who took them along is recorded, since they are people's data."""
    found = Filter(request.POST, request.member, timezone.now())
    with transaction.atomic():
        record("customers.exported", request.member, by=request.member, filter=found.query_string)
    sensitive = request.member.may("customers.sensitive")
    lines = csv_lines(found.rows(), request.organization.pk, sensitive=sensitive)
    name = f"{request.organization.slug}-{timezone.localdate().isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def _page(request: Any, query: QueryDict, form: BulkForm | None) -> HttpResponse:
    kind, found = _asked(request, query)
    rows = rows_of(request, query, found)
    shown = bulk.preview(rows)
    context = {
        "form": form or BulkForm(kind=kind, picks=found.asking.picks, initial={"to": query.get("member")}),
        "kind": kind,
        "title": TITLES[kind],
        "preview": shown,
        "more": shown.count - len(shown.first),
        "kept": [("do", kind), *kept_of(query, found)],
        "back": back_of(query, found),
    }
    return render(request, "customers/bulk.html", context, status=422 if form else 200)


def _asked(request: Any, query: QueryDict) -> tuple[str, Filter]:
    kind = query.get("do", "")
    if kind not in bulk.KINDS:
        kind = bulk.TAG
    if kind == bulk.ASSIGN and not request.member.may("customers.assign"):
        raise PermissionDenied
    return kind, Filter(query, request.member, timezone.now())
