"""A member's private calendar address, and what calendar programs read at it."""

import time
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import get_script_prefix, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sapa.activities import feeds, icalendar
from sapa.activities.models import CalendarFeed
from sapa.lib.answers import done, refused
from sapa.lib.errors import AlreadyDone
from sapa.lib.throttle import Throttle
from sapa.lib.visitors import visitor_key, visitor_of
from sapa.team.access import requires
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization

PER_MINUTE = Throttle(limit=30, seconds=60)
TOO_MANY = 429


@never_cache
@require_safe
@requires("customers.view")
def feed(request: Any) -> HttpResponse:
    """Whether there is an address, and when a calendar last asked for it."""
    return _page(request, "")


@never_cache
@require_POST
@requires("customers.view")
def renew(request: Any) -> HttpResponse:
    """Make an address, and end the one before. It is shown in this answer and never again."""
    token = feeds.make_feed(request.member, now=timezone.now())
    path = f"/public/calendar/{request.organization.slug}/{token}.ics"
    return _page(request, request.build_absolute_uri(path))


@require_POST
@requires("customers.view")
def stop(request: Any) -> HttpResponse:
    back = reverse("activities:feed")
    try:
        feeds.stop_feed(request.member, now=timezone.now())
    except AlreadyDone as error:
        return refused(request, back, error)
    return done(request, back, _("The address leads nowhere any more."))


@require_safe
def public(request: HttpRequest, organization: str, token: str) -> HttpResponse:
    """The calendar itself, for programs that nobody has logged in to. 404 where there is none, or no more."""
    if not PER_MINUTE.allows(visitor_key(visitor_of(request)), time.monotonic()):
        return HttpResponse(status=TOO_MANY, headers={"Retry-After": "60"})
    found = Organization.objects.filter(slug=organization).first()
    if found is None:
        raise Http404
    with organization_scope(found), translation.override(settings.LANGUAGE_CODE):
        known = feeds.feed_of(token)
        if known is None:
            raise Http404
        now = timezone.now()
        feeds.note_reading(known, now)
        base = request.build_absolute_uri(f"{get_script_prefix()}{found.slug}/")
        name = f"{known.member.name} · {found.name}"
        rows = feeds.activities_of(known.member, now)
        text = icalendar.write(rows, name=name, zone=found.time_zone, base_url=base)
    headers = {"Cache-Control": "private, max-age=300", "X-Robots-Tag": "noindex"}
    headers["Content-Disposition"] = 'inline; filename="sapa.ics"'
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers=headers)


def _page(request: Any, address: str) -> HttpResponse:
    known = CalendarFeed.objects.filter(member=request.member).first()
    return render(request, "activities/feed.html", {"known": known, "address": address})
