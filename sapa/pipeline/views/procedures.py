"""Writing the organisation's SOPs down."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapa.customers.models import FunnelStep
from sapa.lib.answers import done, form_page, refused
from sapa.lib.conflicts import conflict_page
from sapa.lib.errors import Conflict, Refused
from sapa.pipeline import procedures
from sapa.pipeline.first_procedures import use_ready_made
from sapa.pipeline.forms.procedures import LineForm, ProcedureForm
from sapa.pipeline.models import Procedure, ProcedureItem
from sapa.team.access import requires

METHODS = ["GET", "HEAD", "POST"]
FORM, LINE_FORM = "pipeline/procedure_form.html", "pipeline/procedure_line_form.html"


@require_safe
@requires("settings.manage")
def overview(request: Any) -> HttpResponse:
    """All SOPs by what they are for: the steps of the funnel, kinds of activity, stages."""
    rows = Procedure.objects.select_related("stage__pipeline").prefetch_related("items")
    steps = list(FunnelStep)
    groups: dict[str, list[Procedure]] = {"step": [], "kind": [], "stage": []}
    for row in rows:
        groups["step" if row.step else "kind" if row.kind else "stage"].append(row)
    groups["step"].sort(key=lambda row: steps.index(FunnelStep(row.step)))
    names = {"step": _("Funnel steps"), "kind": _("Kinds of activity"), "stage": _("Stages of a deal")}
    context = {"groups": [(names[kind], found) for kind, found in groups.items() if found]}
    return render(request, "pipeline/procedures.html", context)


@require_POST
@requires("settings.manage")
def ready_made(request: Any) -> HttpResponse:
    """The first SOPs of every organisation, for one that has none."""
    url = reverse("pipeline:procedures")
    try:
        use_ready_made(by=request.member)
    except Refused as error:
        return refused(request, url, error)
    return done(request, url, _("Here they are. Rewrite them in your own words."))


@require_safe
@requires("settings.manage")
def page(request: Any, pk: int) -> HttpResponse:
    """One SOP with its lines."""
    procedure = _find(pk)
    lines = list(procedure.items.all())
    used = [line for line in lines if not line.archived_at]
    context = {"procedure": procedure, "lines": used, "archived": [line for line in lines if line.archived_at]}
    return render(request, "pipeline/procedure.html", context)


@require_http_methods(METHODS)
@requires("settings.manage")
def add(request: Any) -> HttpResponse:
    form = ProcedureForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, FORM, form)
    try:
        made = procedures.add_procedure(by=request.member, lines=form.cleaned_data["lines"], **form.written)
    except Refused as error:
        form.add_error("title", str(error.message))
        return form_page(request, FORM, form)
    return done(request, _url(made.pk), _("Saved."))


@require_http_methods(METHODS)
@requires("settings.manage")
def edit(request: Any, pk: int) -> HttpResponse:
    procedure = _find(pk)
    form = ProcedureForm(request.POST or None, procedure=procedure)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, FORM, form, procedure=procedure)
    version = form.cleaned_data["version"] or procedure.version
    try:
        procedures.change_procedure(procedure, version=version, by=request.member, **form.written)
    except Conflict:
        theirs, now = ProcedureForm(procedure=procedure), procedure.version
        return conflict_page(request, FORM, form, theirs, version=now, procedure=procedure)
    except Refused as error:
        form.add_error("title", str(error.message))
        return form_page(request, FORM, form, procedure=procedure)
    return done(request, _url(pk), _("Saved."))


@require_POST
@requires("settings.manage")
def archive(request: Any, pk: int) -> HttpResponse:
    """Archive it, or with `restore` in the query bring it back."""
    procedure = _find(pk)
    if request.GET.get("restore"):
        return _done(request, pk, lambda: procedures.restore_procedure(procedure, by=request.member, now=_now()))
    undo = f"{reverse('pipeline:procedure_archive', args=[pk])}?restore=1"
    words = _("“%(name)s” was archived.") % {"name": procedure.title}
    archived = partial(procedures.archive_procedure, procedure, by=request.member, now=_now())
    return _done(request, pk, archived, words, undo)


@require_http_methods(METHODS)
@requires("settings.manage")
def line_add(request: Any, pk: int) -> HttpResponse:
    procedure = _find(pk)
    form = LineForm(request.POST or None)
    return _line(request, form, procedure, lambda text: procedures.add_line(procedure, text=text, by=request.member))


@require_http_methods(METHODS)
@requires("settings.manage")
def line_edit(request: Any, pk: int) -> HttpResponse:
    line = _find_line(pk)
    form = LineForm(request.POST or None, initial={"text": line.text})
    return _line(request, form, line.procedure, lambda text: procedures.change_line(line, text=text, by=request.member))


@require_POST
@requires("settings.manage")
def line_move(request: Any, pk: int) -> HttpResponse:
    line = _find_line(pk)
    up = bool(request.POST.get("up"))
    return _done(request, line.procedure_id, lambda: procedures.move_line(line, up=up, by=request.member))


@require_POST
@requires("settings.manage")
def line_archive(request: Any, pk: int) -> HttpResponse:
    """Archive it, or with `restore` in the query bring it back."""
    line = _find_line(pk)
    verb = procedures.restore_line if request.GET.get("restore") else procedures.archive_line
    undo = "" if request.GET.get("restore") else f"{reverse('pipeline:procedure_line_archive', args=[pk])}?restore=1"
    words = _("The line was archived.") if undo else ""
    return _done(request, line.procedure_id, lambda: verb(line, by=request.member, now=_now()), words, undo)


def _line(request: Any, form: LineForm, procedure: Procedure, verb: Callable[[str], Any]) -> HttpResponse:
    if request.method != "POST" or not form.is_valid():
        return form_page(request, LINE_FORM, form, procedure=procedure)
    try:
        verb(form.cleaned_data["text"])
    except Refused as error:
        form.add_error("text", str(error.message))
        return form_page(request, LINE_FORM, form, procedure=procedure)
    return done(request, _url(procedure.pk), _("Saved."))


def _done(request: Any, pk: int, verb: Callable[[], Any], words: str = "", undo: str = "") -> HttpResponse:
    try:
        verb()
    except Refused as error:
        return refused(request, _url(pk), error)
    return done(request, _url(pk), words, undo=undo)


def _find(pk: int) -> Procedure:
    return get_object_or_404(Procedure.objects.select_related("stage__pipeline"), pk=pk)


def _find_line(pk: int) -> ProcedureItem:
    return get_object_or_404(ProcedureItem.objects.select_related("procedure"), pk=pk)


def _url(pk: int) -> str:
    return reverse("pipeline:procedure", args=[pk])


def _now() -> Any:
    return timezone.now()
