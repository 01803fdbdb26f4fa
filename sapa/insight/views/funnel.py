"""The page of the funnel's conversion, and its file."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from sapa.insight.asking_customers import OF_CUSTOMERS, AskedOfCustomers
from sapa.insight.drawing_funnel import FIRSTS, draw_funnel, export_funnel, percent, steps_of
from sapa.insight.forms import CustomersFilter
from sapa.insight.funnel import BY, Conversion
from sapa.insight.sheets import download
from sapa.insight.views.frame import Tab, frame, presets
from sapa.team.access import requires

FIGURES = {"count": gettext_lazy("Count"), "share": gettext_lazy("Conversion"), "days": gettext_lazy("Days")}


def _ask(request: Any) -> AskedOfCustomers:
    choices = {"by": BY, "figure": tuple(FIGURES)}
    return AskedOfCustomers(request.GET, today=timezone.localdate(), names=OF_CUSTOMERS, choices=choices)


@require_safe
@requires("reports.view")
def page(request: Any) -> HttpResponse:
    """How far those who arrived in a period got."""
    asked = _ask(request)
    conversion = Conversion.of(asked, request.member, asked.choice("by"))
    ways = [Tab(name(), asked.url(by=by), by == asked.choice("by")) for by, name in FIRSTS.items()]
    context = frame(
        request,
        asked,
        "funnel",
        FIGURES,
        conversion=conversion,
        steps=steps_of(conversion.total),
        whole=percent(conversion.total.conversion).text,
        ways=ways,
        way=next(one for one in ways if one.active),
        presets=presets(asked),
        sheet=draw_funnel(conversion, asked),
        form=CustomersFilter(asked, OF_CUSTOMERS),
        board_url=f"{reverse('pipeline:funnel')}{asked.customers_query()}",
    )
    return render(request, "insight/funnel.html", context)


@require_safe
@requires("customers.export")
@requires("reports.view")
def export(request: Any) -> Any:
    """The same figures as a file."""
    asked = _ask(request)
    header, rows = export_funnel(Conversion.of(asked, request.member, asked.choice("by")), asked)
    return download(request, _("funnel"), header, rows)
