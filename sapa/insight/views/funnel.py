"""The page of the funnel's conversion, and its file."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from sapa.insight.asking_customers import OF_CUSTOMERS
from sapa.insight.drawing_funnel import FIRSTS, draw_funnel, export_funnel, percent, steps_of
from sapa.insight.funnel import BY, Conversion
from sapa.insight.sheets import download
from sapa.insight.views.frame_of_customers import ask, frame_of_customers
from sapa.team.access import requires

FIGURES = {"count": gettext_lazy("Count"), "share": gettext_lazy("Conversion"), "days": gettext_lazy("Days")}


@require_safe
@requires("reports.view")
def page(request: Any) -> HttpResponse:
    """How far those who arrived in a period got."""
    asked = ask(request, OF_CUSTOMERS, BY, FIGURES)
    conversion = Conversion.of(asked, request.member, asked.choice("by"))
    context = frame_of_customers(
        request,
        asked,
        "funnel",
        FIGURES,
        FIRSTS,
        conversion=conversion,
        steps=steps_of(conversion.total),
        whole=percent(conversion.total.conversion).text,
        sheet=draw_funnel(conversion, asked),
        board_url=f"{reverse('pipeline:funnel')}{asked.customers_query()}",
    )
    return render(request, "insight/funnel.html", context)


@require_safe
@requires("customers.export")
@requires("reports.view")
def export(request: Any) -> Any:
    """The same figures as a file."""
    asked = ask(request, OF_CUSTOMERS, BY, FIGURES)
    header, rows = export_funnel(Conversion.of(asked, request.member, asked.choice("by")), asked)
    return download(request, _("funnel"), header, rows)
