"""How the organisation's own WhatsApp greeting will read, while it is being written."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sapa.customers.greeting import greeting
from sapa.team.access import MemberRequest, requires


@require_safe
@requires("settings.manage")
def preview(request: MemberRequest) -> HttpResponse:
    """The draft to somebody called Pak Budi, in the words of ?greeting=…"""
    words = request.GET.get("greeting", "")[:500]
    text = greeting("Pak Budi", request.member, timezone.now(), words)
    return render(request, "web/_greeting.html", {"text": text})
