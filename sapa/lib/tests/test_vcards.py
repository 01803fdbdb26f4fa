"""vCards as phones write them."""

from datetime import date

import pytest

from sapa.lib import vcards
from sapa.lib.vcards import Card, read_cards

ANDROID = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:;=42=75=20=53=75=6D=69=20=E2=98=
=BA;;;
TEL;CELL:0812-3456-7890
TEL;HOME:021 7654321
END:VCARD
"""
IPHONE = """BEGIN:VCARD\r
VERSION:3.0\r
N:Jaya;Maju;Toko;;\r
FN:Toko Maju\\, Jaya\r
ORG:UD Maju Jaya;Gudang\r
item1.EMAIL;type=INTERNET;type=pref:maju@exa\r
 mple.id\r
item2.TEL:+62 812 1111 222\r
BDAY:1990-11-22\r
item3.ADR;type=WORK:;;Jl. Raya 5\\nLantai 2;Bogor;Jawa Barat;16630;Indonesia\r
END:VCARD\r
"""
NEW = """BEGIN:VCARD
VERSION:4.0
FN:Pak Darma
TEL;VALUE=uri;TYPE="voice,cell":tel:+62-813-1111-2222;ext=5
BDAY:--1122
END:VCARD
"""


def test_version_2_with_quoted_printable_over_two_lines() -> None:
    assert read_cards(ANDROID.encode()) == [Card(name="Bu Sumi ☺", phones=["0812-3456-7890", "021 7654321"])]


def test_version_3_with_a_folded_line_and_groups() -> None:
    assert read_cards(IPHONE.encode()) == [
        Card(
            name="Toko Maju, Jaya",
            organization="UD Maju Jaya",
            phones=["+62 812 1111 222"],
            emails=["maju@example.id"],
            birthday=date(1990, 11, 22),
            street="Jl. Raya 5 Lantai 2, Bogor",
            postal_code="16630",
        )
    ]


def test_version_4_with_addresses_for_numbers_and_a_birthday_without_a_year() -> None:
    assert read_cards(NEW.encode()) == [Card(name="Pak Darma", phones=["+62-813-1111-2222"])]


def test_several_cards_in_their_order() -> None:
    names = [card.title for card in read_cards((ANDROID + IPHONE.replace("\r", "") + NEW).encode())]
    assert names == ["Bu Sumi ☺", "Toko Maju, Jaya", "Pak Darma"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_whatever_the_encoding(encoding: str) -> None:
    text = "BEGIN:VCARD\nVERSION:3.0\nFN:Café Renée\nTEL:0812\nEND:VCARD\n"
    assert read_cards(text.encode(encoding))[0].name == "Café Renée"


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe", b"BEGIN:VCARD\nFN:Sumi", b"END:VCARD", b"=" * 999, b":::"])
def test_what_is_no_vcard_has_no_cards(content: bytes) -> None:
    assert read_cards(content) == []


def test_a_firm_without_a_person_goes_by_its_name() -> None:
    assert read_cards(b"BEGIN:VCARD\nORG:UD Maju\nTEL:0812\nEND:VCARD")[0].title == "UD Maju"


def test_more_than_two_thousand_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vcards, "MOST", 2)
    assert len(read_cards(NEW.encode() * 2)) == 2
    with pytest.raises(vcards.TooMany):
        read_cards(NEW.encode() * 3)
