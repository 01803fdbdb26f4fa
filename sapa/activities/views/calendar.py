"""The calendar of activities."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sapa.activities.agenda import VIEWS, Agenda
from sapa.activities.views.listing import Tab, frame, read_filter
from sapa.lib.dates import DAYS, FIRST_YEAR, LAST_YEAR, format_date, format_long_date, format_month
from sapa.lib.numbers import is_english
from sapa.team.access import requires


@require_safe
@requires("customers.view")
def calendar(request: Any) -> HttpResponse:
    """?view=day, week or month; ?on=2026-11-22. Without a view: the month."""
    found = read_filter(request)
    asked = request.GET.get("view", "")
    view = asked if asked in VIEWS else "month"
    agenda = Agenda(found, view, _day(request.GET.get("on", "")) or found.today, get_language() or "id")
    days = agenda.days()
    hours = agenda.hours(days)
    url = reverse("activities:calendar")
    context = {
        **frame(found, "calendar"),
        "agenda": agenda,
        "heading": _heading(agenda),
        "views": _views(agenda, url),
        "weekdays": [name[:3] for name in DAYS["en" if is_english(None) else "id"]],
        "weeks": agenda.weeks(days) if view == "month" else [],
        "columns": [(day, day.slots(hours)) for day in days] if view != "month" else [],
        "hours": hours,
        "previous_url": url + _at(agenda, agenda.before),
        "next_url": url + _at(agenda, agenda.after),
        "today_url": url + _at(agenda, found.today),
        "day_url": url + found.url(view="day", on="DAY"),
        "whose_tabs": [
            (label, found.url(whose=name, member=None, view=view, on=agenda.on.isoformat()), found.whose == name)
            for name, label in found.choices_of_whose
        ],
        "filters_query": found.url(view=view, on=agenda.on.isoformat(), here="calendar"),
        "may_act": request.member.may("activities.change"),
    }
    return render(request, "activities/calendar.html", context)


def _views(agenda: Agenda, url: str) -> list[Tab]:
    names = {"day": _("Day"), "week": _("Week"), "month": _("Month")}
    on = agenda.on.isoformat()
    return [Tab(names[view], url + agenda.found.url(view=view, on=on), view == agenda.view) for view in VIEWS]


def _at(agenda: Agenda, on: date) -> str:
    return agenda.found.url(view=agenda.view, on=on.isoformat())


def _heading(agenda: Agenda) -> str:
    language = get_language()
    match agenda.view:
        case "day":
            return format_long_date(agenda.on, language)
        case "week":
            return f"{format_date(agenda.first, language)} – {format_date(agenda.last, language)}"
    return format_month(agenda.on, language)


def _day(text: str) -> date | None:
    """A day far enough from the ends of the calendar to be stepped from."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR < day.year < LAST_YEAR else None
