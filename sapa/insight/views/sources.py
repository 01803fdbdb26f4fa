"""The page of sources and campaigns, and its file."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from sapa.insight.drawing_sources import FIRSTS, draw_sources, export_sources
from sapa.insight.sheets import download
from sapa.insight.sources import BY, FILTERS, Sources
from sapa.insight.views.frame_of_customers import ask, frame_of_customers
from sapa.team.access import requires

FIGURES = {"count": gettext_lazy("Count"), "cost": gettext_lazy("Costs")}


@require_safe
@requires("reports.view")
def page(request: Any) -> HttpResponse:
    """By which way people came in a period, how far they got, and what that cost."""
    asked = ask(request, FILTERS, BY, FIGURES)
    sources = Sources.of(asked, request.member, asked.choice("by"))
    context = frame_of_customers(
        request,
        asked,
        "sources",
        FIGURES,
        FIRSTS,
        sources=sources,
        sheet=draw_sources(sources, asked, request.organization.currency),
    )
    return render(request, "insight/sources.html", context)


@require_safe
@requires("customers.export")
@requires("reports.view")
def export(request: Any) -> Any:
    """The same figures as a file."""
    asked = ask(request, FILTERS, BY, FIGURES)
    sources = Sources.of(asked, request.member, asked.choice("by"))
    header, rows = export_sources(sources, asked, request.organization.currency)
    return download(request, _("sources"), header, rows)
