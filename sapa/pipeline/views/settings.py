"""Arranging pipelines, stages and the reasons for losing."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapa.lib.answers import done, form_page, refused
from sapa.lib.errors import Refused
from sapa.pipeline import arranging
from sapa.pipeline.forms.arranging import (
    PipelineForm,
    ReasonForm,
    StageDeletionForm,
    StageForm,
    pipeline_initial,
)
from sapa.pipeline.models import LostReason, Pipeline, Stage
from sapa.team.access import requires

METHODS = ["GET", "HEAD", "POST"]
FORM = "pipeline/settings_form.html"


@require_safe
@requires("settings.manage")
def overview(request: Any) -> HttpResponse:
    """All pipelines with their stages, and why deals are lost."""
    stages: dict[int, list[Stage]] = {}
    for stage in Stage.objects.all():
        stages.setdefault(stage.pipeline_id, []).append(stage)
    pipelines = [(pipeline, stages.get(pipeline.pk, [])) for pipeline in Pipeline.objects.all()]
    context = {"pipelines": pipelines, "reasons": LostReason.objects.order_by("archived_at", "name")}
    return render(request, "pipeline/settings.html", context)


@require_http_methods(METHODS)
@requires("settings.manage")
def pipeline_add(request: Any) -> HttpResponse:
    form = PipelineForm(request.POST or None)
    return _saved(
        request, form, _("New pipeline"), lambda: arranging.add_pipeline(by=request.member, **form.cleaned_data)
    )


@require_http_methods(METHODS)
@requires("settings.manage")
def pipeline_edit(request: Any, pk: int) -> HttpResponse:
    pipeline = get_object_or_404(Pipeline, pk=pk)
    form = PipelineForm(request.POST or None, initial=pipeline_initial(pipeline))
    return _saved(
        request,
        form,
        pipeline.name,
        lambda: arranging.change_pipeline(pipeline, by=request.member, **form.cleaned_data),
    )


@require_POST
@requires("settings.manage")
def pipeline_move(request: Any, pk: int) -> HttpResponse:
    pipeline = get_object_or_404(Pipeline, pk=pk)
    return _done(request, lambda: arranging.move_pipeline(pipeline, up=bool(request.POST.get("up")), by=request.member))


@require_POST
@requires("settings.manage")
def pipeline_archive(request: Any, pk: int) -> HttpResponse:
    """Archive it, or bring it back."""
    pipeline = get_object_or_404(Pipeline, pk=pk)
    verb = arranging.restore_pipeline if request.POST.get("undo") else arranging.archive_pipeline
    return _done(request, lambda: verb(pipeline, by=request.member, now=timezone.now()))


@require_http_methods(METHODS)
@requires("settings.manage")
def stage_add(request: Any, pk: int) -> HttpResponse:
    pipeline = get_object_or_404(Pipeline, pk=pk)
    form = StageForm(request.POST or None)
    title = _("New stage in %(pipeline)s") % {"pipeline": pipeline.name}
    return _saved(request, form, title, lambda: arranging.add_stage(pipeline, by=request.member, **form.cleaned_data))


@require_http_methods(METHODS)
@requires("settings.manage")
def stage_edit(request: Any, pk: int) -> HttpResponse:
    stage = get_object_or_404(Stage, pk=pk)
    form = StageForm(request.POST or None, stage=stage)
    return _saved(
        request, form, stage.name, lambda: arranging.change_stage(stage, by=request.member, **form.cleaned_data)
    )


@require_POST
@requires("settings.manage")
def stage_move(request: Any, pk: int) -> HttpResponse:
    stage = get_object_or_404(Stage, pk=pk)
    return _done(request, lambda: arranging.move_stage(stage, up=bool(request.POST.get("up")), by=request.member))


@require_http_methods(METHODS)
@requires("settings.manage")
def stage_delete(request: Any, pk: int) -> HttpResponse:
    """Asks where its deals go, if there are any."""
    stage = get_object_or_404(Stage, pk=pk)
    form = StageDeletionForm(request.POST if request.method == "POST" else None, stage=stage)
    title = _("Delete the stage %(stage)s") % {"stage": stage.name}

    def verb() -> int:
        to = form.cleaned_data.get("to")
        return arranging.delete_stage(stage, to=to, by=request.member, now=timezone.now())

    return _saved(request, form, title, verb, save=_("Delete"))


@require_http_methods(METHODS)
@requires("settings.manage")
def reason_add(request: Any) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    return _saved(request, form, _("New reason"), lambda: arranging.add_reason(by=request.member, **form.cleaned_data))


@require_http_methods(METHODS)
@requires("settings.manage")
def reason_edit(request: Any, pk: int) -> HttpResponse:
    reason = get_object_or_404(LostReason, pk=pk)
    form = ReasonForm(request.POST or None, initial={"name": reason.name})
    return _saved(
        request, form, reason.name, lambda: arranging.change_reason(reason, by=request.member, **form.cleaned_data)
    )


@require_POST
@requires("settings.manage")
def reason_archive(request: Any, pk: int) -> HttpResponse:
    """Archive it, or bring it back."""
    reason = get_object_or_404(LostReason, pk=pk)
    verb = arranging.restore_reason if request.POST.get("undo") else arranging.archive_reason
    return _done(request, lambda: verb(reason, by=request.member, now=timezone.now()))


def _saved(request: Any, form: Any, title: str, verb: Callable[[], Any], save: str = "") -> HttpResponse:
    """The form as a page or in a dialog, or the verb. What the verb refuses comes back with the form."""
    context = {"title": title, "save": save or _("Save")}
    if request.method != "POST" or not form.is_valid():
        return form_page(request, FORM, form, **context)
    try:
        verb()
    except Refused as error:
        form.add_error(None, str(error.message))
        return form_page(request, FORM, form, **context)
    return done(request, reverse("pipeline:settings"), _("Saved."))


def _done(request: Any, verb: Callable[[], Any]) -> HttpResponse:
    back = reverse("pipeline:settings")
    try:
        verb()
    except Refused as error:
        return refused(request, back, error)
    return done(request, back)
