"""Whose birthday is near."""

from datetime import date

import pytest

from sapa.customers.birthdays import next_birthday, within
from sapa.customers.models import Customer
from sapa.testing import Cast


@pytest.mark.parametrize(
    ("first", "found"),
    [
        (date(2026, 11, 22), ["22 November"]),
        (date(2026, 12, 30), ["31 December", "3 January"]),
        (date(2026, 2, 26), ["29 February"]),
        (date(2026, 6, 1), []),
    ],
)
def test_it_finds_the_birthdays_of_a_week_also_over_new_year(cast: Cast, first: date, found: list[str]) -> None:
    born = {"22 November": (1990, 11, 22), "31 December": (1971, 12, 31), "3 January": (2001, 1, 3)}
    for name, day in {**born, "29 February": (2000, 2, 29)}.items():
        Customer.objects.create(name=name, name_key=name.lower(), birthday=date(*day))
    Customer.objects.create(name="Unknown", name_key="unknown")
    week = Customer.objects.filter(within(first, 7)).values_list("name", flat=True)
    assert sorted(week) == sorted(found)


def test_the_next_birthday_may_be_today_or_next_year() -> None:
    born = date(1990, 11, 22)
    assert next_birthday(born, date(2026, 11, 22)) == date(2026, 11, 22)
    assert next_birthday(born, date(2026, 11, 23)) == date(2027, 11, 22)
    assert next_birthday(date(2000, 2, 29), date(2026, 11, 22)) == date(2027, 3, 1)
    assert next_birthday(date(2000, 2, 29), date(2028, 1, 1)) == date(2028, 2, 29)
