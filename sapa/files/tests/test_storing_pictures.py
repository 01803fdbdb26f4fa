"""Pictures are stored once, and given out as downloads that are not sent twice."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from sapa.files import storing
from sapa.files.models import StoredFile
from sapa.lib.invalid import Invalid
from sapa.testing import Cast

NOW = timezone.now()


def upload(name: str = "C:\\foto\\Nasi kotak.JPG", colour: str = "red") -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), content_type="text/html")


def test_a_picture_is_stored_as_its_content_says(cast: Cast) -> None:
    made = storing.store_picture(upload(), by=cast.budi, now=NOW)
    assert (made.name, made.content_type, made.width, made.by_id) == (
        "Nasi kotak.webp",
        "image/webp",
        640,
        cast.budi.pk,
    )
    assert made.size == len(bytes(made.content))


def test_the_same_picture_twice_is_stored_once(cast: Cast) -> None:
    first, second = (storing.store_picture(upload(), by=cast.budi, now=NOW) for _time in range(2))
    assert first.pk == second.pk
    assert storing.store_picture(upload(colour="blue"), by=cast.budi, now=NOW).pk != first.pk


def test_what_is_no_picture_is_not_stored(cast: Cast) -> None:
    with pytest.raises(Invalid):
        storing.store_picture(SimpleUploadedFile("foto.jpg", b"<script>"), by=cast.budi, now=NOW)
    assert not StoredFile.objects.exists()


def test_it_is_given_out_as_a_download_for_one_person(cast: Cast) -> None:
    made = storing.store_picture(upload(), by=None, now=NOW)
    answer = storing.answer(made, RequestFactory().get("/"))
    assert (answer.status_code, answer.content) == (200, bytes(made.content))
    assert answer["Content-Type"] == "image/webp"
    assert answer["Content-Disposition"] == 'attachment; filename="Nasi kotak.webp"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"].startswith("private")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_who_has_it_already_gets_no_bytes_and_none_are_read(cast: Cast) -> None:
    storing.store_picture(upload(), by=None, now=NOW)
    stored = StoredFile.objects.defer("content").get()
    known = storing.answer(StoredFile.objects.get(), RequestFactory().get("/"))["ETag"]
    with CaptureQueriesContext(connection) as queries:
        answer = storing.answer(stored, RequestFactory().get("/", headers={"If-None-Match": known}))
    assert (answer.status_code, answer.content, len(queries)) == (304, b"", 0)


def test_a_small_one_is_small(cast: Cast) -> None:
    made = storing.store_picture(upload(), by=None, now=NOW)
    answer = storing.answer_small(made, RequestFactory().get("/"))
    assert Image.open(io.BytesIO(answer.content)).size == (160, 120)
    assert answer["ETag"] != storing.answer(made, RequestFactory().get("/"))["ETag"]
