"""A stage set by hand, a mark as bad, and customers who left: in dialogs over the card."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sapa.customers.models import Customer
from sapa.lib.answers import done, form_page, refused
from sapa.lib.errors import Refused
from sapa.lifecycle import departing, marking, pinning
from sapa.lifecycle.judging_forms import DepartForm, MarkForm, PinForm
from sapa.lifecycle.models import Departure, StagePin
from sapa.lifecycle.views.finding import find
from sapa.team.access import requires

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@requires("customers.judge")
def pin(request: Any, pk: int) -> HttpResponse:
    """Set the stage by hand; the form begins with the one that holds."""
    customer = find(request, pk)
    known = StagePin.objects.filter(customer=customer, ended_at__isnull=True).first()
    form = PinForm(request.POST or None, stage=customer.stage, known=known)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "lifecycle/pin_form.html", form, customer=customer)
    told = {"by": request.member, "on": timezone.localdate(), "now": timezone.now()}
    return _do(request, customer, lambda: pinning.pin(customer, **form.cleaned_data, **told),
               _("The stage is set by hand."), undo=reverse("lifecycle:unpin", args=[pk]))  # fmt: skip


@require_POST
@requires("customers.judge")
def unpin(request: Any, pk: int) -> HttpResponse:
    customer = find(request, pk)
    told = {"by": request.member, "now": timezone.now()}
    return _do(request, customer, lambda: pinning.unpin(customer, **told), _("The stage follows what they do again."))


@require_http_methods(METHODS)
@requires("customers.judge")
def mark(request: Any, pk: int) -> HttpResponse:
    customer = find(request, pk)
    form = MarkForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "lifecycle/mark_form.html", form, customer=customer)
    told = {"reason": form.cleaned_data["reason"], "by": request.member, "now": timezone.now()}
    return _do(request, customer, lambda: marking.mark_bad(customer, **told), _("Marked as bad."),
               undo=reverse("lifecycle:unmark", args=[pk]))  # fmt: skip


@require_POST
@requires("customers.judge")
def unmark(request: Any, pk: int) -> HttpResponse:
    customer = find(request, pk)
    told = {"by": request.member, "now": timezone.now()}
    return _do(request, customer, lambda: marking.unmark_bad(customer, **told), _("The mark is off."))


@require_http_methods(METHODS)
@requires("customers.change")
def depart(request: Any, pk: int) -> HttpResponse:
    """They left: since when, why, to whom. While they are away the form corrects what was written down."""
    customer, today = find(request, pk), timezone.localdate()
    known = Departure.objects.filter(customer=customer, returned_on__isnull=True).first()
    form = DepartForm(request.POST or None, since=today, known=known)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "lifecycle/depart_form.html", form, customer=customer, known=known)
    told = {"by": request.member, "on": today, "now": timezone.now()}
    return _do(request, customer, lambda: departing.depart(customer, **form.cleaned_data, **told), _("Noted."),
               undo="" if known else reverse("lifecycle:undepart", args=[pk]))  # fmt: skip


@require_POST
@requires("customers.change")
def come_back(request: Any, pk: int) -> HttpResponse:
    customer = find(request, pk)
    told = {"by": request.member, "on": timezone.localdate(), "now": timezone.now()}
    said = _("%(name)s is back.") % {"name": customer.name}
    return _do(request, customer, lambda: departing.come_back(customer, **told), said)


@require_POST
@requires("customers.change")
def take_back(request: Any, pk: int) -> HttpResponse:
    """The undo of writing down that they left."""
    customer = find(request, pk)
    told = {"by": request.member, "now": timezone.now()}
    return _do(request, customer, lambda: departing.take_back(customer, **told), _("Taken back."))


def _do(request: Any, customer: Customer, verb: Callable[[], object], said: str, undo: str = "") -> HttpResponse:
    try:
        verb()
    except Refused as error:
        return refused(request, customer.get_absolute_url(), error)
    return done(request, customer.get_absolute_url(), said, undo=undo)
