"""The board of recency, frequency and money, and its file."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sapa.insight import drawing_rfm as drawing
from sapa.insight.rfm import Rfm
from sapa.insight.sheets import download
from sapa.insight.views.frame_of_boards import ask, frame_of_boards, last_pass
from sapa.team.access import requires


@require_safe
@requires("reports.view")
def page(request: Any) -> HttpResponse:
    """The customers who bought, by how long ago, how often and for how much; and what to do with each group.

    Of a period that has passed: as they stood at its end.
    """
    member, currency = request.member, request.organization.currency
    with_money = member.may("sales.view")
    figures = drawing.FIGURES if with_money else {"count": drawing.FIGURES["count"]}
    last = last_pass()
    asked = ask(request, figures=figures, year_to=last.on if last else None)
    rfm = asked.remembered("RFM", member, lambda: Rfm.of(asked, member))
    context = frame_of_boards(
        request,
        asked,
        "rfm",
        figures if with_money else {},
        rfm=rfm,
        last=last,
        with_money=with_money,
        grid=drawing.draw_grid(rfm, asked, currency, with_money=with_money),
        sheet=drawing.draw_groups(rfm, asked, currency, with_money=with_money),
        deeds=drawing.deeds(rfm, asked),
    )
    return render(request, "insight/rfm.html", context)


@require_safe
@requires("customers.export")
@requires("reports.view")
def export(request: Any) -> Any:
    """The same cells as a file."""
    last = last_pass()
    asked = ask(request, figures=drawing.FIGURES, year_to=last.on if last else None)
    rfm = Rfm.of(asked, request.member)
    with_money = request.member.may("sales.view")
    header, rows = drawing.export_rfm(rfm, request.organization.currency, with_money=with_money)
    return download(request, _("rfm"), header, rows)
