"""The board of profit, and its file."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sapa.insight import drawing_profit as drawing
from sapa.insight.asking_customers import AskedOfCustomers
from sapa.insight.profit import BY, Profit, everybody
from sapa.insight.sheets import download
from sapa.insight.views.frame_of_boards import ask, frame_of_boards, last_pass
from sapa.lifecycle.ruling import rules_of
from sapa.team.access import requires

MOST = 50_000  # customers in a file


def _ask(request: Any) -> AskedOfCustomers:
    last = last_pass()
    return ask(request, by=BY, figures=drawing.FIGURES, year_to=last.on if last else None)


@require_safe
@requires("catalogue.cost")
@requires("reports.view")
def page(request: Any) -> HttpResponse:
    """Profit of a period: of all customers by month, and of each; and who costs more than they bring."""
    asked, currency = _ask(request), request.organization.currency
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    profit = Profit.of(asked, request.member, rules_of(), after=after, before=before)
    context = frame_of_boards(
        request,
        asked,
        "profit",
        drawing.FIGURES,
        drawing.WAYS,
        profit=profit,
        of_revenue=drawing.of_revenue(profit.sums.money),
        sheet=drawing.draw_trend(profit, asked, currency),
        listed=drawing.draw_earners(profit.earners.rows, currency, drawing.WAYS[asked.choice("by")]()),
        loss_url=asked.url(by="loss") + "#customers",
    )
    return render(request, "insight/profit.html", context)


@require_safe
@requires("customers.export")
@requires("catalogue.cost")
@requires("reports.view")
def export(request: Any) -> Any:
    """The customers as a file."""
    rows = everybody(_ask(request), request.member, rules_of(), MOST)
    header, lines = drawing.export_earners(rows, request.organization.currency)
    return download(request, _("profit"), header, lines)
