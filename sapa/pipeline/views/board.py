"""The board of a pipeline."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from sapa.pipeline.board import Board, Column, Figures, kept_figures
from sapa.pipeline.cards import Card
from sapa.pipeline.filter import Filter
from sapa.pipeline.forms.filtering import FilterForm
from sapa.pipeline.models import Pipeline
from sapa.pipeline.views.seeing import Tab, frame, read_filter
from sapa.team.access import requires


@dataclass(frozen=True)
class Drawn:
    """A column in the words of `ui/board.html`."""

    id: int
    name: str
    step: str
    count: int
    total: int
    weighted: int | None
    capped: bool
    cards: list[Card]
    url: str
    more_url: str


@require_safe
@requires("opportunities.view")
def board(request: Any) -> HttpResponse:
    """The columns of one pipeline. Everything that it shows follows from the address."""
    found = read_filter(request)
    if not found.picks.pipelines:
        return render(request, "pipeline/no_pipeline.html")
    tallies = kept_figures(request.member, found)
    pipeline = chosen_pipeline(found, tallies)
    shown = Board(found, pipeline, request.member, found.today, tallies)
    columns = [draw(column, found) for column in shown.columns()]
    switch = [
        Tab(one.name, found.url(pipeline=one.pk, stage=None), one.pk == pipeline.pk)
        for one in found.picks.pipelines.values()
    ]
    is_empty = not any(column.cards for column in columns)
    context = frame(found, "board", columns=columns, pipeline=pipeline, switch=switch, is_empty=is_empty)
    return render(request, "pipeline/board.html", context)


@require_safe
@requires("opportunities.view")
def filters(request: Any) -> HttpResponse:
    """The panel of filters, drawn only for who opens it."""
    found = read_filter(request)
    here = request.GET.get("here", "")
    here = here if here in {"board", "list", "calendar"} else "board"
    form = FilterForm(found, here=here, member=request.member)
    kept = [(name, value) for name, value in found.on.items() if name not in form.fields]
    action = reverse(f"pipeline:{here}")
    context = {"form": form, "kept": kept, "action": action, "back_url": action + found.url()}
    return render(request, "pipeline/filters.html", context)


@require_safe
@requires("opportunities.view")
def column(request: Any, stage: int) -> HttpResponse:
    """The next cards of one column. As a page of its own it is the list of that stage."""
    found = read_filter(request)
    place = found.picks.stages.get(stage)
    if place is None or place.pipeline_id not in found.picks.pipelines:
        raise Http404
    if not request.htmx:
        return HttpResponseRedirect(reverse("pipeline:list") + found.url(stage=stage))
    shown = Board(found, found.picks.pipelines[place.pipeline_id], request.member, found.today)
    more = shown.more(place, request.GET.get("after", ""))
    return render(request, "pipeline/_more_cards.html", {"column": draw(more, found)})


def chosen_pipeline(found: Filter, tallies: dict[int, Figures]) -> Pipeline:
    """The pipeline asked for, else that of the stage asked for, else the first one with deals, else the first."""
    if found.pipeline is not None:
        return found.pipeline
    pipelines = found.picks.pipelines
    if "stage" in found.on:
        place = found.picks.stages[int(found.on["stage"])].pipeline_id
        if place in pipelines:
            return pipelines[place]
    used = [p for p in pipelines.values() if any(s.pk in tallies for s in p.stages_in_order)]  # type: ignore[attr-defined]
    return next(iter(used or pipelines.values()))


def draw(column: Column, found: Filter) -> Drawn:
    stage, figures = column.stage, column.figures
    more = reverse("pipeline:column", args=[stage.pk])
    return Drawn(
        id=stage.pk,
        name=stage.name,
        step=stage.step,
        count=figures.count,
        total=figures.value,
        weighted=None if stage.is_closed else figures.weighted,
        capped=not found.is_kept and figures.is_capped,
        cards=list(column.cards),
        url=reverse("pipeline:list") + found.url(stage=stage.pk, pipeline=stage.pipeline_id),
        more_url=f"{more}{found.url(stage=None)}&after={column.next}" if column.next else "",
    )
