"""What several sales take from one promotion at one moment never exceeds it."""

from datetime import date

import pytest
from django.db import connection, transaction

from sapa.catalogue import promoting
from sapa.catalogue.models import Promotion
from sapa.team.tests.test_at_the_same_moment import race
from sapa.tenancy.current import organization_scope
from sapa.testing import assemble

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="races are run on PostgreSQL"),
    pytest.mark.django_db(transaction=True),
]


def test_of_four_sales_two_fit_into_the_budget() -> None:
    cast = assemble()
    with organization_scope(cast.organization):
        of = Promotion.objects.create(name="Hemat", kind="delivery", starts_on=date(2026, 11, 1), budget=25_000)
        assert sorted(race(cast, *[lambda: promoting.spend(of, 10_000, 0)] * 4)) == [
            "done",
            "done",
            "refused",
            "refused",
        ]
        of.refresh_from_db()
        assert of.spent == 20_000


def test_of_two_last_times_of_a_customer_one_is_the_last() -> None:
    cast = assemble()
    with organization_scope(cast.organization):
        of = Promotion.objects.create(name="Hemat", kind="delivery", starts_on=date(2026, 11, 1), uses_per_customer=1)

        def sell() -> None:
            """Uses are counted in what has been taken off so far, which the row that is held tells."""
            with transaction.atomic():
                promoting.spend(of, 10_000, lambda: Promotion.objects.get(pk=of.pk).spent // 10_000 - 1)

        assert sorted(race(cast, sell, sell)) == ["done", "refused"]
        of.refresh_from_db()
        assert of.spent == 10_000
