"""What the tests of the boards share: what is asked for, and kept figures that nobody had to earn."""

from datetime import UTC, date, datetime, time
from typing import Any

from django.http import QueryDict

from sapa.customers.models import Customer
from sapa.insight.asking_customers import OF_BOARDS, AskedOfCustomers
from sapa.lifecycle.models import CustomerMetrics, MetricsPass, StageChange
from sapa.lifecycle.tests.telling import TODAY, person
from sapa.team.models import Member
from sapa.team.roles import Role


def asked(query: str = "", *, year_to: date | None = None, **choices: Any) -> AskedOfCustomers:
    """As of TODAY, by the director. `choices` are what `by` and `figure` can be."""
    director = Member.objects.get(role=Role.DIRECTOR)
    names = (*OF_BOARDS, "left", "entered")
    return AskedOfCustomers(
        QueryDict(query), member=director, today=TODAY, names=names, choices=choices, year_to=year_to
    )


def customer(by: Member, name: str, came: date = date(2026, 1, 10), **fields: Any) -> Customer:
    """One who came to us on a day."""
    found = person(by, name, **fields)
    Customer.objects.filter(pk=found.pk).update(created_at=datetime.combine(came, time(3), UTC))
    found.refresh_from_db()
    return found


def step(who: Customer, on: date, before: str, after: str, reason: str = "unknown", **fields: Any) -> StageChange:
    """A step on the path, and the customer at the stage that it leads to."""
    Customer.objects.filter(pk=who.pk).update(stage=after)
    return StageChange.objects.create(customer=who, on=on, before=before, after=after, reason=reason, **fields)


def known(who: Customer, **figures: Any) -> CustomerMetrics:
    """Kept figures of one who bought, as a pass would have left them."""
    told = {"purchases": 3, "recency_score": 3, "frequency_score": 3, "money_score": 3, "rfm_group": "greet", **figures}
    return CustomerMetrics.objects.create(customer=who, **told)


def passed(on: date = TODAY) -> MetricsPass:
    """That there was a pass."""
    at = datetime.combine(on, time(1), UTC)
    return MetricsPass.objects.create(on=on, at=at, customers=0, changed=0, moved=0, seconds=0)
