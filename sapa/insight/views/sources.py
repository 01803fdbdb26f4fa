"""The page of sources and campaigns, and its file."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from sapa.insight.asking_customers import AskedOfCustomers
from sapa.insight.drawing_sources import FIRSTS, draw_sources, export_sources
from sapa.insight.forms import CustomersFilter
from sapa.insight.sheets import download
from sapa.insight.sources import BY, FILTERS, Sources
from sapa.insight.views.frame import Tab, frame, presets
from sapa.team.access import requires

FIGURES = {"count": gettext_lazy("Count"), "cost": gettext_lazy("Costs")}


def _ask(request: Any) -> AskedOfCustomers:
    choices = {"by": BY, "figure": tuple(FIGURES)}
    return AskedOfCustomers(request.GET, today=timezone.localdate(), names=FILTERS, choices=choices)


@require_safe
@requires("reports.view")
def page(request: Any) -> HttpResponse:
    """By which way people came in a period, how far they got, and what that cost."""
    asked = _ask(request)
    sources = Sources.of(asked, request.member, asked.choice("by"))
    ways = [Tab(name(), asked.url(by=by), by == asked.choice("by")) for by, name in FIRSTS.items()]
    context = frame(
        request,
        asked,
        "sources",
        FIGURES,
        sources=sources,
        ways=ways,
        way=next(one for one in ways if one.active),
        presets=presets(asked),
        sheet=draw_sources(sources, asked, request.organization.currency),
        form=CustomersFilter(asked, FILTERS),
    )
    return render(request, "insight/sources.html", context)


@require_safe
@requires("customers.export")
@requires("reports.view")
def export(request: Any) -> Any:
    """The same figures as a file."""
    asked = _ask(request)
    sources = Sources.of(asked, request.member, asked.choice("by"))
    header, rows = export_sources(sources, asked, request.organization.currency)
    return download(request, _("sources"), header, rows)
