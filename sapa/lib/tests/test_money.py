from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from sapa.lib.money import (
    MAX_AMOUNT,
    InvalidMoney,
    format_compact,
    format_money,
    multiply,
    parse_money,
    to_major,
    to_minor,
)

amounts = st.integers(min_value=0, max_value=MAX_AMOUNT)


@pytest.mark.parametrize(
    ("amount", "currency", "language", "expected"),
    [
        (1_250_000, "IDR", "id", "Rp1.250.000"),
        (1_250_000, "IDR", "en", "Rp1,250,000"),
        (0, "IDR", "id", "Rp0"),
        (-25_000, "IDR", "id", "-Rp25.000"),
        (123_450, "USD", "en", "$1,234.50"),
        (123_450, "USD", "id", "US$1.234,50"),
        (5, "USD", "en", "$0.05"),
        (-5, "USD", "id", "-US$0,05"),
        (1_250, "MYR", "en", "RM12.50"),
        (1_250, "CHF", "en", "CHF\u00a012.50"),
    ],
)
def test_money_is_written_as_the_language_does(amount, currency, language, expected):
    assert format_money(amount, currency, language) == expected


def test_money_follows_the_active_language():
    with translation.override("en"):
        assert format_money(1_250_000) == "Rp1,250,000"
    with translation.override("id"):
        assert format_money(1_250_000) == "Rp1.250.000"


@pytest.mark.parametrize(
    ("amount", "currency", "language", "expected"),
    [
        (999, "IDR", "id", "Rp999"),
        (25_000, "IDR", "id", "Rp25 rb"),
        (999_949, "IDR", "id", "Rp1 jt"),
        (1_234_567, "IDR", "id", "Rp1,2 jt"),
        (1_250_000, "IDR", "id", "Rp1,3 jt"),
        (1_234_567, "IDR", "en", "Rp1.2M"),
        (125_400_000, "IDR", "id", "Rp125 jt"),
        (2_500_000_000, "IDR", "id", "Rp2,5 M"),
        (2_500_000_000, "IDR", "en", "Rp2.5B"),
        (3_000_000_000_000, "IDR", "id", "Rp3 T"),
        (-1_500_000, "IDR", "id", "-Rp1,5 jt"),
        (1_050_000, "USD", "en", "$10.5K"),
        (1_250, "USD", "en", "$12.50"),
    ],
)
def test_money_on_a_board_is_short(amount, currency, language, expected):
    assert format_compact(amount, currency, language) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1.250.000", 1_250_000),
        ("1,250,000", 1_250_000),
        ("1250000", 1_250_000),
        ("Rp 1.250.000,00", 1_250_000),
        ("Rp1.250.000", 1_250_000),
        ("Rp. 1.250.000,-", 1_250_000),
        ("IDR 1,250,000.00", 1_250_000),
        ("1.250.000\u00a0IDR", 1_250_000),
        ("1.250", 1_250),
        ("1,250", 1_250),
        ("0", 0),
        ("25rb", 25_000),
        ("25 ribu", 25_000),
        ("1,5jt", 1_500_000),
        ("1.5 juta", 1_500_000),
        ("1.500 jt", 1_500_000_000),
        ("1,25 Miliar", 1_250_000_000),
        ("2 triliun", 2_000_000_000_000),
        ("1.5 million", 1_500_000),
    ],
)
def test_it_reads_rupiah_as_people_type_them(text, expected):
    assert parse_money(text, "IDR") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,234.50", 123_450),
        ("1.234,50", 123_450),
        ("$1,234.50", 123_450),
        ("US$1.234,5", 123_450),
        ("1234.5", 123_450),
        ("54.9", 5_490),
        ("0.05", 5),
        ("1.5k", 150_000),
        ("1.234", 123_400),
    ],
)
def test_it_reads_dollars_with_cents(text, expected):
    assert parse_money(text, "USD") == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "Rp", "abc", "12abc", "1.25.000", "12,50,000", "1.250,000", "1,250.000", "1..250", "1.250.", ".5"),
        *("1,5", "1.25", "1500,50", "-5", "(500)", "1e6", "NaN", "inf", "١٢٣", "5M", "2 T", "1,500jt", "1 2 jt jt"),
        *("0x10", "1_000", "1,2345jt000", "0,1234567 jt", "1000000000000001", "9999 triliun", "US$5"),
    ],
)
def test_it_refuses_what_is_no_amount_or_has_two_meanings(text):
    with pytest.raises(InvalidMoney) as refused:
        parse_money(text, "IDR")
    assert str(refused.value)


def test_a_spreadsheets_own_number_is_in_major_units():
    assert parse_money(1250000.0, "IDR") == 1_250_000
    assert parse_money(54.9, "USD") == 5_490
    assert parse_money(Decimal("12.345"), "USD") == 1_235
    for nonsense in (float("nan"), float("inf"), -1, True):
        with pytest.raises(InvalidMoney):
            parse_money(nonsense, "IDR")


def test_it_rounds_half_up():
    assert to_minor(Decimal("0.125"), "USD") == 13
    assert to_minor(Decimal("2.5"), "IDR") == 3
    assert to_minor(Decimal("-2.5"), "IDR") == -3
    assert multiply(1_250_000, Decimal(11) / 12) == 1_145_833
    assert to_major(1_235, "USD") == Decimal("12.35")


@given(amount=amounts, currency=st.sampled_from(["IDR", "USD", "SGD", "MYR"]), language=st.sampled_from(["id", "en"]))
def test_what_is_written_is_read_back(amount, currency, language):
    assert parse_money(format_money(amount, currency, language), currency) == amount


@given(text=st.text(alphabet="0123456789.,- RpjtrbuaMmiliarUSD$eE+", max_size=20))
def test_it_answers_with_an_amount_or_a_sentence(text):
    try:
        assert 0 <= parse_money(text, "IDR") <= MAX_AMOUNT
    except InvalidMoney as refused:
        assert str(refused)
