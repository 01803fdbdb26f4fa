"""QRIS payloads: read strictly, given an amount, drawn, and read back from a photo."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from sapa.lib.qris import InvalidQris, checksum, parse, picture, png, read_photo, svg, with_amount


def tlv(tag: str, value: str) -> str:
    return f"{tag}{len(value):02}{value}"


ACCOUNT = tlv("00", "ID.CO.BANK.WWW") + tlv("01", "936000090000000001") + tlv("02", "0" * 15) + tlv("03", "UMI")
NATIONAL = tlv("00", "ID.CO.QRIS.WWW") + tlv("02", "ID1020030040005") + tlv("03", "UMI")


def payload(leave: str = "", **other: str) -> str:
    """A static QRIS of Warung Bu Sri, with other values by `t53="840"`, without the tag `leave`."""
    tags = {"00": "01", "01": "11", "26": ACCOUNT, "51": NATIONAL, "52": "5812", "53": "360", "58": "ID",
            "59": "WARUNG BU SRI", "60": "JAKARTA PUSAT", "61": "10510"}  # fmt: skip
    tags |= {name[1:]: value for name, value in other.items()}
    body = "".join(tlv(tag, value) for tag, value in tags.items() if tag != leave) + "6304"
    return body + checksum(body)


def test_the_checksum_is_crc_16_ccitt_false() -> None:
    assert checksum("123456789") == "29B1"
    assert checksum("") == "FFFF"


def test_a_sticker_is_read() -> None:
    found = parse(f"  {payload()}\n")
    assert (found.merchant, found.city, found.nmid) == ("WARUNG BU SRI", "JAKARTA PUSAT", "ID1020030040005")
    assert (found.is_static, found.amount) == (True, None)


def test_an_amount_is_put_in() -> None:
    made = with_amount(payload(), 125_000)
    assert made.startswith("000201010212")
    assert "5303360" + "5406125000" + "5802ID" in made
    found = parse(made)
    assert (found.amount, found.is_static, found.merchant) == (125_000, False, "WARUNG BU SRI")
    assert made[-8:-4] == "6304"
    assert made[-4:] == checksum(made[:-4])
    assert with_amount(made, 7) == with_amount(payload(), 7)  # another amount takes the place of the first


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("", "00"),
        ("hello", "00"),
        ("00020", "00"),
        (payload(t00="02"), "00"),
        (payload()[:-4] + "0000", "63"),
        (payload()[:-1], "63"),
        (payload().replace("WARUNG BU SRI", "WARUNG BU SRJ"), "63"),
        (payload()[:-8], "63"),
        (payload(leave="01"), "01"),
        (payload(t01="13"), "01"),
        (payload(t53="840"), "53"),
        (payload(t58="SG"), "58"),
        (payload(leave="59"), "59"),
        (payload(leave="60"), "60"),
        (payload(t52="58"), "52"),
        (payload(t54="1,5"), "54"),
        (payload(t26="0114ID.CO.BANK.WWW"), "26"),
        (payload(t26="00"), "26"),
        (payload() + tlv("64", "x"), "63"),
        (payload()[:12] + tlv("01", "11") + payload()[12:], "01"),
    ],
)
def test_a_bad_payload_is_refused_with_the_tag_that_is_wrong(text: str, tag: str) -> None:
    with pytest.raises(InvalidQris) as caught:
        parse(text)
    assert caught.value.tag == tag
    assert str(caught.value)


def test_one_without_an_account_is_refused() -> None:
    with pytest.raises(InvalidQris) as caught:
        parse(payload(leave="26").replace(tlv("51", NATIONAL), ""))
    assert caught.value.tag == "63"  # the checksum said so first
    body = payload(leave="26")[:-8].replace(tlv("51", NATIONAL), "") + "6304"
    with pytest.raises(InvalidQris) as caught:
        parse(body + checksum(body))
    assert caught.value.tag == "26"


@pytest.mark.parametrize("amount", [0, -1, 10**10])
def test_an_impossible_amount_is_refused(amount: int) -> None:
    with pytest.raises(InvalidQris) as caught:
        with_amount(payload(), amount)
    assert caught.value.tag == "54"


@given(st.text(max_size=80))
def test_nothing_that_is_pasted_breaks_it(text: str) -> None:
    for given_text in (text, "000201" + text, payload() + text):
        try:
            assert parse(given_text).merchant
        except InvalidQris as error:
            assert str(error)


def test_a_photo_of_the_sticker_is_read() -> None:
    code = Image.open(io.BytesIO(png(payload(), scale=6))).convert("RGB")
    photo = Image.new("RGB", (1200, 1600), "#7a8")
    photo.paste(code.rotate(7, expand=True, fillcolor="#7a8"), (200, 300))
    buffer = io.BytesIO()
    photo.save(buffer, "JPEG", quality=60)
    assert read_photo(buffer.getvalue()) == payload()


def test_a_photo_without_a_qris_is_refused() -> None:
    empty, other = io.BytesIO(), io.BytesIO(png("https://example.id/"))
    Image.new("RGB", (300, 300), "white").save(empty, "PNG")
    for content in (b"no photo", b"", empty.getvalue(), other.getvalue()):
        with pytest.raises(InvalidQris):
            read_photo(content)


def test_it_is_drawn() -> None:
    assert picture(payload()).startswith("data:image/svg+xml")
    assert b"<svg" in svg(payload())
