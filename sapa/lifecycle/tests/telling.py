"""Customers told as stories: what they bought and said, day by day, until TODAY."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from sapa.activities import touching
from sapa.activities.models import Interaction
from sapa.customers import keeping as customers
from sapa.customers.models import Customer
from sapa.lifecycle import keeping
from sapa.lifecycle.models import CustomerMetrics, LifecycleRules
from sapa.sales.models import Invoice
from sapa.team.models import Member
from sapa.testing import Cast

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)  # ten in the morning in Jakarta
_numbers = count(1)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def at(on: date) -> datetime:
    """Ten in the morning in Jakarta."""
    return datetime.combine(on, time(3), UTC)


def rules_with(**fields: Any) -> LifecycleRules:
    """The organisation's rules, with some of them changed."""
    LifecycleRules.objects.update(**fields)
    return LifecycleRules.objects.get()


def person(by: Member, name: str, **fields: Any) -> Customer:
    return customers.create(uuid=uuid4(), by=by, now=NOW, fields={"name": name, "owner": by, **fields}, phones=[])


def bought(
    customer: Customer, on: date, net: int = 100_000, *, off: int = 0, cost: int | None = None, **fields: Any
) -> Invoice:
    """An invoice as an import of past invoices leaves it: paid on the day unless told otherwise."""
    told = {
        "gross": net + off,
        "promotion_discount": off,
        "net": net,
        "total": net,
        "cost": net * 6 // 10 if cost is None else cost,
        "paid": net,
        "due_on": on,
        "paid_on": on,
        "kind": Invoice.Kind.HISTORY,
    }
    number = f"LAMA/{next(_numbers)}"
    return Invoice.objects.create(customer=customer, on=on, number=number, owner=customer.owner, **{**told, **fields})


def bought_every(customer: Customer, days: int, times: int, *, last: int = 0, **fields: Any) -> None:
    """So many times, the last time `last` days ago."""
    for turn in range(times):
        bought(customer, ago(last + days * turn), **fields)


def bought_on(customer: Customer, days: Sequence[int], **fields: Any) -> None:
    """So many days ago each."""
    for one in days:
        bought(customer, ago(one), **fields)


def visited(customer: Customer, on: date, by: Member, **fields: Any) -> Interaction:
    told = {"touch_point": "visit", "outcome": "talked", "purpose": "selling", **fields}
    return touching.log(customer, by=by, at=at(on), uuid=uuid4(), **told)


def scored(customer: Customer, on: date, score: int, by: Member) -> None:
    """Somebody called, and they said how satisfied they are."""
    made = touching.log(customer, by=by, at=at(on), uuid=uuid4(), touch_point="phone", outcome="talked")
    Interaction.objects.filter(pk=made.pk).update(satisfaction=score)


def known(cast: Cast, customer: Customer, on: date = TODAY) -> CustomerMetrics:
    """The customer's figures after a pass over everybody."""
    keeping.run_pass(cast.organization, on=on, now=at(on))
    return CustomerMetrics.objects.get(customer=customer)
