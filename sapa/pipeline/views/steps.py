"""What each step of a deal asks for: the four questions, the profiles, the offers."""

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sapa.activities import planning
from sapa.activities.forms import PlanForm
from sapa.catalogue.models import Product
from sapa.lib.answers import done, form_page, refused
from sapa.lib.errors import Refused
from sapa.lib.numbers import row_id
from sapa.pipeline import negotiating, proposing, qualifying
from sapa.pipeline.forms.deciding import OfferForm, QualificationForm
from sapa.pipeline.models import Offer, Opportunity, Qualification
from sapa.pipeline.views.moving import back
from sapa.pipeline.views.page import profiles_of
from sapa.pipeline.views.seeing import find
from sapa.team.access import requires

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@requires("opportunities.change")
def qualify(request: Any, pk: int) -> HttpResponse:
    """The four questions: three for the person, the last for the catalogue."""
    opportunity = find(request, pk)
    known = Qualification.objects.filter(opportunity=opportunity).first()
    currency = request.organization.currency
    form = QualificationForm(request.POST or None, opportunity=opportunity, known=known, currency=currency)
    if request.method != "POST" or not form.is_valid():
        context = {"opportunity": opportunity, "availability": qualifying.availability(opportunity)}
        return form_page(request, "pipeline/qualification.html", form, **context)
    try:
        qualifying.answer(opportunity, by=request.member, now=timezone.now(), **form.cleaned_data)
    except Refused as error:
        return refused(request, back(request, pk), error)
    return done(request, back(request, pk), _("The answers are written down."))


@require_http_methods(METHODS)
@requires("opportunities.change")
def offer(request: Any, pk: int) -> HttpResponse:
    """Write down an offer of ours or theirs."""
    opportunity = find(request, pk)
    form = OfferForm(request.POST or None, currency=request.organization.currency)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "pipeline/offer_form.html", form, opportunity=opportunity)
    given = form.cleaned_data
    once = given.pop("once") or uuid4()
    try:
        negotiating.make_offer(opportunity, uuid=once, by=request.member, now=timezone.now(), **given)
    except Refused as error:
        return refused(request, back(request, pk), error)
    return done(request, back(request, pk), _("The offer is written down."))


@require_POST
@requires("opportunities.change")
def accept(request: Any, pk: int) -> HttpResponse:
    """Both sides agree on an offer."""
    seen = Opportunity.objects.visible_to(request.member)
    rows = Offer.objects.filter(opportunity__in=seen)
    chosen = get_object_or_404(rows.select_related("opportunity__stage", "opportunity__customer"), pk=pk)
    try:
        negotiating.accept(chosen, by=request.member, now=timezone.now())
    except Refused as error:
        return refused(request, back(request, chosen.opportunity_id), error)
    return done(request, back(request, chosen.opportunity_id), _("Agreed: the deal has this value now."))


@require_http_methods(METHODS)
@requires("activities.change")
def plan(request: Any, pk: int) -> HttpResponse:
    """Something to do for this deal."""
    opportunity = find(request, pk)
    form = PlanForm(request.POST or None, member=request.member, customer=opportunity.customer)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "pipeline/task_form.html", form, opportunity=opportunity)
    once = form.cleaned_data["once"]
    planning.plan(customer=opportunity.customer, subject=opportunity, by=request.member, uuid=once, **form.values)
    return done(request, back(request, pk), _("Planned."))


@require_http_methods(METHODS)
@requires("opportunities.change")
def share(request: Any, pk: int) -> HttpResponse:
    """The profiles to send. POST makes the link to the company's, or to that of `product`."""
    opportunity = find(request, pk)
    if request.method != "POST":
        lines = list(opportunity.lines.select_related("product"))
        context = {"opportunity": opportunity, "profiles": profiles_of(request, opportunity, lines)}
        return render(request, "pipeline/profiles.html", {**context, "may_change": True})
    number = request.POST.get("product", "")
    product = get_object_or_404(Product, pk=row_id(number)) if number else None
    proposing.share_profile(opportunity, product=product, by=request.member, now=timezone.now())
    return done(request, back(request, pk), _("The link is ready to be sent."))
