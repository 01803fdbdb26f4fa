"""Finding a region while typing, inside an organisation and, for signing up, outside."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sapa.lib.throttle import Throttle
from sapa.lib.visitors import visitor_of
from sapa.places.models import Region
from sapa.places.regions import LEVELS

ANONYMOUS = Throttle(limit=120, seconds=60)  # one types two letters a second
TOO_MANY = 429


def throttled(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Ask those who are not logged in to wait when they come too often from one address."""

    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        known = request.user.is_authenticated
        if not known and not ANONYMOUS.allows(visitor_of(request), time.monotonic()):
            return HttpResponse(_("Too many searches. Wait a minute."), status=TOO_MANY, content_type="text/plain")
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@throttled
def regions(request: HttpRequest) -> HttpResponse:
    """Regions called `q`, of each `level` (1 to 4, all if none is given): a combobox's options, or a page."""
    text = request.GET.get("q", "")[:100]
    asked = {level for level in LEVELS if str(level) in request.GET.getlist("level")}
    found = Region.objects.named(text, tuple(asked) or LEVELS)
    if getattr(request, "htmx", False):
        options = [{"value": one.code, "label": one.name, "detail": _detail(one)} for one in found]
        return render(request, "ui/options.html", {"options": options})
    base = "web/base.html" if hasattr(request, "organization") else "web/plain.html"
    return render(request, "places/regions.html", {"regions": found, "text": text, "base": base})


@require_safe
@throttled
def chosen(request: HttpRequest) -> HttpResponse:
    """Where the chosen `region` (a code) lies, and its postal code: what a form shows below the village."""
    code = request.GET.get("region") or request.GET.get("region_code") or ""
    region = Region.objects.filter(pk=code[:13]).first() if code else None
    return render(request, "places/_above.html", {"region": region})


def _detail(region: Region) -> str:
    return f"{region.path} · {region.postal_code}" if region.postal_code else region.path or _("Province")
