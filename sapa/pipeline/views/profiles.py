"""Profiles: as a PDF for us, and as a public page behind a link that nobody can guess."""

import re
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from sapa.catalogue.models import Product
from sapa.lib.numbers import row_id
from sapa.pipeline import proposing
from sapa.pipeline.models import ProfileLink
from sapa.pipeline.profiles import Profile
from sapa.pipeline.views.seeing import find
from sapa.team.access import requires
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization

# What fetches a link to draw a preview of it is not a person who opened it.
PREVIEW = re.compile(r"bot|crawl|spider|preview|whatsapp|facebookexternalhit|telegram|slack|curl|wget", re.IGNORECASE)


@require_safe
@requires("opportunities.view")
def pdf(request: Any, pk: int) -> HttpResponse:
    """The company's profile, or with ?product= that of a product, to be sent with this deal."""
    find(request, pk)
    number = request.GET.get("product", "")
    product = get_object_or_404(Product, pk=row_id(number)) if number else None
    return _download(Profile(request.organization, product))


@never_cache
@require_safe
def public(request: Any, slug: str, token: str) -> HttpResponse:
    """The profile as the customer sees it. The first time that a person opens it is written down."""
    organization = _organization(slug)
    with organization_scope(organization):
        link = _link(token)
        if request.method == "GET" and not PREVIEW.search(request.headers.get("User-Agent", "")):
            proposing.mark_opened(link, now=timezone.now())
        context = {"profile": Profile(organization, link.product), "slug": slug, "token": token}
        response = render(request, "pipeline/public_profile.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
@require_safe
def public_pdf(request: Any, slug: str, token: str) -> HttpResponse:
    organization = _organization(slug)
    with organization_scope(organization):
        return _download(Profile(organization, _link(token).product))


def _organization(slug: str) -> Organization:
    return get_object_or_404(Organization, slug=slug)


def _link(token: str) -> ProfileLink:
    link = ProfileLink.objects.select_related("product", "opportunity").filter(token=token).first()
    if link is None:
        raise Http404
    return link


def _download(profile: Profile) -> HttpResponse:
    return HttpResponse(
        profile.pdf(),
        content_type="application/pdf",
        headers={"Content-Disposition": content_disposition_header(True, profile.file_name) or "attachment"},
    )
