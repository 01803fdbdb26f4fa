"""The customer card: the one screen with everything about a customer."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sapa.customers.models import Customer
from sapa.team.access import MemberRequest, requires
from sapa.web import timeline
from sapa.web.panels import panels_of


@require_safe
@requires("customers.view")
def card(request: MemberRequest, pk: int) -> HttpResponse:
    """Who they are, what runs with them, and what happened."""
    rows = Customer.objects.visible_to(request.member)
    rows = rows.select_related("owner", "unit", "region", "source", "channel", "outlet_type", "parent")
    customer = get_object_or_404(rows, pk=pk)
    on = timezone.localdate()
    lines, following = timeline.page(timeline.of_customer(request.member, customer), request.member)
    context = {
        "customer": customer,
        "on": on,
        "panels": panels_of(request.member, customer, on),
        "lines": lines,
        "next": following,
    }
    return render(request, "web/card.html", context)
