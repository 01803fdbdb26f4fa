"""The page of what was won and lost, and its file."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from sapa.insight.asking import Asked
from sapa.insight.drawing import draw_outcomes, export_outcomes, percent
from sapa.insight.forms import ReportFilter
from sapa.insight.outcomes import BY, Outcomes, last_closed
from sapa.insight.sheets import download
from sapa.insight.views.frame import frame, presets, ways
from sapa.pipeline.picks import Picks
from sapa.pipeline.querysets import OpportunityQuerySet
from sapa.team.access import requires

FIGURES = {"value": gettext_lazy("Value"), "count": gettext_lazy("Count")}


def _ask(request: Any) -> Asked:
    picks, today = Picks(request.member), timezone.localdate()
    choices = {"by": BY, "figure": tuple(FIGURES)}
    return Asked(request.GET, today=today, picks=picks, member=request.member, choices=choices)


@require_safe
@requires("reports.view")
def page(request: Any) -> HttpResponse:
    """Won and lost in a period, by month or by what else is asked for."""
    asked = _ask(request)
    outcomes = Outcomes.of(asked, request.member, asked.choice("by"))
    context = frame(
        request,
        asked,
        "outcomes",
        FIGURES,
        outcomes=outcomes,
        by=asked.choice("by"),
        ways=ways(asked),
        way=next(one for one in ways(asked) if one.active),
        presets=presets(asked),
        conversion=percent(outcomes.total).text,
        **_older(asked, outcomes, asked.rows(request.member)),
        sheet=draw_outcomes(outcomes, asked, request.organization.currency),
        form=ReportFilter(asked, with_period=True),
    )
    return render(request, "insight/outcomes.html", context)


def _older(asked: Asked, outcomes: Outcomes, rows: OpportunityQuerySet) -> dict[str, Any]:
    """For an empty period: the last year in which something was won or lost."""
    last = None if outcomes.total.count else last_closed(rows)
    if last is None:
        return {}
    year = {"since": last.replace(month=1, day=1), "until": last.replace(month=12, day=31)}
    return {"last": last, "last_url": asked.url(**year)}


@require_safe
@requires("customers.export")
@requires("reports.view")
def export(request: Any) -> Any:
    """The same figures as a file."""
    asked = _ask(request)
    outcomes = Outcomes.of(asked, request.member, asked.choice("by"))
    header, rows = export_outcomes(outcomes, asked, request.organization.currency)
    return download(request, _("won-and-lost"), header, rows)
