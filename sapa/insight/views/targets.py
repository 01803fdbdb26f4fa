"""The page of goals: how far each is, and month by month in a chart; and its file."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sapa.insight import target_rows
from sapa.insight.sheets import download
from sapa.insight.targets import WORDS, Measure, Progress, progress
from sapa.insight.views.frame import Tab
from sapa.insight.views.reports import ways_to_reports
from sapa.lib.numbers import row_id
from sapa.team import periods
from sapa.team.access import requires
from sapa.team.models import Target
from sapa.team.targeting import WHOSE
from sapa.team.views.targets import asked_period

SHOWN = 200  # goals of one period; the file has all


def _read(request: Any) -> tuple[str, date, list[Progress]]:
    today = timezone.localdate()
    length, first = asked_period(request.GET.dict(), today)
    rows = Target.objects.visible_to(request.member).filter(length=length, starts_on=first)
    return length, first, progress(request.member, today, list(rows.select_related(*WHOSE)))


@require_safe
def page(request: Any) -> HttpResponse:
    """Each goal of a month or quarter that the member sees, and the history of one."""
    length, first, found = _read(request)
    member, organization = request.member, request.organization
    query = f"?{urlencode({'length': length, 'on': f'{first:%Y-%m}'})}"
    rows = [target_rows.draw_row(one, member, organization.currency, organization.name, query) for one in found[:SHOWN]]
    chosen = row_id(request.GET.get("show", ""))
    shown = next((row for row in rows if row.progress.target.pk == chosen), rows[0] if rows else None)
    measures = [measure for measure in Measure if any(one.target.measure == measure for one in found)]
    context = {
        "rows": rows,
        "is_cut": len(found) > SHOWN,
        "length": length,
        "first": first,
        "period": periods.period_name(length, first),
        "before_url": _url(length, periods.shift(length, first, -1)),
        "after_url": _url(length, periods.shift(length, first, 1)),
        "reports": ways_to_reports(member, "targets:page"),
        "lengths": _lengths(length, first),
        "words": [(measure.label, WORDS[measure]) for measure in measures or Measure],
        "may_set": member.may("targets.manage"),
        "export_url": f"{reverse('targets:export')}{query}&" if rows and member.may("customers.export") else "",
        **_chart(request, rows, shown, periods.last_day(length, first)),
    }
    return render(request, "insight/targets.html", context)


def _chart(request: Any, rows: list[Any], shown: Any, until: date) -> dict[str, Any]:
    """The history of one goal, and the ways to that of the others."""
    if shown is None:
        return {}
    organization = request.organization
    sheet = target_rows.draw_history(
        shown.progress.target, request.member, until, organization.currency, organization.name
    )
    ways = [Tab(f"{row.name}: {row.whose}", row.chart_url, row is shown) for row in rows]
    return {"sheet": sheet, "charts": ways, "chart": f"{shown.name}: {shown.whose}"}


def _lengths(length: str, first: date) -> list[Tab]:
    names = {periods.MONTH: _("Month"), periods.QUARTER: _("Quarter")}
    return [Tab(name, _url(one, periods.first_day(one, first)), one == length) for one, name in names.items()]


def _url(length: str, first: date) -> str:
    return f"?length={length}&on={first:%Y-%m}"


@require_safe
@requires("customers.export")
def export(request: Any) -> Any:
    """The same goals as a file, all of them."""
    _length, _first, found = _read(request)
    header, lines = target_rows.export(found, request.organization.currency, request.organization.name)
    return download(request, _("targets"), header, lines)
