"""The holidays of Indonesia, as the calendar shows them."""

from datetime import date

import pytest

from sapa.places import holidays
from sapa.places.holidays import Holiday


@pytest.mark.parametrize(
    ("day", "ours", "theirs"),
    [
        (date(2026, 3, 21), Holiday("Hari Raya Idul Fitri"), Holiday("Eid al-Fitr")),
        (date(2026, 3, 19), Holiday("Hari Suci Nyepi"), Holiday("Day of Silence")),
        (date(2026, 8, 17), Holiday("Hari Kemerdekaan Republik Indonesia"), Holiday("Independence Day")),
        (date(2027, 2, 6), Holiday("Tahun Baru Imlek"), Holiday("Lunar New Year")),
        (date(2027, 5, 20), Holiday("Hari Raya Waisak"), Holiday("Vesak Day")),
    ],
)
def test_a_public_holiday_has_its_name_in_both_languages(day: date, ours: Holiday, theirs: Holiday) -> None:
    assert holidays.of_year(day.year, "id")[day] == ours
    assert holidays.of_year(day.year, "en")[day] == theirs


def test_days_taken_together_are_told_apart() -> None:
    found = holidays.between(date(2026, 12, 23), date(2027, 1, 2), "id")
    assert list(found) == [date(2026, 12, 24), date(2026, 12, 25), date(2027, 1, 1)]
    assert [one.shared for one in found.values()] == [True, False, False]
    assert found[date(2026, 12, 24)].name == "Cuti Bersama Hari Raya Natal"


def test_2027_has_its_cuti_bersama() -> None:
    shared = [day for day, one in holidays.of_year(2027, "id").items() if one.shared]
    assert date(2027, 3, 9) in shared
    assert date(2027, 3, 15) in shared


def test_a_working_day_is_none() -> None:
    assert date(2026, 11, 23) not in holidays.of_year(2026)


def test_a_year_far_away_breaks_nothing() -> None:
    assert isinstance(holidays.between(date(2199, 12, 1), date(2199, 12, 31)), dict)
