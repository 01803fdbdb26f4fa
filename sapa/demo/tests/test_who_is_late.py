"""On whatever day the demo is told, a handful of customers are late by their own rhythm and have not missed it."""

from datetime import date, datetime, time, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any, cast

import pytest

from sapa.customers.models import Customer
from sapa.demo.company.calendar import ZONE
from sapa.demo.company.lateness import SOME, stay_away
from sapa.demo.company.rhythms import RHYTHMS, days
from sapa.demo.company.sale import Sale
from sapa.demo.company.setting import Setting
from sapa.demo.company.trade import SHOP

pytestmark = pytest.mark.usefixtures("cast")  # an organisation is current


def neighbours(today: date, **fields: Any) -> list[Sale]:
    """The shopping of sixty households in the last year."""
    found = []
    for number in range(1, 61):
        buyer, random = cast(Customer, SimpleNamespace(pk=number)), Random(f"{today}:{number}")
        for day in days(RHYTHMS["b2c", SHOP][0], today - timedelta(365), today - timedelta(1), random):
            at = datetime.combine(day, time(10), ZONE)
            found.append(Sale(buyer, cast(Any, None), cast(Any, None), at, [], invoiced_at=at, **fields))
    return found


def last_bought(sales: list[Sale]) -> dict[int, date]:
    return {sale.customer.pk: sale.at.date() for sale in sorted(sales, key=lambda one: one.at)}


@pytest.mark.parametrize("later", range(0, 364, 13))
def test_some_stay_away_on_any_day(later: int) -> None:
    today = date(2026, 11, 28) + timedelta(later)
    setting = cast(Setting, SimpleNamespace(today=today))
    sales = neighbours(today)
    left = last_bought(stay_away(setting, sales))
    assert left == last_bought(stay_away(setting, sales))  # the same every time
    stayed = [day for pk, day in left.items() if day < last_bought(sales)[pk]]
    assert len(stayed) <= SOME <= len([day for day in left.values() if timedelta(9) < today - day < timedelta(30)])
    assert len(left) == 60


def test_what_is_not_finished_is_not_dropped() -> None:
    today = date(2026, 11, 28)
    sales = neighbours(today, terms=14)
    assert stay_away(cast(Setting, SimpleNamespace(today=today)), sales) == sales
