"""What a person chooses for themselves, logged in or not: the language and the colours."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from sapa.web.context import THEMES

YEAR = 365 * 24 * 60 * 60


def _back(request: HttpRequest) -> HttpResponse:
    """To the page from which the form was sent."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    return HttpResponseRedirect(target)


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember the colours in a cookie that also the page's script writes; "" follows the device."""
    response, theme = _back(request), request.POST.get("theme", "")
    if theme and theme in {name for name, _label, _icon in THEMES}:
        response.set_cookie("sapa_theme", theme, max_age=YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    else:
        response.delete_cookie("sapa_theme", samesite="Lax")
    return response


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Remember the language in a cookie, and with the person for what is written to them."""
    response, language = _back(request), request.POST.get("language", "")
    if language not in dict(settings.LANGUAGES):
        return response
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )
    if request.user.is_authenticated and request.user.language != language:
        request.user.language = language
        request.user.save(update_fields=["language"])
    return response
