"""Answers are compressed as the browser reads them."""

import gzip

import brotli
import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from sapa.web.compressing import CompressionMiddleware, compressed

PAGE = b"<!DOCTYPE html><title>Pelanggan</title>" + b"<p>Bu Sri Rahayu, Desa Ponggok</p>" * 100
BROWSER = "gzip, deflate, br, zstd"


def answered(accepts: str, response: HttpResponseBase | None = None) -> HttpResponseBase:
    request: HttpRequest = RequestFactory().get("/", headers={"Accept-Encoding": accepts} if accepts else {})
    return CompressionMiddleware(lambda _request: response or HttpResponse(PAGE, headers={"ETag": '"a"'}))(request)


def test_a_browser_of_today_gets_brotli() -> None:
    response = answered(BROWSER)
    assert isinstance(response, HttpResponse)
    assert response["Content-Encoding"] == "br"
    assert response["Content-Length"] == str(len(response.content))
    assert (response["Vary"], response["ETag"]) == ("Accept-Encoding", 'W/"a"')
    assert brotli.decompress(response.content) == PAGE


@pytest.mark.parametrize("accepts", ["gzip, deflate", "br;q=0, gzip", "gzip, br; q=0.0", "brown, gzip"])
def test_one_that_reads_no_brotli_gets_gzip(accepts: str) -> None:
    response = answered(accepts)
    assert isinstance(response, HttpResponse)
    assert response["Content-Encoding"] == "gzip"
    assert gzip.decompress(response.content) == PAGE


def test_a_preference_below_one_is_still_brotli() -> None:
    assert answered("gzip;q=1.0, br;q=0.5")["Content-Encoding"] == "br"


def test_who_asks_for_nothing_gets_the_page_as_it_is() -> None:
    response = answered("")
    assert isinstance(response, HttpResponse)
    assert not response.has_header("Content-Encoding")
    assert response.content == PAGE


def test_what_is_short_or_compressed_already_is_left_alone() -> None:
    assert not answered(BROWSER, HttpResponse(b"ok")).has_header("Content-Encoding")
    done = HttpResponse(PAGE, headers={"Content-Encoding": "zstd"})
    assert answered(BROWSER, done)["Content-Encoding"] == "zstd"


def test_what_streams_goes_as_gzip() -> None:
    response = answered(BROWSER, StreamingHttpResponse([PAGE, PAGE]))
    assert isinstance(response, StreamingHttpResponse)
    assert gzip.decompress(b"".join(response)) == PAGE * 2  # type: ignore[arg-type]


def test_the_length_does_not_tell_what_is_in_a_page() -> None:
    lengths = {len(compressed(PAGE, 100)) for _ in range(200)}
    assert len(lengths) > 20
    assert max(lengths) - min(lengths) < 100


@pytest.mark.parametrize("most", [1, 2, 100, 256])
def test_any_padding_can_be_read(most: int) -> None:
    assert all(brotli.decompress(compressed(PAGE, most)) == PAGE for _ in range(50))
