import time

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sapa.lib.phones import (
    InvalidPhone,
    format_international,
    format_national,
    is_mobile,
    normalise,
    search_digits,
    tel_url,
    whatsapp_url,
)


@pytest.mark.parametrize(
    "text",
    [
        *("081234567890", "6281234567890", "+62 812 3456 7890", "81234567890", "0812-3456-7890", "(0812) 3456.7890"),
        *("+62 0812 3456 7890", "006281234567890", " 0812\u00a03456\u20117890 ", "+62 (0)812 3456 7890"),
    ],
)
def test_all_spellings_are_one_number(text):
    assert normalise(text) == "+6281234567890"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("021 555 1234", "+62215551234"),
        ("(0274) 512345", "+62274512345"),
        ("62 21 5551234", "+62215551234"),
        ("+1 650-253-0000", "+16502530000"),
        ("+60 12-345 6789", "+60123456789"),
        ("0065 6123 4567", "+6561234567"),
    ],
)
def test_landlines_and_foreign_numbers_are_known(text, expected):
    assert normalise(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0812",
        "08123456",
        "0812345678901234",
        "halo",
        "0812 3456 789x",
        "+0812 34567890",
        "123",
        "+",
        "٠٨١٢٣٤٥٦٧٨٩٠",
    ],
)
def test_it_refuses_what_cannot_be_called(text):
    with pytest.raises(InvalidPhone) as refused:
        normalise(text)
    assert str(refused.value)


@given(st.from_regex(r"\A8[0-9]{7,12}\Z"))
def test_the_quick_way_agrees_with_the_library(national):
    number = phonenumbers.parse(national, "ID")
    if phonenumbers.is_valid_number(number):
        assert normalise(national) == phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    else:
        with pytest.raises(InvalidPhone):
            normalise(national)


@given(st.from_regex(r"\A8[1-35-9][0-9]{7,10}\Z"))
def test_numbers_are_shown_as_the_library_shows_them(national):
    number = phonenumbers.parse(national, "ID")
    kinds = phonenumbers.PhoneNumberFormat
    e164 = f"+62{national}"
    assert format_national(e164) == phonenumbers.format_number(number, kinds.NATIONAL)
    assert format_international(e164) == phonenumbers.format_number(number, kinds.INTERNATIONAL)
    assert is_mobile(e164)


def test_numbers_are_shown_at_home_and_abroad():
    assert format_national("+6281234567890") == "0812-3456-7890"
    assert format_international("+6281234567890") == "+62 812-3456-7890"
    assert format_national("+62215551234") == "(021) 5551234"
    assert format_national("+16502530000") == "+1 650-253-0000"
    assert format_national("12345") == "12345"


def test_whatsapp_opens_a_draft():
    assert whatsapp_url("+6281234567890") == "https://wa.me/6281234567890"
    assert (
        whatsapp_url("+6281234567890", "Halo Bu Siti & keluarga")
        == "https://wa.me/6281234567890?text=Halo%20Bu%20Siti%20%26%20keluarga"
    )
    assert tel_url("+6281234567890") == "tel:+6281234567890"


@pytest.mark.parametrize(
    ("typed", "digits"),
    [("0812-34", "81234"), ("+62 812", "62812"), ("7890", "7890"), ("siti", ""), ("", ""), ("0", ""), ("12 B", "")],
)
def test_part_of_a_number_becomes_digits_to_search(typed, digits):
    assert search_digits(typed) == digits


def test_a_thousand_mobile_numbers_take_an_eyeblink():
    start = time.process_time()
    for number in range(1000):
        normalise(f"0812-3456-{number:04}")
    assert time.process_time() - start < 0.05
