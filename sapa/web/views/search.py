"""The search page, and what the palette shows while one types."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sapa.team.access import MemberRequest
from sapa.web.commands import find_commands, find_organizations
from sapa.web.searching import Found, find

LONGEST = 100


def _text(request: MemberRequest) -> str:
    return request.GET.get("q", "").replace("\0", "").strip()[:LONGEST]


@require_safe
def search(request: MemberRequest) -> HttpResponse:
    """Everything for `?q=`, as a page; while one types, the part of it that changes."""
    text = _text(request)
    found = Found(find(text, request.member), find_commands(text, request.member))
    template = "web/_found.html" if request.htmx else "web/search.html"
    return render(request, template, {"search_text": text, "found": found})


@require_safe
def commands(request: MemberRequest) -> HttpResponse:
    """The same as options of the palette, with what changes something of the person's own."""
    text = _text(request)
    able = find_commands(text, request.member)
    able += find_organizations(text, request.user, request.organization)  # type: ignore[arg-type]
    return render(request, "web/_commands.html", {"found": Found(find(text, request.member), able)})
