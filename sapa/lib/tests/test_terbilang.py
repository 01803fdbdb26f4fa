"""Amounts in words."""

from datetime import date

import pytest

from sapa.lib.terbilang import in_words, wants_stamp


@pytest.mark.parametrize(
    ("amount", "currency", "indonesian", "english"),
    [
        (0, "IDR", "Nol rupiah", "Zero rupiah"),
        (1_100, "IDR", "Seribu seratus rupiah", "One thousand one hundred rupiah"),
        (
            1_387_500,
            "IDR",
            "Satu juta tiga ratus delapan puluh tujuh ribu lima ratus rupiah",
            "One million three hundred and eighty-seven thousand five hundred rupiah",
        ),
        (
            12_000_000_011,
            "IDR",
            "Dua belas miliar sebelas rupiah",
            "Twelve billion and eleven rupiah",
        ),
        (1_250, "USD", "Dua belas dolar Amerika lima puluh sen", "Twelve US dollars and fifty cents"),
        (101, "USD", "Satu dolar Amerika satu sen", "One US dollar and one cent"),
        (-50_000, "IDR", "Minus lima puluh ribu rupiah", "Minus fifty thousand rupiah"),
    ],
)
def test_amounts_are_said_in_both_languages(amount: int, currency: str, indonesian: str, english: str) -> None:
    assert in_words(amount, currency, "id") == indonesian
    assert in_words(amount, currency, "en") == english


def test_a_stamp_is_wanted_above_five_million(db: None) -> None:
    day = date(2026, 11, 22)
    assert [wants_stamp(amount, "IDR", day) for amount in (5_000_000, 5_000_001)] == [False, True]
    assert not wants_stamp(5_000_001, "USD", day)
    assert not wants_stamp(5_000_001, "IDR", date(2020, 12, 31))
