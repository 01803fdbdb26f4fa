"""The team's day, and the switch of the morning's mail."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sapa.lib.answers import done, refused
from sapa.lib.errors import Refused
from sapa.team.access import MemberRequest, requires
from sapa.team.wishing import wish_morning_mail
from sapa.web.today.team import team_day
from sapa.web.views.home import tabs


@require_safe
@requires("customers.assign")
def team(request: MemberRequest) -> HttpResponse:
    """Who has what, and who needs help."""
    on = timezone.localdate()
    context = {
        "lines": team_day(request.member, on, timezone.now()),
        "on": on,
        "tabs": tabs(request.member, "web:today_team"),
    }
    return render(request, "web/today_team.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def morning_mail(request: Any) -> HttpResponse:
    """Whether the day's list comes by e-mail: each member for themselves."""
    if request.method != "POST":
        return render(request, "web/morning_switch.html")
    wanted, here = request.POST.get("wanted") == "1", reverse("web:morning_mail")
    try:
        wish_morning_mail(request.member, wanted, by=request.member, now=timezone.now())
    except Refused as error:
        return refused(request, here, error)
    return done(request, here, _("The list comes every morning.") if wanted else _("No more mail in the morning."))
