"""The Pareto board, and its file."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sapa.insight import drawing_pareto as drawing
from sapa.insight.asking_customers import AskedOfCustomers
from sapa.insight.pareto import CONTRIBUTION, REVENUE, Pareto, everybody
from sapa.insight.sheets import download
from sapa.insight.views.frame_of_boards import ask, frame_of_boards, last_pass
from sapa.lifecycle.ruling import rules_of
from sapa.team.access import requires

MOST = 50_000  # customers in a file


def _ask(request: Any) -> tuple[AskedOfCustomers, bool]:
    """What is asked for, and whether the member may know what goods cost us: a contribution tells it."""
    last = last_pass()
    asked = ask(request, figures=drawing.FIGURES, year_to=last.on if last else None)
    return asked, request.member.may("catalogue.cost")


@require_safe
@requires("reports.view")
@requires("sales.view")
def page(request: Any) -> HttpResponse:
    """How few of those who bought bring how much. Who may not see costs sees it by revenue."""
    (asked, with_cost), currency = _ask(request), request.organization.currency
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    by, rules = CONTRIBUTION if with_cost else REVENUE, rules_of()
    pareto = Pareto.of(asked, request.member, rules, by, after=after, before=before)
    context = frame_of_boards(
        request,
        asked,
        "pareto",
        drawing.FIGURES,
        pareto=pareto,
        rules=rules,
        with_cost=with_cost,
        headline=drawing.headline(pareto, with_cost=with_cost),
        sheet=drawing.draw_tenths(pareto, asked, currency, with_cost=with_cost),
        sizes=drawing.draw_sizes(pareto, asked, currency, with_cost=with_cost),
        best=drawing.draw_best(pareto, currency, with_cost=with_cost),
    )
    return render(request, "insight/pareto.html", context)


@require_safe
@requires("customers.export")
@requires("reports.view")
@requires("sales.view")
def export(request: Any) -> Any:
    """The customers in their order as a file."""
    asked, with_cost = _ask(request)
    rows = everybody(asked, request.member, rules_of(), CONTRIBUTION if with_cost else REVENUE, MOST)
    header, lines = drawing.export_pareto(rows, request.organization.currency, with_cost=with_cost)
    return download(request, _("pareto"), header, lines)
