"""An order, what was delivered of it and what came back, for the walk through all addresses: see rows.py."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone

from sapa.customers.models import Customer
from sapa.sales import delivering, ordering, returning
from sapa.sales.lines import Wanted
from sapa.sales.models import Delivery, DeliveryLine, Order, OrderLine, SalesReturn
from sapa.team.models import Member


def order(owner: Member) -> Order:
    customer = Customer.objects.create(name="Bu Ani", name_key="bu ani", owner=owner)
    now = timezone.now()
    return ordering.order(uuid=uuid4(), customer=customer, lines=[Wanted(None, "Nasi kotak", Decimal(3), 25_000)],
                          by=owner, on=timezone.localdate(now), now=now)  # fmt: skip


def delivery(owner: Member) -> Delivery:
    made, now = order(owner), timezone.now()
    line = OrderLine.objects.get(order=made)
    return delivering.deliver(made, uuid=uuid4(), quantities={line.pk: Decimal(2)}, by=owner,
                              on=timezone.localdate(now), now=now)  # fmt: skip


def sales_return(owner: Member) -> SalesReturn:
    made, now = delivery(owner), timezone.now()
    line = DeliveryLine.objects.get(delivery=made)
    return returning.take_back(made, uuid=uuid4(), quantities={line.pk: Decimal(1)}, reason="Basi", restocked=False,
                               by=owner, on=timezone.localdate(now), now=now)  # fmt: skip


BUILDERS: dict[str, Callable[[Member], Any]] = {"order": order, "delivery": delivery, "sales_return": sales_return}
