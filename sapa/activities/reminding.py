"""Reminding owners of customers whom nobody has greeted: something planned for each of them."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction

from sapa.activities.models import Activity
from sapa.activities.planning import plan
from sapa.customers.models import Customer
from sapa.team.models import Member


@transaction.atomic
def remind(
    customers: Iterable[Customer],
    *,
    title: str,
    due_on: date,
    by: Member,
    token: UUID,
    purpose: str = "",
    now: datetime | None = None,
) -> list[Activity]:
    """A call to each customer, planned for its owner. The same token again plans nothing more."""
    return [
        plan(
            title=title,
            due_on=due_on,
            by=by,
            kind=Activity.Kind.CALL,
            customer=customer,
            assigned_to=customer.owner,
            purpose=purpose,
            uuid=uuid5(token, str(customer.pk)),
            now=now,
        )
        for customer in customers
        if customer.owner is not None
    ]
