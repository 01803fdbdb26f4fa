"""Storing pictures and papers, and giving them out again."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from sapa.files.models import StoredFile
from sapa.lib import pictures
from sapa.lib.pictures import MOST, Picture

THUMB = 160  # pixels: what a list shows, twice as dense as it looks
EXTENSIONS = {"image/webp": "webp", "image/png": "png"}
A_DAY = 24 * 60 * 60


class Keeper(Protocol):
    """Whoever stores a file: in practice a team.Member."""

    pk: int


def store_picture(upload: UploadedFile, *, by: Keeper | None, now: datetime, most: int = MOST) -> StoredFile:
    """Look at an upload, make it small and upright, and store it. Raises lib.pictures.InvalidPicture."""
    return store(pictures.shrink(upload.read(), most), name=upload.name or "", by=by, now=now)


def store_drawing(drawn: str | bytes, *, by: Keeper | None, now: datetime, name: str = "signature") -> StoredFile:
    """Store a signature: a PNG, or the data URL of one. Raises lib.pictures.InvalidPicture."""
    return store(pictures.drawing(drawn), name=name, by=by, now=now)


def store(picture: Picture, *, name: str, by: Keeper | None, now: datetime) -> StoredFile:
    """Store a picture that was looked at. The same picture again is the row that is there: rows never change."""
    sha256 = hashlib.sha256(picture.content).hexdigest()
    twin = StoredFile.objects.filter(sha256=sha256, content_type=picture.content_type).defer("content").first()
    if twin is not None:
        return twin
    return StoredFile.objects.create(
        name=_named(name, picture.content_type),
        content_type=picture.content_type,
        content=picture.content,
        size=len(picture.content),
        sha256=sha256,
        width=picture.width,
        height=picture.height,
        by_id=by.pk if by else None,
        at=now,
    )


def answer(stored: StoredFile, request: HttpRequest) -> HttpResponse:
    """The file itself, as a download that an <img> may show too. Read `stored` with `defer("content")`:
    a browser that has it already is told so, and the bytes stay where they are.
    """
    return _answer(request, stored, stored.sha256, lambda: (bytes(stored.content), stored.content_type))


def answer_small(stored: StoredFile, request: HttpRequest, most: int = THUMB) -> HttpResponse:
    """The same picture at most `most` pixels long, for lists."""

    def small() -> tuple[bytes, str]:
        picture = pictures.shrink(bytes(stored.content), most)
        return picture.content, picture.content_type

    return _answer(request, stored, f"{stored.sha256}-{most}", small)


def _answer(request: HttpRequest, stored: StoredFile, mark: str, read: Callable[[], tuple[bytes, str]]) -> HttpResponse:
    etag = f'"{mark}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        content, content_type = read()
        response = HttpResponse(content, content_type=content_type)
        disposition = content_disposition_header(as_attachment=True, filename=stored.name)
        response["Content-Disposition"] = disposition or "attachment"
    response["ETag"] = etag
    response["Cache-Control"] = f"private, max-age={A_DAY}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _named(name: str, content_type: str) -> str:
    stem = name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0].strip() or "picture"
    return f"{stem[:110]}.{EXTENSIONS[content_type]}"
