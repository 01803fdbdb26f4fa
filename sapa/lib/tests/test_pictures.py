"""Pictures come out small, upright, and tell nothing but what is on them."""

import base64
import io
from typing import Any

import pytest
from PIL import Image

from sapa.lib import pictures
from sapa.lib.pictures import InvalidPicture, drawing, shrink


def packed(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def test_a_large_photo_comes_out_small_and_as_webp() -> None:
    made = shrink(packed(Image.effect_noise((4000, 3000), 60).convert("RGB"), quality=95))
    assert (made.content_type, made.width, made.height) == ("image/webp", 1280, 960)
    assert opened(made.content).format == "WEBP"
    assert len(made.content) < 400_000  # noise is the worst that there is


def test_a_photo_takes_about_150_kilobytes_at_the_most() -> None:
    sky = Image.linear_gradient("L").resize((3000, 4000)).convert("RGB")
    assert len(shrink(packed(sky, quality=95)).content) < pictures.ENOUGH


def test_a_phones_photo_is_set_upright_and_does_not_tell_where_it_was_taken() -> None:
    image, exif = Image.new("RGB", (200, 100), "white"), Image.Exif()
    image.paste("red", (0, 0, 100, 100))
    exif[0x0112] = 6  # to be turned to the right by a quarter
    exif[0x010F] = "Telepon"
    exif.get_ifd(0x8825)[2] = (7.0, 47.0, 0.0)  # latitude
    made = shrink(packed(image, exif=exif, icc_profile=b"profile"))
    found = opened(made.content)
    assert (made.width, made.height) == (100, 200)
    assert not found.getexif() and "icc_profile" not in found.info and "xmp" not in found.info
    red, _green, blue = found.convert("RGB").getpixel((50, 20))  # type: ignore[misc]
    assert red > 200 > 60 > blue


def test_a_logo_keeps_what_shines_through() -> None:
    logo = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    assert opened(shrink(packed(logo, "PNG")).content).mode == "RGBA"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"%PDF-1.7",
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 50,
        packed(Image.effect_noise((300, 300), 60))[:2000],  # torn off half way
        packed(Image.new("RGB", (10, 10)), "GIF"),
        packed(Image.new("RGB", (10, 10)), "TIFF"),
    ],
    ids=["nothing", "svg", "pdf", "broken", "torn", "gif", "tiff"],
)
def test_what_is_no_photo_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(InvalidPicture, match=r"\w+ \w+"):
        shrink(content)


def test_a_small_file_that_unpacks_to_a_huge_picture_is_refused() -> None:
    with pytest.raises(InvalidPicture):
        shrink(packed(Image.new("1", (30_000, 30_000)), "PNG"))


def test_a_file_above_12_megabytes_is_not_looked_at() -> None:
    with pytest.raises(InvalidPicture, match="12 MB"):
        shrink(packed(Image.new("RGB", (10, 10))) + b"\0" * pictures.LARGEST_FILE)


def signature(*, ink: bool = True, paper: tuple[int, ...] = (0, 0, 0, 0)) -> str:
    image = Image.new("RGBA", (600, 200), paper)
    if ink:
        image.paste((10, 10, 60, 255), (100, 50, 300, 60))
    return "data:image/png;base64," + base64.b64encode(packed(image, "PNG")).decode()


@pytest.mark.parametrize("paper", [(0, 0, 0, 0), (255, 255, 255, 255)], ids=["clear", "white"])
def test_a_signature_is_cut_to_its_ink(paper: tuple[int, ...]) -> None:
    made = drawing(signature(paper=paper))
    assert (made.content_type, made.width, made.height) == ("image/png", 200, 10)


@pytest.mark.parametrize("paper", [(0, 0, 0, 0), (255, 255, 255, 255)], ids=["clear", "white"])
def test_an_empty_signature_is_refused(paper: tuple[int, ...]) -> None:
    with pytest.raises(InvalidPicture):
        drawing(signature(ink=False, paper=paper))


@pytest.mark.parametrize("text", ["", "Budi", "data:image/png;base64,####", "data:image/svg+xml;base64,PHN2Zz4="])
def test_a_signature_that_is_no_drawing_is_refused(text: str) -> None:
    with pytest.raises(InvalidPicture):
        drawing(text)
