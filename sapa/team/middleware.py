"""The person, and the organisation in the address: `/<slug>/customers/`."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import get_script_prefix, set_script_prefix
from django.utils import timezone, translation

from sapa.team.models import Member
from sapa.tenancy.current import no_organization, organization_scope
from sapa.tenancy.models import Organization

SEEN_EVERY = 60 * 60  # seconds: a session in use is written down once an hour, not at each request


class PersonMiddleware:
    """Speaks the person's own language, on whatever device, and notes that the session is still in use.

    Whoever is not logged in gets what LocaleMiddleware found. No request makes a query for this alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            if request.user.language != request.LANGUAGE_CODE and request.user.language in dict(settings.LANGUAGES):
                translation.activate(request.user.language)
                request.LANGUAGE_CODE = request.user.language
            self._note(request)
        return self.get_response(request)

    def _note(self, request: HttpRequest) -> None:
        seen = request.session.get("seen")  # set when logging in
        if seen is None or time.time() - seen < SEEN_EVERY:
            return
        request.session["seen"] = int(time.time())  # which lengthens the session as well
        UserSession.objects.filter(session_key=request.session.session_key).update(
            last_seen_at=timezone.now(), ip=get_adapter(request).get_client_ip(request)
        )


class OrganizationMiddleware:
    """Takes the slug off the path, checks the membership and makes the organisation current.

    Who is not a member gets 404, as if there were no such organisation; who is not logged in goes to
    the login page. `request.organization` and `request.member` are set, the time zone is the
    organisation's, and the script prefix carries the slug, so that `reverse()` stays short.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        slug, slash, rest = request.path_info.lstrip("/").partition("/")
        with no_organization():
            if not slug or slug in settings.SLUGS_RESERVED:
                return self.get_response(request)
            if not request.user.is_authenticated:
                return HttpResponseRedirect(f"{settings.LOGIN_URL}?next={quote(request.get_full_path())}")
            organization = Organization.objects.filter(slug=slug).first()
            if organization is None:
                raise Http404
            if not slash:
                return HttpResponseRedirect(f"/{slug}/")
            with organization_scope(organization):
                return self._inside(request, organization, rest)

    def _inside(self, request: Any, organization: Organization, rest: str) -> HttpResponse:
        member = Member.objects.filter(user_id=request.user.pk, left_at__isnull=True).select_related("unit").first()
        if member is None:
            raise Http404
        member.organization = organization
        request.organization = organization
        request.member = member
        request.urlconf = settings.ORGANIZATION_URLCONF
        request.path_info = f"/{rest}"
        prefix = get_script_prefix()
        set_script_prefix(f"{prefix}{organization.slug}/")
        try:
            with timezone.override(ZoneInfo(organization.time_zone)):
                response: Any = self.get_response(request)
                # The scope ends here: a page must not query later, while it is being sent.
                if hasattr(response, "render") and not response.is_rendered:
                    response = response.render()
                return response
        finally:
            set_script_prefix(prefix)
