"""Everybody who came, through whatever door, and what is spam among them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sapa.customers.models import Source
from sapa.lib.answers import done, refused
from sapa.lib.errors import Refused
from sapa.pipeline import capturing
from sapa.pipeline.arrivals import ALL, Arrivals
from sapa.pipeline.forms.capture import ArrivalFilter
from sapa.pipeline.models import Inquiry
from sapa.pipeline.views.frame import Tab
from sapa.team.access import requires

STATES = ("", Inquiry.State.NEW, Inquiry.State.KNOWN, Inquiry.State.DOUBLE, Inquiry.State.SPAM, ALL)


@require_safe
@requires("campaigns.manage")
def listing(request: Any) -> HttpResponse:
    """Pages of 25, newest first. Spam only where it is asked for."""
    found = Arrivals(request.GET, dict(Source.objects.values_list("pk", "name")))
    page = found.page(request.member, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    names = {"": _("All but spam"), ALL: _("All"), **dict(Inquiry.State.choices)}
    context = {
        "found": found,
        "page": page,
        "tabs": [Tab(names[state], found.url(state=state), state == found.state) for state in STATES],
        "form": ArrivalFilter(found),
    }
    return render(request, "pipeline/arrivals.html", context)


@require_POST
@requires("campaigns.manage")
def accept(request: Any, pk: int) -> HttpResponse:
    """It is no spam: the prospect is made, or the known customer linked."""
    inquiry = get_object_or_404(Inquiry.objects.visible_to(request.member), pk=pk)
    back = f"{reverse('pipeline:arrivals')}?state=spam"
    try:
        made = capturing.accept(inquiry, by=request.member, now=timezone.now())
    except Refused as error:
        return refused(request, back, error)
    customer = made.customer
    url = customer.get_absolute_url() if customer and request.member.sees(customer) else back
    return done(request, url, _("%(name)s has been let in.") % {"name": made.name})


@require_POST
@requires("campaigns.manage")
def reject(request: Any, pk: int) -> HttpResponse:
    """It is spam: marked, and left out of the figures. One tap takes it back."""
    inquiry = get_object_or_404(Inquiry.objects.visible_to(request.member), pk=pk)
    back = reverse("pipeline:arrivals")
    try:
        gone = capturing.reject(inquiry, by=request.member, now=timezone.now())
    except Refused as error:
        return refused(request, back, error)
    undo = reverse("pipeline:arrival_accept", args=[inquiry.pk])
    aside = _("Marked as spam, and the prospect is set aside.")
    return done(request, back, aside if gone.data.get(capturing.ASIDE) else _("Marked as spam."), undo=undo)
