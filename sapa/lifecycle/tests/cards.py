"""What the tests of the card's verbs begin with."""

from typing import Any

from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.lifecycle import keeping
from sapa.lifecycle.models import CustomerMetrics
from sapa.lifecycle.tests.telling import NOW, TODAY
from sapa.team.models import Member
from sapa.testing import Cast

HOME = "/maju-bersama/"


def told(customer: Customer) -> list[str]:
    """The kinds of what was recorded of a customer, oldest first, besides that it was made."""
    kinds = Event.objects.filter(customer_id=customer.pk).order_by("pk").values_list("kind", flat=True)
    return [kind for kind in kinds if kind not in {"customer.created", "customer.assigned", "customer.staged"}]


def refreshed(cast: Cast, customer: Customer) -> CustomerMetrics:
    """Their figures as the worker leaves them a moment after what happened."""
    keeping.refresh(cast.organization, [customer.pk], on=TODAY, now=NOW)
    return CustomerMetrics.objects.get(customer=customer)


def post(cast: Cast, member: Member, path: str, **fields: Any) -> int:
    return cast.client(member).post(f"{HOME}{path}", fields).status_code
