"""What each step of a deal asks for: the four questions, the profiles, the offers."""

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sapa.activities import planning
from sapa.activities.forms import TaskForm
from sapa.catalogue.models import Product
from sapa.lib.answers import done, form_page, refused
from sapa.lib.errors import Refused
from sapa.pipeline import negotiating, proposing, qualifying
from sapa.pipeline.forms.deciding import OfferForm, QualificationForm
from sapa.pipeline.models import Offer, Opportunity
from sapa.pipeline.views.moving import back
from sapa.pipeline.views.page import show
from sapa.pipeline.views.seeing import find
from sapa.team.access import requires


@require_POST
@requires("opportunities.change")
def qualify(request: Any, pk: int) -> HttpResponse:
    """The answers to the four questions. A wrong one brings the page back as it was filled in."""
    opportunity = find(request, pk)
    form = QualificationForm(request.POST, opportunity=opportunity, known=None, currency=request.organization.currency)
    if not form.is_valid():
        return show(request, opportunity, status=422, qualification_form=form)
    try:
        qualifying.answer(opportunity, by=request.member, now=timezone.now(), **form.cleaned_data)
    except Refused as error:
        return refused(request, back(request, pk), error)
    return done(request, back(request, pk), _("The answers are written down."))


@require_POST
@requires("opportunities.change")
def offer(request: Any, pk: int) -> HttpResponse:
    opportunity = find(request, pk)
    form = OfferForm(request.POST, currency=request.organization.currency)
    if not form.is_valid():
        return show(request, opportunity, status=422, offer_form=form)
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


@require_http_methods(["GET", "HEAD", "POST"])
@requires("activities.change")
def plan(request: Any, pk: int) -> HttpResponse:
    """Something to do for this deal."""
    opportunity = find(request, pk)
    form = TaskForm(request.POST or None, member=request.member)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "pipeline/task_form.html", form, opportunity=opportunity)
    given = form.cleaned_data
    planning.plan(
        customer=opportunity.customer, subject=opportunity, by=request.member, uuid=given.pop("once"), **given
    )
    return done(request, back(request, pk), _("Planned."))


@require_POST
@requires("opportunities.change")
def share(request: Any, pk: int) -> HttpResponse:
    """Make the link to the company's profile, or to that of `product`."""
    opportunity = find(request, pk)
    number = request.POST.get("product", "")
    is_number = number.isascii() and number.isdigit()
    product = get_object_or_404(Product, pk=int(number)) if is_number else None
    proposing.share_profile(opportunity, product=product, by=request.member, now=timezone.now())
    return done(request, back(request, pk), _("The link is ready to be sent."))
