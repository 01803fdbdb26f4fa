"""What came of one's own work."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sapa.team.access import MemberRequest
from sapa.web.my_work import work_of


@require_safe
def my_work(request: MemberRequest) -> HttpResponse:
    """What I was given or brought, how far each has come, and what was won."""
    asked = {name: request.GET.get(name, "") for name in ("step", "after", "before")}
    return render(request, "web/my_work.html", {"work": work_of(request.member, **asked)})
