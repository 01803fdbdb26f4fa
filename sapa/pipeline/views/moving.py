"""Moving an opportunity: by drag and drop, by the list of stages, and past an unticked checklist."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sapa.lib.answers import done, refused
from sapa.lib.errors import AlreadyDone, Conflict, Refused
from sapa.lib.numbers import row_id
from sapa.pipeline import moving
from sapa.pipeline.board import Board, Column
from sapa.pipeline.models import Opportunity, Stage, StageCheck, Step
from sapa.pipeline.views.board import draw
from sapa.pipeline.views.seeing import find, read_filter
from sapa.team.access import requires

DIALOG = "pipeline/move.html"
VERBS = {Step.WON: "pipeline:win", Step.LOST: "pipeline:lose"}


@require_http_methods(["GET", "HEAD", "POST"])
@requires("opportunities.change")
def stage(request: Any, pk: int) -> HttpResponse:
    """GET: which stage, and what the checklist still asks. POST `stage` and `version`: move there."""
    opportunity = find(request, pk)
    stages = list(opportunity.pipeline.stages.all())
    wanted = request.POST.get("stage") or request.GET.get("to", "")
    to = next((one for one in stages if str(one.pk) == wanted), None)
    if request.method != "POST" or to is None:
        return _ask(request, opportunity, stages, to, status=422 if request.method == "POST" else 200)
    if to.is_closed:
        return _decide(request, opportunity, to)
    before = opportunity.stage
    _tick(request, opportunity)
    try:
        version = request.POST.get("version", "")
        moving.move(
            opportunity,
            to=to,
            by=request.member,
            now=timezone.now(),
            version=row_id(version),
            anyway=request.POST.get("anyway") == "1",
        )
    except moving.Unticked:
        return _unticked(request, opportunity, stages, to)
    except Refused as error:
        return _refused(request, opportunity, error)
    if _is_board(request):
        return _columns(request, opportunity, before)
    return done(request, back(request, pk), _("%(title)s stands in %(stage)s.") % _names(opportunity))


@require_POST
@requires("opportunities.change")
def tick(request: Any, pk: int, check: int) -> HttpResponse:
    """A line of the checklist is done; with `undo` it is not."""
    opportunity = find(request, pk)
    line = StageCheck.objects.filter(pk=check, stage__pipeline_id=opportunity.pipeline_id).first()
    verb = moving.untick if request.POST.get("undo") else moving.tick
    try:
        if line is None:
            raise Refused(_("This line is gone from the checklist."))
        verb(opportunity, line, by=request.member, now=timezone.now())
    except AlreadyDone:
        return done(request, back(request, pk))
    except Refused as error:
        return refused(request, back(request, pk), error)
    return done(request, back(request, pk))


def back(request: Any, pk: int) -> str:
    """Where the person came from, if that is one of our pages; else the opportunity's own."""
    place = request.POST.get("next") or request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(place, allowed_hosts=None) and place.startswith("/")
    return place if safe else reverse("pipeline:opportunity", args=[pk])


def _is_board(request: Any) -> bool:
    return "X-Sapa-Board" in request.headers


def _board_url(request: Any) -> str:
    """The board as the person sees it: a card's address carries its filter."""
    return reverse("pipeline:board") + read_filter(request).url()


def _tick(request: Any, opportunity: Opportunity) -> None:
    """The lines ticked in the dialog, before moving."""
    chosen = set(request.POST.getlist("ticks"))
    for check in moving.unticked(opportunity) if chosen else []:
        if str(check.pk) in chosen:
            moving.tick(opportunity, check, by=request.member, now=timezone.now())


def _ask(
    request: Any, opportunity: Opportunity, stages: list[Stage], to: Stage | None, status: int = 200
) -> HttpResponse:
    ahead = to is not None and to.position > opportunity.stage.position
    context = {
        "opportunity": opportunity,
        "stages": stages,
        "to": to,
        "checks": moving.checklist(opportunity) if ahead else [],
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    return render(request, DIALOG, context, status=status)


def _unticked(request: Any, opportunity: Opportunity, stages: list[Stage], to: Stage) -> HttpResponse:
    """Ask once: on the board in a dialog, which the header names; elsewhere on the page of the move."""
    if not _is_board(request):
        return _ask(request, opportunity, stages, to, status=422)
    asked = urlencode({"to": to.pk, "next": _board_url(request)})
    return _dialog(f"{reverse('pipeline:stage', args=[opportunity.pk])}?{asked}")


def _decide(request: Any, opportunity: Opportunity, to: Stage) -> HttpResponse:
    """Won and lost have forms of their own."""
    url = reverse(VERBS[Step(to.step)], args=[opportunity.pk])
    if _is_board(request):
        return _dialog(f"{url}?{urlencode({'next': _board_url(request)})}")
    return done(request, f"{url}?{urlencode({'next': back(request, opportunity.pk)})}")


def _dialog(url: str) -> HttpResponse:
    response = HttpResponse(status=200)
    response["X-Sapa-Dialog-Url"] = url
    return response


def _refused(request: Any, opportunity: Opportunity, error: Refused) -> HttpResponse:
    if _is_board(request):
        status = 409 if isinstance(error, Conflict | AlreadyDone) else 422
        return render(request, "ui/refused.html", {"message": error.message}, status=status)
    return refused(request, back(request, opportunity.pk), error)


def _columns(request: Any, opportunity: Opportunity, before: Stage) -> HttpResponse:
    """The moved card and the heads of both columns, each to replace what has its id."""
    found = read_filter(request)
    pipeline = found.picks.pipelines.get(opportunity.pipeline_id, opportunity.pipeline)
    board = Board(found, pipeline, request.member, found.today)
    figures = board.figures([before, opportunity.stage])
    heads = [draw(Column(stage, figures[stage.pk]), found) for stage in (before, opportunity.stage)]
    context = {"cards": [board.maker.card(opportunity)], "heads": heads}
    return render(request, "pipeline/_moved.html", context)


def _names(opportunity: Opportunity) -> dict[str, str]:
    return {"title": opportunity.title, "stage": opportunity.stage.name}
