"""Today: what to do, in the order in which to do it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sapa.customers.greeting import part_of_day
from sapa.customers.models import Customer
from sapa.team.access import MemberRequest
from sapa.team.models import Member
from sapa.web.today import todays
from sapa.web.today.rhythm import rhythm as before_they_slip
from sapa.web.today_targets import strip


@require_safe
def home(request: MemberRequest) -> HttpResponse:
    """The first page of an organisation."""
    on = timezone.localdate()
    today = todays(request.member, on)
    context = {
        "today": today,
        "on": on,
        "greeting": part_of_day(timezone.now()),
        "tabs": tabs(request.member, "web:home"),
        "is_new": not today and not today.done and not Customer.objects.visible_to(request.member).exists(),
    }
    return render(request, "web/home.html", context)


@require_safe
def goals(request: MemberRequest) -> HttpResponse:
    """Their goals, which the page fetches when it stands: the list does not wait for them."""
    return render(request, "web/_home_goals.html", {"goals": strip(request.member, timezone.localdate())})


@require_safe
def rhythm(request: MemberRequest) -> HttpResponse:
    """Whom to greet before they slip away: fetched by Today when it stands, and a page of its own."""
    items = before_they_slip(request.member, timezone.localdate())
    context = {"items": items, "back": reverse("web:home")}
    return render(request, "web/_home_rhythm.html" if request.htmx else "web/rhythm.html", context)


def tabs(member: Member, here: str) -> list[dict[str, Any]]:
    """ "Mine | Team", for whoever leads."""
    if not member.may("customers.assign"):
        return []
    pages = (("web:home", _("Mine")), ("web:today_team", _("Team")))
    return [{"name": name, "url": reverse(page), "active": page == here} for page, name in pages]
