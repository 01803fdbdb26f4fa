"""The customer card: the one screen with everything about a customer."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sapa.customers.birthdays import next_birthday
from sapa.customers.models import Customer
from sapa.pipeline.knowing import strip
from sapa.pipeline.procedures import carrying
from sapa.team.access import MemberRequest, requires
from sapa.web import timeline
from sapa.web.panels import panels_of


@require_safe
@requires("customers.view")
def card(request: MemberRequest, pk: int) -> HttpResponse:
    """Who they are, what runs with them, and what happened."""
    customer = get_object_or_404(carrying(Customer.objects.visible_to(request.member).for_card()), pk=pk)
    on = timezone.localdate()
    lines, following = timeline.page(timeline.of_customer(request.member, customer), request.member)
    panels = panels_of(request.member, customer, on)
    context = {
        "customer": customer,
        "on": on,
        "panels": panels,
        "strip": strip(request.member, customer),
        "main_number": next(iter(panels[0].context["numbers"]), None),
        "next_birthday": next_birthday(customer.birthday, on) if customer.birthday else None,
        "lines": lines,
        "next": following,
    }
    return render(request, "web/card.html", context)
