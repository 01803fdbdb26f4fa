"""What a cell is read as, in the ways that only make it quick."""

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from hypothesis import given, settings
from hypothesis import strategies as st

from sapa.exchange.cells import PLAIN_EMAIL, Formats, email, phone_list, words
from sapa.lib.invalid import Invalid

NEARLY = st.text("ab9_.+-@", max_size=24) | st.from_regex(r"[a-z.+_-]{1,9}@[a-z0-9.-]{1,9}\.[a-z]{1,4}", fullmatch=True)


def is_valid(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


@settings(deadline=None)
@given(NEARLY)
def test_a_plain_address_is_one_that_the_validator_takes(address):
    if PLAIN_EMAIL.fullmatch(address):
        assert is_valid(address)


@settings(deadline=None)
@given(NEARLY)
def test_an_address_is_read_as_the_validator_says(address):
    if is_valid(address):
        assert email(address, Formats()) == address
    else:
        with pytest.raises(Invalid):
            email(address, Formats())


@pytest.mark.parametrize("address", ["budi@example.id", "bu.siti+desa@toko-beras.co.id", "Pak_Eko@EXAMPLE.com"])
def test_usual_addresses_are_plain(address):
    assert email(address, Formats()) == address.lower()
    assert PLAIN_EMAIL.fullmatch(address.lower())


def test_an_address_longer_than_its_column_is_refused():
    long = f"{'a' * 60}@{'.'.join(['b' * 60] * 4)}.id"
    assert is_valid(long)
    with pytest.raises(Invalid):
        email(long, Formats())


def test_several_phones_stand_in_a_cell_each_once():
    cell = "0812 3456 7890 / 081234567891,081234567890;\n0812-3456-7892|"
    assert phone_list(cell, Formats()) == ["+6281234567890", "+6281234567891", "+6281234567892"]


def test_what_is_done_with_the_names_of_a_row_does_not_reach_the_next():
    words("impor, lama; impor", Formats()).append("baru")
    assert words("impor, lama; impor", Formats()) == ["impor", "lama"]
