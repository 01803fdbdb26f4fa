"""The board of the flow between the stages, and its files."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sapa.insight import drawing_flow as drawing
from sapa.insight.flow import NAMES, Flow, all_steps, changes_of_rules, page_of_steps
from sapa.insight.sheets import download
from sapa.insight.views.frame_of_boards import ask, frame_of_boards
from sapa.lifecycle.ruling import rules_of
from sapa.team.access import requires

MOST = 50_000  # steps in a file


@require_safe
@requires("reports.view")
def page(request: Any) -> HttpResponse:
    """Who entered and left each stage in a period, from where to where, and who that was."""
    asked = ask(request, NAMES, figures=drawing.FIGURES)
    flow = asked.remembered("flow", request.member, lambda: Flow.of(asked, request.member))
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    listed = page_of_steps(asked, request.member, after=after, before=before)
    rules = rules_of()
    context = frame_of_boards(
        request,
        asked,
        "flow",
        drawing.FIGURES,
        flow=flow,
        sheet=drawing.draw_stands(flow, asked),
        grid=drawing.draw_moves(flow, asked),
        listed=listed,
        steps=drawing.tell(listed.rows, rules, request.organization.currency),
        changed=drawing.tell_changes(changes_of_rules(asked, rules)),
        ends=drawing.ends_name(asked),
        all_url=drawing.list_url(asked) if asked.on.keys() & {"left", "entered"} else "",
    )
    return render(request, "insight/flow.html", context)


@require_safe
@requires("customers.export")
@requires("reports.view")
def export(request: Any) -> Any:
    """The figures as a file; with ?what=steps who moved."""
    asked = ask(request, NAMES, figures=drawing.FIGURES)
    if request.GET.get("what") == "steps":
        steps = all_steps(asked, request.member, MOST)
        header, rows = drawing.export_steps(steps, rules_of(), request.organization.currency)
        return download(request, _("stage-changes"), header, rows)
    header, rows = drawing.export_flow(Flow.of(asked, request.member), asked)
    return download(request, _("stages"), header, rows)
