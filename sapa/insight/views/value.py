"""The page of what customers are expected to buy, its file, and the wish to have it computed anew."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from sapa.insight.asking_customers import AskedOfCustomers
from sapa.insight.drawing_value import draw_holdout, draw_values, export_values
from sapa.insight.sheets import download
from sapa.insight.value import Value, lines_of, needs, page_of, totals_of
from sapa.insight.value_words import REFUSALS, explain, money_note, parameters
from sapa.insight.views.frame_of_boards import ask, frame_of_boards
from sapa.lib.answers import done, refused
from sapa.lib.errors import Refused
from sapa.lifecycle import wishing_value
from sapa.team.access import requires
from sapa.team.roles import Scope

FIGURES = {"each": gettext_lazy("Each"), "count": gettext_lazy("Together")}


def _ask(request: Any) -> AskedOfCustomers:
    return ask(request, figures=FIGURES, has_period=False)  # what is expected has none


@require_safe
@requires("reports.view")
def page(request: Any) -> HttpResponse:
    """The model in a village's words, how well it foresaw, and the customers by what they are worth."""
    asked, value = _ask(request), Value.of(request.member)
    now = timezone.now()
    context = frame_of_boards(
        request,
        asked,
        "value",
        FIGURES,
        value=value,
        model=value.model,
        may_fit=request.member.may("settings.manage"),
        is_waited_for=wishing_value.is_waited_for(request.organization, now),
        **(_figures(request, asked, value) if value.is_usable else _missing(request, value)),
    )
    return render(request, "insight/value.html", context)


def _figures(request: Any, asked: AskedOfCustomers, value: Value) -> dict[str, Any]:
    model, currency = value.model, request.organization.currency
    assert model is not None
    totals = asked.remembered("value", request.member, lambda: totals_of(asked, request.member, model))
    listed = page_of(asked, request.member, request.GET)
    with_money = request.member.may("catalogue.cost")
    return {
        "totals": totals,
        "is_old": value.is_old(asked.today),
        "listed": listed,
        "values": draw_values(listed.rows, currency, with_money=with_money),
        "shows_money": with_money,
        "told": explain(model, currency, totals.gone),
        "parameters": parameters(model),
        "money_note": money_note(model),
        "sheet": draw_holdout(value.holdout, asked) if value.holdout else None,
    }


def _missing(request: Any, value: Value) -> dict[str, Any]:
    names = (_("Customers who have bought"), _("Purchases after the first"), _("Weeks of history"))
    counts = needs(names) if request.member.scope == Scope.ALL else []
    return {
        "needs": counts,
        "is_enough": bool(counts) and all(need.done >= need.total for need in counts),
        "why": REFUSALS.get(value.model.refused, "") if value.model else "",
        "export_url": "",
    }


@require_safe
@requires("customers.export")
@requires("reports.view")
@requires("catalogue.cost")
def export(request: Any) -> Any:
    """The customers and what is expected of each, as a file."""
    asked = _ask(request)
    header, rows = export_values(lines_of(asked, request.member), asked, request.organization.currency)
    return download(request, _("customer-value"), header, rows)


@require_POST
@requires("settings.manage")
def fit(request: Any) -> HttpResponse:
    """Have the worker compute it anew."""
    url = reverse("insight:value")
    try:
        wishing_value.ask(request.organization, by=request.member, now=timezone.now())
    except Refused as error:
        return refused(request, url, error)
    return done(request, url)


@require_safe
@requires("reports.view")
def state(request: Any) -> HttpResponse:
    """Whether it is still being computed: asked by the page every other second; it is drawn anew when it is there."""
    answer = HttpResponse(status=204)
    if not wishing_value.is_waited_for(request.organization, timezone.now()):
        answer["HX-Refresh"] = "true"
    return answer
