"""Figures of one customer that several bring up to date at one moment: the last of them has seen what all did."""

from functools import partial

import pytest
from django.db import connection

from sapa.customers.models import Customer
from sapa.lifecycle import keeping
from sapa.lifecycle.models import CustomerMetrics
from sapa.lifecycle.tests.telling import TODAY, ago, at, bought, known, person
from sapa.team.tests.test_at_the_same_moment import race
from sapa.tenancy.current import organization_scope
from sapa.testing import Cast, assemble

TOGETHER = 6

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="races are run on PostgreSQL"),
    pytest.mark.django_db(transaction=True),
]


def test_what_all_did_is_seen() -> None:
    cast = assemble()
    with organization_scope(cast.organization):
        who = person(cast.sari, "Ani")
        bought(who, ago(100))
        assert known(cast, who).purchases == 1
        for turn in range(3):
            days = [1 + turn * TOGETHER + number for number in range(TOGETHER)]
            assert race(cast, *(partial(buy, cast, who, day) for day in days)) == ["done"] * TOGETHER
            assert CustomerMetrics.objects.get(customer=who).purchases == 1 + (turn + 1) * TOGETHER


def buy(cast: Cast, who: Customer, days: int) -> None:
    bought(who, ago(days))
    keeping.refresh(cast.organization, [who.pk], on=TODAY, now=at(TODAY))
