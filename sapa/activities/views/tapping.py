"""A tap on a number or on WhatsApp, told by the page while it is left."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from sapa.activities.models import TouchPoint
from sapa.activities.touching import TAPPED, log_tap
from sapa.customers.models import Customer, Phone
from sapa.team.access import requires


@require_POST
@requires("activities.change")
def tap(request: Any, pk: int) -> HttpResponse:
    """`kind` is phone or whatsapp, `number` one of the customer's, `uuid` the tap's own. Answers 204."""
    customer = get_object_or_404(Customer.objects.visible_to(request.member), pk=pk)
    kind, number = request.POST.get("kind"), request.POST.get("number", "")
    phone = Phone.objects.filter(customer=customer, number=number).select_related("contact").first()
    uuid = _uuid(request.POST.get("uuid", ""))
    if kind not in {point.value for point in TAPPED} or phone is None or uuid is None:
        return HttpResponseBadRequest()
    log_tap(customer, TouchPoint(kind), by=request.member, number=number, contact=phone.contact, uuid=uuid)
    return HttpResponse(status=204)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
