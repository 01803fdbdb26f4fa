"""The page of what is expected, and its file."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from sapa.insight.asking import Asked
from sapa.insight.drawing import draw_projection, export_projection
from sapa.insight.forms import ReportFilter
from sapa.insight.projection import PAST, UNDATED, Projection
from sapa.insight.sheets import download
from sapa.insight.views.frame import frame
from sapa.pipeline.picks import Picks
from sapa.team.access import requires

FIGURES = {"value": gettext_lazy("Expected"), "weighted": gettext_lazy("Weighted")}


def _ask(request: Any) -> Asked:
    picks, today = Picks(request.member), timezone.localdate()
    return Asked(request.GET, today=today, picks=picks, member=request.member, choices={"figure": tuple(FIGURES)})


@require_safe
@requires("reports.view")
def page(request: Any) -> HttpResponse:
    """Expected and weighted revenue by month and stage."""
    asked = _ask(request)
    projection = Projection.of(asked, request.member)
    context = frame(
        request,
        asked,
        "projection",
        FIGURES,
        projection=projection,
        past=projection.of_kind(PAST),
        undated=projection.of_kind(UNDATED),
        past_url=reverse("pipeline:list") + asked.list_query(state="floating"),
        sheet=draw_projection(projection, asked, request.organization.currency),
        form=ReportFilter(asked, with_period=False),
    )
    return render(request, "insight/projection.html", context)


@require_safe
@requires("customers.export")
@requires("reports.view")
def export(request: Any) -> Any:
    """The same figures as a file."""
    asked = _ask(request)
    projection = Projection.of(asked, request.member)
    header, rows = export_projection(projection, asked, request.organization.currency)
    return download(request, _("projection"), header, rows)
