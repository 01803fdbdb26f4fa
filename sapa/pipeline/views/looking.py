"""The list of opportunities, and the calendar of their closes."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sapa.lib import keyset
from sapa.lib.dates import DAYS, add_months, first_of_month
from sapa.lib.money import format_compact
from sapa.lib.numbers import format_number, is_english
from sapa.pipeline.filter import Filter
from sapa.pipeline.models import Opportunity, Outcome
from sapa.pipeline.months import SHOWN, SHOWN_COLUMNS, Day, Month
from sapa.pipeline.views.seeing import Tab, frame, read_filter
from sapa.team.access import requires

MARKS = {Outcome.OPEN: "○", Outcome.WON: "✓", Outcome.LOST: "✗"}
ORDERS = {"": ("-created_at", "-pk"), "value": ("-value", "-pk"), "close": ("expected_close", "pk")}


@require_safe
@requires("opportunities.view")
def listing(request: Any) -> HttpResponse:
    """Pages of 25. Everything that it shows follows from the address."""
    found = read_filter(request)
    rows = found.rows(request.member)
    order = order_of(found)
    if order[0] == "expected_close":
        rows = rows.filter(outcome=Outcome.OPEN, expected_close__isnull=False)
    page = keyset.page(
        rows.select_related("customer", "owner").only(*SHOWN_COLUMNS),
        order,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    whole = not (page.next or page.previous)
    total = len(page.rows) if whole else keyset.count_up_to(rows)
    lines = [_line(opportunity, found) for opportunity in page.rows]
    context = frame(found, "list", page=page, total=total, lines=lines, switch=_switch(found), pipeline=found.pipeline)
    return render(request, "pipeline/list.html", context)


@require_safe
@requires("opportunities.view")
def calendar(request: Any) -> HttpResponse:
    """A month: ?month=2026-11, and the deals of one day of it: &day=2026-11-22."""
    found = read_filter(request)
    chosen = _day(request.GET.get("day", ""))
    first = _month(request.GET.get("month", "")) or first_of_month(chosen or found.today)
    month = Month(found, request.member, first, found.today)
    weeks = month.weeks()
    if chosen is None and found.today.replace(day=1) == first:
        chosen = found.today
    deals = month.deals(chosen) if chosen else []
    context = frame(
        found,
        "calendar",
        month=first,
        weekdays=[name[:3] for name in DAYS["en" if is_english(None) else "id"]],
        weeks=[[_cell(day, found) for day in week] for week in weeks],
        totals=[(outcome, month.total(weeks, outcome)) for outcome in Outcome],
        chosen=chosen,
        lines=[_line(deal, found) for deal in deals[:SHOWN]],
        more=len(deals) > SHOWN,
        previous_url=found.url(month=_named(add_months(first, -1))),
        next_url=found.url(month=_named(add_months(first, 1))),
        switch=_switch(found),
        pipeline=found.pipeline,
    )
    return render(request, "pipeline/calendar.html", context)


def order_of(found: Filter) -> tuple[str, ...]:
    """The order asked for; in one stage the newest there come first."""
    sort = found.on.get("sort", "")
    if not sort and "stage" in found.on:
        return ("-stage_entered_at", "-pk")
    return ORDERS.get(sort, ORDERS[""])


def _line(opportunity: Opportunity, found: Filter) -> dict[str, Any]:
    """A row as the list shows it."""
    stage = found.picks.stages[opportunity.stage_id]
    opportunity.stage = stage
    return {
        "opportunity": opportunity,
        "stage": stage,
        "owner": opportunity.owner.name if opportunity.owner else "",
        "closes_on": opportunity.expected_close if opportunity.is_open else opportunity.closed_on,
        "floating": opportunity.is_floating(found.today),
        "rotting": opportunity.days_in_stage(found.today) if opportunity.is_rotting(found.today) else 0,
    }


def _switch(found: Filter) -> list[Tab]:
    every = Tab(_("All pipelines"), found.url(pipeline=None, stage=None), found.pipeline is None)
    return [every] + [
        Tab(one.name, found.url(pipeline=one.pk, stage=None), one is found.pipeline)
        for one in found.picks.pipelines.values()
    ]


def _cell(day: Day, found: Filter) -> dict[str, Any]:
    """A day as `pipeline/calendar.html` draws it, in words already: a month has a hundred of these figures."""
    late = day.date < found.today
    sums = [
        {
            "kind": f"{outcome} late" if late and outcome == Outcome.OPEN else str(outcome),
            "mark": "!" if late and outcome == Outcome.OPEN else MARKS[outcome],
            "count": format_number(total.count, places=0),
            "label": outcome.label,
            "value": format_compact(total.value, found.currency),
        }
        for outcome in Outcome
        if (total := day.sums.get(outcome))
    ]
    return {
        "date": day.date,
        "iso": day.date.isoformat(),
        "other": day.other,
        "today": day.today,
        "sums": sums,
        "url": found.url(month=_named(day.date), day=day.date.isoformat()) if sums else "",
    }


def _named(day: date) -> str:
    return f"{day:%Y-%m}"


def _month(text: str) -> date | None:
    return _day(f"{text}-01") if len(text) == 7 else None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 <= day.year < 2200 else None
