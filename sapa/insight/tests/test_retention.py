"""Of those who first bought in a month: how many bought again, month by month."""

import csv
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sapa.insight.cohorts import Age, Cohort, Cohorts
from sapa.insight.tests.boards import asked
from sapa.lifecycle import keeping
from sapa.lifecycle.tests.telling import NOW, TODAY, bought, person
from sapa.sales.models import Invoice
from sapa.testing import Cast

PAGE = "/maju-bersama/insight/retention/"


@pytest.fixture
def buyers(cast: Cast) -> None:
    """Two began in August, two in September, one this month, and one last year."""
    days = {
        "Ani": [(8, 5), (9, 9), (11, 3)],
        "Beni": [(8, 20), (8, 25)],
        "Cahya": [(9, 1), (10, 2), (10, 9)],
        "Dedi": [(9, 30)],
        "Eka": [(11, 10)],
    }
    for name, bought_on in days.items():
        who = person(cast.wati if name == "Dedi" else cast.budi, name)
        for month, day in bought_on:
            bought(who, date(2026, month, day), net=0 if name == "Cahya" else 100_000)  # given away is bought
        if name == "Ani":  # none of these is a purchase
            october = date(2026, 10, 7)
            bought(who, october, cancelled_at=NOW)
            bought(who, october, kind=Invoice.Kind.DOWN_PAYMENT)
            bought(who, october, paid=0, credited=100_000, paid_on=None)
    old = person(cast.budi, "Fitri")
    for day in (date(2025, 5, 1), date(2026, 9, 1)):
        bought(old, day)
    keeping.run_pass(cast.organization, on=TODAY, now=NOW)


def test_each_month_of_first_purchase_is_followed(cast: Cast, buyers: None) -> None:
    cohorts = Cohorts.of(asked(), cast.sari)
    assert cohorts.cohorts == [
        Cohort(date(2026, 8, 1), size=2, repeated=2, again=(1, 0, 1)),
        Cohort(date(2026, 9, 1), size=2, repeated=1, again=(1, 0)),
        Cohort(date(2026, 11, 1), size=1, repeated=0, again=()),
    ]
    august = cohorts.cohorts[0]
    assert [august.share(age) for age in (1, 2, 3, 4)] == [Decimal("50.0"), Decimal("0.0"), Decimal("50.0"), None]
    assert (cohorts.size, cohorts.repeat_rate) == (5, Decimal("60.0"))


def test_retention_is_counted_over_months_that_have_passed(cast: Cast, buyers: None) -> None:
    ages = Cohorts.of(asked(), cast.sari).ages
    assert ages == [Age(1, customers=4, again=2), Age(2, customers=2, again=0)]
    assert [one.share for one in ages] == [Decimal("50.0"), Decimal("0.0")]


def test_a_period_chooses_the_months_of_first_purchase(cast: Cast, buyers: None) -> None:
    cohorts = Cohorts.of(asked("since=2025-05-01&until=2025-05-31"), cast.sari).cohorts
    assert [(one.month, one.size, one.again) for one in cohorts] == [(date(2025, 5, 1), 1, (0,) * 12)]
    late = Cohorts.of(asked("since=2026-08-10&until=2026-09-15"), cast.sari).cohorts
    assert [(one.month, one.size) for one in late] == [(date(2026, 8, 1), 1), (date(2026, 9, 1), 1)]


def test_a_member_counts_only_whom_they_see(cast: Cast, buyers: None) -> None:
    assert Cohorts.of(asked(), cast.wati).cohorts == [Cohort(date(2026, 9, 1), size=1, repeated=0, again=(0, 0))]


def test_the_page_shows_the_months_in_few_queries(cast: Cast, buyers: None) -> None:
    client = cast.client(cast.sari)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(PAGE).text
    assert len(queries) <= 12
    grid = page.split('id="heat"')[1]
    assert "Agu 2026" in grid and "heat-5" in grid and "(50%)" in grid
    assert "2 dari 4" in page
    assert "/maju-bersama/customers/?stage=first" in page


def test_it_can_be_taken_away(cast: Cast, buyers: None) -> None:
    lines: list[Any] = list(
        csv.reader(StringIO(cast.client(cast.sari).get(f"{PAGE}export/").content.decode("utf-8-sig")))
    )
    assert lines[1][:8] == ["2026-08-01", "2", "2", "100.0", "1", "0", "1", ""]
