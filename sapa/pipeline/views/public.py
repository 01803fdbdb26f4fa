"""The public form of an organisation: a light page for anybody, also inside another site.

It is exempt from CSRF: no session, cookie or login stands behind it, so there is nothing that another site could
misuse in a visitor's name, and inside a frame of another site a browser would not send the cookie. That a form was
drawn by this server its stamp proves (see screening.py).
"""

from collections.abc import Callable
from functools import wraps
from time import time as clock
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.csp import CSP
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from sapa.lib.visitors import visitor_key, visitor_of
from sapa.pipeline import capturing, screening
from sapa.pipeline.campaigning import own_form
from sapa.pipeline.forms.public import PublicForm
from sapa.pipeline.models import CaptureForm
from sapa.pipeline.screening import Why
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization

METHODS = ["GET", "HEAD", "POST"]
ALONE: dict[str, Any] = {**settings.SECURE_CSP, "script-src": [CSP.NONE]}
FRAMED: dict[str, Any] = {
    **ALONE,
    "frame-ancestors": ["*"],
}  # any site may show it, and nothing else of Sapa
PASSED_ON = ("source", "campaign", "ref", "utm_source", "utm_medium", "utm_campaign")
TOO_MANY, TOO_LARGE = 429, 413


def of_organization(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Work for the organisation in the address and give the view the form; a closed or unknown one says so, 404."""

    @wraps(view)
    def scoped(request: HttpRequest, organization: str, slug: str = "", **kwargs: Any) -> HttpResponse:
        asked = request.GET.get("lang", "")
        language = asked if asked in dict(settings.LANGUAGES) else translation.get_language()
        with translation.override(language):
            found = Organization.objects.filter(slug=organization).first()
            if found is None:
                return render(request, "pipeline/public/none.html", status=404)
            with organization_scope(found), timezone.override(ZoneInfo(found.time_zone)):
                rows = CaptureForm.objects.select_related("campaign", "owner", "source")
                form = rows.filter(slug=slug).first() if slug else own_form()
                if form is None or form.closed_at is not None:
                    return render(request, "pipeline/public/none.html", {"organization": found}, status=404)
                form.organization = found
                return view(request, form, **kwargs)

    return scoped


@csrf_exempt
@never_cache
@csp_override(ALONE)
@require_http_methods(METHODS)
@of_organization
def page(request: HttpRequest, form: CaptureForm) -> HttpResponse:
    """The form on a page of its own."""
    return _answer(request, form, framed=False)


@csrf_exempt
@never_cache
@csp_override(FRAMED)
@xframe_options_exempt
@require_http_methods(METHODS)
@of_organization
def embedded(request: HttpRequest, form: CaptureForm) -> HttpResponse:
    """The form inside another site."""
    return _answer(request, form, framed=True)


@never_cache
@csp_override(ALONE)
@require_safe
@of_organization
def thanks(request: HttpRequest, form: CaptureForm) -> HttpResponse:
    return render(request, "pipeline/public/thanks.html", {"capture": form})


@never_cache
@csp_override(FRAMED)
@xframe_options_exempt
@require_safe
@of_organization
def embedded_thanks(request: HttpRequest, form: CaptureForm) -> HttpResponse:
    return render(request, "pipeline/public/thanks.html", {"capture": form, "framed": True})


def _answer(request: HttpRequest, form: CaptureForm, *, framed: bool) -> HttpResponse:
    """Draw the form, or keep what was sent. Robots get the answer that people get, as long as they are kept."""
    if request.method != "POST":
        return _draw(request, form, PublicForm(form=form), framed)
    now, visitor = timezone.now(), visitor_key(visitor_of(request))
    turn = screening.PER_MINUTE.count(visitor, clock())
    if _is_too_large(request):
        _mark(form, {}, visitor, Why.SIZE, None)
        return HttpResponse(_("This is too large."), status=TOO_LARGE, content_type="text/plain; charset=utf-8")
    stamp = screening.read_stamp(request.POST.get("stamp", ""), form, now)
    given: dict[str, Any] = {name: request.POST.get(name, "") for name in (*screening.LENGTHS, screening.TRAP)}
    given |= {"consent": bool(request.POST.get("consent")), **{name: request.GET.get(name, "") for name in PASSED_ON}}
    if turn > screening.PER_MINUTE.limit + screening.MARKED_PER_MINUTE:
        return _count(form, visitor, turn)
    uuid = screening.arrival_uuid(stamp, given) if stamp else None
    if why := _suspicion(given, stamp, turn):
        kept = _mark(form, given, visitor, why, uuid)
        return _thank(request, form, framed) if kept else _count(form, visitor, turn)
    filled = PublicForm(request.POST, form=form)
    assert stamp is not None  # without one it is a robot's
    if filled.is_valid() and stamp.consent_version != form.consent_version:
        filled.add_error("consent", _("This text has changed since you opened the page. Please read it again."))
    if not filled.is_valid():
        return _draw(request, form, filled, framed)
    capturing.receive(form, given=given, visitor=visitor, now=now, uuid=uuid)
    return _thank(request, form, framed)


def _suspicion(given: dict[str, Any], stamp: screening.Stamp | None, turn: int) -> str:
    """Why it is marked, or "". Once in a minute a form may be sent quickly: a browser filled it in."""
    if why := screening.suspicion(given):
        return why
    if turn > screening.PER_MINUTE.limit:
        return Why.FLOOD
    if stamp is None or (stamp.age < screening.QUICK and turn > 1) or not screening.may_use(stamp, clock()):
        return Why.ROBOT
    return ""


def _mark(form: CaptureForm, given: dict[str, Any], visitor: str, why: str, uuid: UUID | None) -> bool:
    """Keep it as spam, unless this visitor or this form has had too many today."""
    if not screening.keeps_marked(visitor, form, clock()):
        return False
    capturing.receive(form, given=given, visitor=visitor, uuid=uuid, why=why)
    return True


def _count(form: CaptureForm, visitor: str, turn: int) -> HttpResponse:
    """More than is kept: only its number is, now and then."""
    if turn % screening.COUNTED_BY == 0:
        capturing.count_flood(form, visitor, screening.COUNTED_BY)
    words = _("Too many at once. Wait a minute, then try again.")
    return HttpResponse(words, status=TOO_MANY, content_type="text/plain; charset=utf-8")


def _is_too_large(request: HttpRequest) -> bool:
    size = request.META.get("CONTENT_LENGTH") or "0"
    return not size.isdigit() or int(size) > screening.LARGEST


def _draw(request: HttpRequest, form: CaptureForm, filled: PublicForm, framed: bool) -> HttpResponse:
    now, sent = timezone.now(), request.POST.get("stamp", "") if filled.is_bound else ""
    known = screening.read_stamp(sent, form, now) if sent else None
    keep = known is not None and known.consent_version == form.consent_version
    context = {
        "capture": form,
        "form": filled,
        "stamp": sent if keep else screening.new_stamp(form, now),
        "trap": screening.TRAP,
        "framed": framed,
    }
    return render(request, "pipeline/public/form.html", context, status=422 if filled.is_bound else 200)


def _thank(request: HttpRequest, form: CaptureForm, framed: bool) -> HttpResponse:
    name = "public_form_embedded_thanks" if framed else "public_form_thanks"
    language = request.GET.get("lang", "")
    query = f"?lang={language}" if language in dict(settings.LANGUAGES) else ""
    to = reverse(name, args=[form.organization.slug, form.slug], urlconf=settings.ROOT_URLCONF)
    return HttpResponseRedirect(f"{to}{query}", status=303)
