from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sapa.lib.numbers import InvalidNumber, format_number, parse_number, round_half_up


@pytest.mark.parametrize(
    ("value", "language", "expected"),
    [
        (Decimal("1250.500"), "id", "1.250,5"),
        (Decimal("1250.500"), "en", "1,250.5"),
        (Decimal("3.000"), "id", "3"),
        (Decimal("-0.0004"), "id", "0"),
        (Decimal("-1.5"), "id", "-1,5"),
        (0.125, "en", "0.125"),
    ],
)
def test_numbers_have_no_needless_zeros(value, language, expected):
    assert format_number(value, language) == expected


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("1.250,5", "id", "1250.5"),
        ("1,250.5", "id", "1250.5"),
        ("1250.5", "id", "1250.5"),
        ("1,5", "id", "1.5"),
        ("1,5", "en", "1.5"),
        ("1.250", "id", "1250"),
        ("1.250", "en", "1.25"),
        ("1,250", "id", "1.25"),
        ("1,250", "en", "1250"),
        (" 12 ", "id", "12"),
        ("0,125", "id", "0.125"),
    ],
)
def test_it_reads_quantities_in_both_languages(text, language, expected):
    assert parse_number(text, language=language) == Decimal(expected)


@pytest.mark.parametrize("text", ["", "dua", "1,2,3", "1.2345", "-3", "NaN", "٣", "1e3", "1.000.00"])
def test_it_refuses_what_is_no_quantity(text):
    with pytest.raises(InvalidNumber) as refused:
        parse_number(text, language="id")
    assert str(refused.value)


def test_a_spreadsheets_own_number_passes():
    assert parse_number(0.1 + 0.2) == Decimal("0.300")
    assert parse_number(7) == 7


def test_halves_go_up():
    assert [round_half_up(Decimal(value)) for value in ("0.5", "1.5", "2.5", "-0.5")] == [1, 2, 3, -1]


@given(
    value=st.decimals(min_value=0, max_value=10**9, places=3),
    language=st.sampled_from(["id", "en"]),
)
def test_what_is_written_is_read_back(value, language):
    assert parse_number(format_number(value, language), language=language) == value
