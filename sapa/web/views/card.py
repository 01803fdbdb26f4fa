"""The customer card: the one screen with everything about a customer."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from sapa.customers.birthdays import next_birthday
from sapa.customers.models import Customer
from sapa.customers.whole import belongings, whole
from sapa.lifecycle.life import life_of
from sapa.lifecycle.panel import essentials
from sapa.pipeline.knowing import strip, with_findings
from sapa.pipeline.procedures import carrying
from sapa.sales.panel import sold_to
from sapa.team.access import MemberRequest, requires
from sapa.team.asking import ids_of, shape_of, stand_in
from sapa.team.models import Member
from sapa.tenancy.prepared import ask_planned
from sapa.web import timeline
from sapa.web.panels import panels_of


@require_safe
@requires("customers.view")
def card(request: MemberRequest, pk: int) -> HttpResponse:
    """Who they are, what runs with them, and what happened."""
    on = timezone.localdate()
    customer = _find(request.member, pk, on)
    labels = {one.key: one.label for one in customer.belongings.questions}
    lines, following = timeline.first_lines(request.member, customer, labels, customer.life.rules)
    panels = panels_of(request.member, customer, on)
    context = {
        "customer": customer,
        "on": on,
        "panels": panels,
        "essentials": essentials(request.member, customer, on),
        "strip": strip(request.member, customer),
        "main_number": next(iter(panels[0].context["numbers"]), None),
        "next_birthday": next_birthday(customer.birthday, on) if customer.birthday else None,
        "lines": lines,
        "next": following,
    }
    return render(request, "web/card.html", context)


def _find(member: Member, pk: int, on: date) -> Any:
    """The customer with all that the card shows of it, or 404 where the member may not see it. Three queries."""

    def build(ids: Mapping[str, int]) -> QuerySet:
        one = stand_in(member, ids)
        rows = Customer.objects.visible_to(one).filter(pk=ids["customer"])
        return with_findings(carrying(whole(rows, one)))

    found = ask_planned("card.customer", shape_of(member), build, customer=pk, **ids_of(member))
    if not found:
        raise Http404
    [customer] = found
    customer.belongings = belongings(customer)
    customer.life = life_of(member, customer, on)
    customer.sold = sold_to(member, customer, on)
    return customer
