"""The product's addresses, and the empty page that every other is measured against."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def empty(request: HttpRequest) -> HttpResponse:
    """What a page costs before it does anything: session, user, organisation, member."""
    return HttpResponse(f"{request.member.pk}")  # type: ignore[attr-defined]


urlpatterns = [path("bench-empty/", empty), path("", include("sapa.urls_organization"))]
