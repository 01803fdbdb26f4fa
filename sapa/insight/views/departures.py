"""The board of attrition, and its files."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sapa.insight import drawing_departures as drawing
from sapa.insight.asking_customers import AskedOfCustomers
from sapa.insight.churn import Churn
from sapa.insight.departures import BY, Departures, left_in_period, page_of_left
from sapa.insight.drawing_funnel import percent
from sapa.insight.sheets import Sheet, download
from sapa.insight.views.frame_of_boards import ask, frame_of_boards
from sapa.lifecycle.ruling import rules_of
from sapa.team.access import requires
from sapa.team.models import Member

MOST = 50_000  # of those who left, in a file


@require_safe
@requires("reports.view")
def page(request: Any) -> HttpResponse:
    """Who left us and who turned passive: month by month, or by reason, place and whose they were."""
    asked, member = ask(request, by=BY), request.member
    churn = asked.remembered("churn", member, lambda: _churn(asked, member)) if asked.choice("by") == "month" else None
    by = "why" if churn else asked.choice("by")
    found = asked.remembered(f"departures by {by}", member, lambda: Departures.of(asked, member, by))
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    context = frame_of_boards(
        request,
        asked,
        "departures",
        None,
        drawing.WAYS,
        sums=found.total,
        churn=percent(churn.average).text if churn else "",
        is_cut=churn is None and len(found.lines) > drawing.SHOWN,
        sheet=_sheet(request, asked, churn, found),
        listed=page_of_left(asked, member, after=after, before=before),
        passive_url=drawing.passive_url(asked),
        reasons_url=asked.url(by="why"),
    )
    return render(request, "insight/departures.html", context)


def _churn(asked: AskedOfCustomers, member: Member) -> Churn:
    return Churn.of(asked, member, rules_of())


def _sheet(request: Any, asked: AskedOfCustomers, churn: Churn | None, found: Departures) -> Sheet:
    if churn:
        return drawing.draw_churn(churn, asked)
    with_money = request.member.may("sales.view")
    return drawing.draw_departures(found, asked, request.organization.currency, with_money=with_money)


@require_safe
@requires("customers.export")
@requires("reports.view")
def export(request: Any) -> Any:
    """The figures as a file; with ?what=left who left."""
    asked, member = ask(request, by=BY), request.member
    if request.GET.get("what") == "left":
        rows = left_in_period(asked, member).select_related("customer").order_by("-on", "-pk")[:MOST]
        header, lines = drawing.export_left(rows)
        return download(request, _("who-left"), header, lines)
    if asked.choice("by") == "month":
        header, lines = drawing.export_churn(_churn(asked, member), asked)
    else:
        found = Departures.of(asked, member, asked.choice("by"))
        with_money = member.may("sales.view")
        header, lines = drawing.export_departures(found, asked, request.organization.currency, with_money=with_money)
    return download(request, _("attrition"), header, lines)
