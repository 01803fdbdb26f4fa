"""Pages on their way, made small: by brotli, which is a fifth smaller and quicker than gzip, where a browser reads it.

Browsers do over HTTPS and on their own machine; others are answered in gzip.
"""

import re
from secrets import randbelow

import brotli
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import patch_vary_headers

READS_BROTLI = re.compile(r"\bbr\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$|\s))")
QUALITY = 4  # 150 kB in 1.5 ms to 13.8 kB; gzip takes 2 ms to 16
FEWEST = 200  # bytes that are worth it


class CompressionMiddleware(GZipMiddleware):
    """Compresses an answer as the browser reads it. What streams is left to gzip."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not self._takes_brotli(request, response):
            return super().process_response(request, response)
        assert isinstance(response, HttpResponse)
        patch_vary_headers(response, ("Accept-Encoding",))
        content = compressed(response.content, self.max_random_bytes)
        if len(content) >= len(response.content):
            return response
        response.content = content
        response["Content-Length"] = str(len(content))
        response["Content-Encoding"] = "br"
        etag = response.get("ETag", "")
        if etag.startswith('"'):
            response["ETag"] = f"W/{etag}"
        return response

    def _takes_brotli(self, request: HttpRequest, response: HttpResponseBase) -> bool:
        if response.streaming or response.has_header("Content-Encoding"):
            return False
        if not READS_BROTLI.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
            return False
        return isinstance(response, HttpResponse) and len(response.content) >= FEWEST


def compressed(content: bytes, most: int) -> bytes:
    """By brotli, with up to `most` bytes that say nothing, so that nobody learns from the length what is in a page.

    (As Django's gzip does against BREACH.) They stand in a block of metadata, which readers skip: RFC 7932, 9.2.
    """
    compressor = brotli.Compressor(quality=QUALITY)
    body = compressor.process(content) + compressor.flush()  # to the end of a byte
    padding = randbelow(most) + 1
    head = 0b0110 | 1 << 4 | (padding - 1) << 6  # not the last block; metadata, whose length takes one byte
    return body + head.to_bytes(2, "little") + bytes(padding) + compressor.finish()
