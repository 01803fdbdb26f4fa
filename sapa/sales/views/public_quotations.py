"""A quotation as the customer sees it, behind a link that nobody can guess: read, accepted, refused, asked about.

It is exempt from CSRF: no session or login stands behind it. Whoever knows the link may answer, and who does not
know it can send nothing in anybody's name.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from time import time as clock
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from sapa.files.storing import answer, store_drawing
from sapa.lib.errors import Refused
from sapa.lib.invalid import Invalid
from sapa.lib.throttle import Throttle
from sapa.lib.visitors import visitor_key, visitor_of
from sapa.pipeline.views.profiles import PREVIEW
from sapa.sales import asking, quoting
from sapa.sales.forms.public import AcceptanceForm, QuestionForm, RefusalForm
from sapa.sales.lines import settings_of
from sapa.sales.models import Quotation
from sapa.sales.views import papers
from sapa.team.models import Member
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization

TOKEN_LENGTH = 43
LOOKS = Throttle(limit=60, seconds=60, name="quotation")  # of one address
ANSWERS = Throttle(limit=8, seconds=60, name="quotation-answer")
MOST_QUESTIONS = 20  # of one quotation
NEEDED = ("customer", "owner", "unit", "contact", "opportunity__stage", "opportunity__pipeline", "created_by")
TOO_MANY, TOO_LARGE, LARGEST = 429, 413, 600_000
Status = Quotation.Status


def of_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Work for the organisation in the address and give the view the quotation; an unknown link is 404."""

    @wraps(view)
    def scoped(request: HttpRequest, organization: str, token: str, **kwargs: Any) -> HttpResponse:
        asked = request.GET.get("lang", "")
        language = asked if asked in dict(settings.LANGUAGES) else translation.get_language()
        with translation.override(language):
            throttle = ANSWERS if request.method == "POST" else LOOKS
            if not throttle.allows(visitor_key(visitor_of(request)), clock()):
                words = _("Too many at once. Wait a minute, then try again.")
                return HttpResponse(words, status=TOO_MANY, content_type="text/plain; charset=utf-8")
            ours = get_object_or_404(Organization, slug=organization)
            with organization_scope(ours), timezone.override(ZoneInfo(ours.time_zone)):
                response = view(request, _find(token, ours), **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return scoped


@never_cache
@require_safe
@of_link
def page(request: HttpRequest, quotation: Quotation) -> HttpResponse:
    """The first time that the customer opens it is written down; our own looks and previews are not."""
    if request.method == "GET" and quotation.status == Status.SENT and _is_theirs(request):
        asking.mark_opened(quotation, now=timezone.now())
    return _draw(request, quotation)


@csrf_exempt
@never_cache
@require_POST
@of_link
def acceptance(request: HttpRequest, quotation: Quotation) -> HttpResponse:
    if _is_too_large(request):
        return HttpResponse(_("This is too large."), status=TOO_LARGE, content_type="text/plain; charset=utf-8")
    form, now = AcceptanceForm(request.POST, auto_id="yes_%s"), timezone.now()
    if not form.is_valid():
        return _draw(request, quotation, accepting=form)
    drawn = form.cleaned_data["drawing"]
    try:
        signature = store_drawing(drawn, by=None, now=now) if drawn else None
    except Invalid:
        form.add_error(None, _("The signature cannot be read. Draw it again, or leave it empty."))
        return _draw(request, quotation, accepting=form)
    name = form.cleaned_data["name"]
    return _answered(
        request,
        quotation,
        lambda: quoting.accept(quotation, name=name, signature=signature, now=now, on=timezone.localdate()),
    )


@csrf_exempt
@never_cache
@require_POST
@of_link
def refusal(request: HttpRequest, quotation: Quotation) -> HttpResponse:
    form = RefusalForm(request.POST, auto_id="no_%s")
    if not form.is_valid():
        return _draw(request, quotation, refusing=form)
    reason = form.cleaned_data["reason"]
    return _answered(request, quotation, lambda: quoting.refuse(quotation, reason=reason, now=timezone.now()))


@csrf_exempt
@never_cache
@require_POST
@of_link
def question(request: HttpRequest, quotation: Quotation) -> HttpResponse:
    form = QuestionForm(request.POST, auto_id="ask_%s")
    if form.is_valid() and quotation.questions.count() >= MOST_QUESTIONS:
        form.add_error(None, _("We have many questions from you already. Please call us."))
    if not form.is_valid():
        return _draw(request, quotation, asking_form=form)
    given = form.cleaned_data
    asking.ask(quotation, name=given["name"], text=given["text"], now=timezone.now())
    return _back(request, quotation)


@never_cache
@require_safe
@of_link
def pdf(request: HttpRequest, quotation: Quotation) -> HttpResponse:
    return papers.answer(request, quotation, quotation.organization)


@require_safe
@of_link
def logo(request: HttpRequest, quotation: Quotation) -> HttpResponse:
    """The organisation's, for the letterhead of the page."""
    found = settings_of().logo
    if found is None:
        raise Http404
    return answer(found, request)


def _find(token: str, organization: Organization) -> Quotation:
    rows = Quotation.objects.select_related(*NEEDED)
    found = get_object_or_404(rows, token=token if len(token) == TOKEN_LENGTH else None)
    found.organization = organization
    return found


def _is_theirs(request: HttpRequest) -> bool:
    """Not a program that draws a preview of the link, and none of us."""
    if PREVIEW.search(request.headers.get("User-Agent", "")):
        return False
    user = request.user
    return not (user.is_authenticated and Member.objects.filter(user=user.pk).exists())


def _draw(request: HttpRequest, quotation: Quotation, **bound: Form) -> HttpResponse:
    settings, today = settings_of(), timezone.localdate()
    is_open = quotation.status == Status.SENT and quotation.valid_until >= today
    later = Quotation.objects.filter(replaces=quotation, sent_at__isnull=False).first()
    name = quotation.contact.name if quotation.contact else quotation.customer.name
    context = {
        "quotation": quotation,
        "organization": quotation.organization,
        "currency": quotation.organization.currency,
        "sales": settings,
        "lines": quoting.lines_of(quotation),
        "is_open": is_open,
        "is_late": quotation.status == Status.EXPIRED or (quotation.status == Status.SENT and not is_open),
        "later": later,
        "questions": list(quotation.questions.all()),
        "accepting": bound.get("accepting") or AcceptanceForm(initial={"name": name}, auto_id="yes_%s"),
        "refusing": bound.get("refusing") or RefusalForm(auto_id="no_%s"),
        "asking_form": bound.get("asking_form") or QuestionForm(initial={"name": name}, auto_id="ask_%s"),
        "opened": next(iter(bound), ""),
    }
    return render(request, "sales/public/quotation.html", context, status=422 if bound else 200)


def _answered(request: HttpRequest, quotation: Quotation, verb: Callable[[], None]) -> HttpResponse:
    """Done, done before, or too late: the page says how it stands now."""
    with suppress(Refused):
        verb()
    return _back(request, quotation)


def _back(request: HttpRequest, quotation: Quotation) -> HttpResponse:
    language = request.GET.get("lang", "")
    query = f"?lang={language}" if language in dict(settings.LANGUAGES) else ""
    place = [quotation.organization.slug, quotation.token]
    to = reverse("public_quotation", args=place, urlconf=settings.ROOT_URLCONF)
    return HttpResponseRedirect(f"{to}{query}#answer", status=303)


def _is_too_large(request: HttpRequest) -> bool:
    size = request.META.get("CONTENT_LENGTH") or "0"
    return not size.isdigit() or int(size) > LARGEST
