"""The board of retention, and its file."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sapa.insight import drawing_cohorts as drawing
from sapa.insight.cohorts import Cohorts
from sapa.insight.drawing_funnel import percent
from sapa.insight.sheets import download
from sapa.insight.views.frame_of_boards import ask, frame_of_boards
from sapa.team.access import requires


@require_safe
@requires("reports.view")
def page(request: Any) -> HttpResponse:
    """Of those who first bought in a month of the period: how many came back, month by month."""
    asked = ask(request)
    cohorts = asked.remembered("retention", request.member, lambda: Cohorts.of(asked, request.member))
    context = frame_of_boards(
        request,
        asked,
        "cohorts",
        cohorts=cohorts,
        repeat_rate=percent(cohorts.repeat_rate).text,
        first_month=next(iter(cohorts.ages), None),
        once_url=drawing.buyers_url(asked),
        grid=drawing.draw_cohorts(cohorts),
        sheet=drawing.draw_ages(cohorts),
    )
    return render(request, "insight/cohorts.html", context)


@require_safe
@requires("customers.export")
@requires("reports.view")
def export(request: Any) -> Any:
    """The cohorts as a file."""
    header, rows = drawing.export_cohorts(Cohorts.of(ask(request), request.member))
    return download(request, _("retention"), header, rows)
