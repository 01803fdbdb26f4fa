"""Today: whom to greet, and which deal needs a decision."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sapa.customers.greeting import part_of_day
from sapa.team.access import MemberRequest
from sapa.web.today import todays


@require_safe
def home(request: MemberRequest) -> HttpResponse:
    """The first page of an organisation."""
    on = timezone.localdate()
    context = {"today": todays(request.member, on), "on": on, "greeting": part_of_day(timezone.now())}
    return render(request, "web/home.html", context)
