"""A browser without a screen: keeps its connection and its cookies, and times each answer."""

import gzip
import http.client
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin, urlsplit

import brotli

IDLE = 5  # seconds after which the server may have closed a connection that was kept
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
FIELD = re.compile(r"<(?:input|textarea|select)\b[^>]*>")
ASSET = re.compile(r'<(?:script|link|img|use)\b[^>]*?(?:src|href)="(/static/[^"#]+)[^"]*"')


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    raw: bytes
    seconds: float

    @property
    def text(self) -> str:
        coding = self.headers.get("content-encoding", "")
        body = (
            gzip.decompress(self.raw)
            if coding == "gzip"
            else brotli.decompress(self.raw)
            if coding == "br"
            else self.raw
        )
        return body.decode()


@dataclass
class Browser:
    """Talks to one server. `get` and `post` raise when the status is not one of those expected."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)  # sent with every request
    connection: http.client.HTTPConnection | None = None
    used: float = 0.0

    def get(self, path: str, expect: tuple[int, ...] = (200,)) -> Answer:
        return self.ask("GET", path, None, expect)

    def post(
        self,
        path: str,
        fields: list[tuple[str, str]],
        expect: tuple[int, ...] = (200, 204, 303),
    ) -> Answer:
        return self.ask("POST", path, urlencode(fields), expect)

    def ask(self, method: str, path: str, body: str | None, expect: tuple[int, ...]) -> Answer:
        if self.connection is None or time.monotonic() - self.used > IDLE:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = self.headers | {"Accept-Encoding": "gzip, br", "Accept-Language": "id"}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        began = time.perf_counter()
        self.connection.request(method, path, body, sent)
        response = self.connection.getresponse()
        raw = response.read()
        seconds = time.perf_counter() - began
        self.used = time.monotonic()
        for header in response.headers.get_all("Set-Cookie") or []:
            name, _, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value
        answer = Answer(
            response.status,
            {k.lower(): v for k, v in response.headers.items()},
            raw,
            seconds,
        )
        if answer.status not in expect:
            raise RuntimeError(f"{method} {path}: {answer.status}\n{answer.text[:2000]}")
        return answer

    def form(self, path: str) -> list[tuple[str, str]]:
        """The fields of the last POST form on a page, as a browser would send them untouched."""
        html = self.get(path).text
        start = html.rindex('method="post"')
        return fields_of(html[start : html.find("</form>", start)])

    def token(self, path: str) -> str:
        """A CSRF token from any page with a form."""
        found = TOKEN.search(self.get(path).text)
        if found is None:
            raise RuntimeError(f"{path} has no form")
        return found[1]

    def log_in(self, login: str, password: str) -> None:
        token = self.token("/account/login/")
        self.post(
            "/account/login/",
            [("csrfmiddlewaretoken", token), ("login", login), ("password", password)],
            expect=(302, 303),
        )

    def weight(self, path: str) -> tuple[int, int]:
        """Compressed bytes of a page with all its assets, and of the page alone."""
        page = self.get(path)
        assets = {urlsplit(urljoin(path, found)).path for found in ASSET.findall(page.text)}
        return len(page.raw) + sum(len(self.get(asset).raw) for asset in assets), len(page.raw)


def fields_of(html: str) -> list[tuple[str, str]]:
    """Names and values of the inputs in a piece of HTML: enough for our own forms, no general parser."""
    found = []
    for tag in FIELD.findall(html):
        name, value = attribute(tag, "name"), attribute(tag, "value")
        kind = attribute(tag, "type")
        if name and (kind not in {"checkbox", "radio", "submit", "button"} or " checked" in tag):
            found.append((name, value))
    return found


def attribute(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return found[1] if found else ""
