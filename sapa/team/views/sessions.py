"""Where a person is logged in, and ending each of these."""

import re
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sapa.lib.answers import done

BROWSERS = {
    "Edg": "Edge",
    "OPR|Opera": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "UCBrowser": "UC Browser",
    "Firefox|FxiOS": "Firefox",
    "Chrom|CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone|iPad": "iOS",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def device_name(user_agent: str) -> str:
    """ "Chrome, Android" of what a browser says of itself; "" if it says nothing known."""
    found = []
    for names in (BROWSERS, SYSTEMS):
        found.append(next((name for pattern, name in names.items() if re.search(pattern, user_agent)), ""))
    return ", ".join(name for name in found if name)


@login_required
@require_safe
def list_sessions(request: Any) -> HttpResponse:
    rows = sorted(UserSession.objects.purge_and_list(request.user), key=lambda row: row.last_seen_at, reverse=True)
    current = request.session.session_key
    rows.sort(key=lambda row: row.session_key != current)
    sessions = [(row, device_name(row.user_agent), row.session_key == current) for row in rows]
    return render(request, "team/sessions.html", {"sessions": sessions})


@login_required
@require_POST
def end(request: Any, pk: int) -> HttpResponse:
    """One's own session is ended by logging out; one that has ended is a 404."""
    rows = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    get_object_or_404(rows, pk=pk).end()
    return done(request, reverse("usersessions_list"), _("That device was logged out."))


@login_required
@require_POST
def end_others(request: Any) -> HttpResponse:
    rows = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    for session in rows:
        session.end()
    return done(request, reverse("usersessions_list"), _("All other devices were logged out."))
