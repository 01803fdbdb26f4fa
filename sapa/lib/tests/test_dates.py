from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sapa.lib.dates import (
    InvalidDate,
    add_months,
    first_of_month,
    format_date,
    format_datetime,
    format_long_date,
    format_month,
    format_time,
    parse_date,
    relative_day,
    start_of_day,
    today,
    zone_name,
)

SUNDAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 7, 5, tzinfo=UTC)
days = st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31))


def test_days_are_written_in_both_languages():
    assert format_date(SUNDAY, "id") == format_date(SUNDAY, "en") == "22 Nov 2026"
    assert format_date(date(2026, 8, 1), "id") == "1 Agu 2026"
    assert format_date(date(2026, 8, 1), "en") == "1 Aug 2026"
    assert format_long_date(SUNDAY, "id") == "Minggu, 22 November 2026"
    assert format_long_date(SUNDAY, "en") == "Sunday, 22 November 2026"
    assert format_month(date(2026, 5, 1), "id") == "Mei 2026"
    assert format_month(date(2026, 12, 1), "id") == "Desember 2026"
    assert format_month(date(2026, 12, 1), "id", short=True) == "Des 2026"


def test_times_are_shown_in_the_zone():
    assert format_datetime(NOON, "Asia/Jakarta", "id") == "22 Nov 2026 14.05"
    assert format_datetime(NOON, "Asia/Jayapura", "en") == "22 Nov 2026 16:05"
    assert format_time(NOON, "Asia/Makassar", "id") == "15.05"
    assert zone_name("Asia/Makassar") == "WITA"
    assert zone_name("Europe/Rome") == "Europe/Rome"


def test_the_business_day_is_the_zones():
    late = datetime(2026, 11, 22, 16, 30, tzinfo=UTC)
    assert today("Asia/Jakarta", late) == date(2026, 11, 22)
    assert today("Asia/Jayapura", late) == date(2026, 11, 23)
    assert start_of_day(date(2026, 11, 23), "Asia/Jayapura") == datetime(2026, 11, 22, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "indonesian", "english"),
    [
        (date(2026, 11, 22), "hari ini", "today"),
        (date(2026, 11, 21), "kemarin", "yesterday"),
        (date(2026, 11, 23), "besok", "tomorrow"),
        (date(2026, 11, 25), "3 hari lagi", "in 3 days"),
        (date(2026, 11, 20), "2 hari lalu", "2 days ago"),
        (date(2026, 12, 6), "2 minggu lagi", "in 2 weeks"),
        (date(2026, 9, 1), "2 bulan lalu", "2 months ago"),
        (date(2024, 11, 1), "2 tahun lalu", "2 years ago"),
    ],
)
def test_near_days_have_words(day, indonesian, english):
    assert relative_day(day, SUNDAY, "id") == indonesian
    assert relative_day(day, SUNDAY, "en") == english


@pytest.mark.parametrize(
    "text",
    [
        *("22-11-2026", "2026-11-22", "22/11/2026", "22.11.2026", "22 Nov 2026", "22 november 2026", "22 Nop 2026"),
        *("22-Nov-2026", "Nov 22, 2026", "2026-11-22T07:05:00Z", "22-11-2026 14:05", " 22  Nov.  2026 "),
    ],
)
def test_it_reads_the_usual_ways_to_write_a_day(text):
    assert parse_date(text) == SUNDAY


def test_it_reads_the_formats_it_is_given():
    assert parse_date("20-10-16", ["dd-mm-yy"]) == date(2016, 10, 20)
    assert parse_date("31-12-99", ["dd-mm-yy"]) == date(1999, 12, 31)
    assert parse_date("12/31/2017", ["mm/dd/yyyy"]) == date(2017, 12, 31)
    assert parse_date("5 Agustus 2026", ["d mmmm yyyy"]) == date(2026, 8, 5)
    assert parse_date(date(2026, 11, 22)) == parse_date(datetime(2026, 11, 22, 9, 0)) == SUNDAY
    with pytest.raises(InvalidDate) as refused:
        parse_date("2017-12-31", ["dd-mm-yy"])
    assert "22-11-26" in str(refused.value)


def test_it_reads_words_when_it_knows_today():
    assert parse_date("Besok", today=SUNDAY) == date(2026, 11, 23)
    assert parse_date("yesterday", today=SUNDAY) == date(2026, 11, 21)
    with pytest.raises(InvalidDate):
        parse_date("besok")


@pytest.mark.parametrize(
    "text",
    ["", "31-02-2026", "2026-13-01", "00-01-2026", "29-02-2027", "22-11-26", "22 Foo 2026", "0001-01-01", "٢٢-١١-٢٠٢٦"],
)
def test_it_refuses_impossible_days(text):
    with pytest.raises(InvalidDate) as refused:
        parse_date(text)
    assert str(refused.value)


def test_months_are_added_without_leaving_the_calendar():
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 11, 22), 2) == date(2027, 1, 22)
    assert add_months(date(2026, 1, 15), -1) == date(2025, 12, 15)
    assert add_months(date(2023, 12, 31), 2) == date(2024, 2, 29)
    assert first_of_month(SUNDAY) == date(2026, 11, 1)


@given(day=days, language=st.sampled_from(["id", "en"]))
def test_what_is_written_is_read_back(day, language):
    assert parse_date(format_date(day, language)) == day
    assert parse_date(day.isoformat()) == day
