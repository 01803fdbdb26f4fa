"""The search page, and what the palette shows while one types."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sapa.team.access import MemberRequest
from sapa.web.searching import find

LONGEST = 100


def _text(request: MemberRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]


@require_GET
def search(request: MemberRequest) -> HttpResponse:
    """Everything for `?q=`, as a page."""
    text = _text(request)
    return render(request, "web/search.html", {"search_text": text, "found": find(text, request.member)})


@require_GET
def commands(request: MemberRequest) -> HttpResponse:
    """The same as options of the palette."""
    return render(request, "web/_commands.html", {"found": find(_text(request), request.member)})
