"""The public form under attack: people notice nothing but a list of marked arrivals."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sapa.customers.models import Customer
from sapa.pipeline import screening
from sapa.pipeline.models import Inquiry
from sapa.pipeline.tests.test_receiving_an_arrival import ADDRESS, forget, send, stamp_on
from sapa.testing import Cast

SCRIPT = "<script>alert(1)</script>"
FIELDS = ("name", "phone", "email", "village", "message")


@pytest.fixture(autouse=True)
def nobody_came_before(monkeypatch: pytest.MonkeyPatch) -> None:
    forget(monkeypatch)


def post(body: bytes | dict[str, Any], kind: str = "application/x-www-form-urlencoded", **more: Any) -> Any:
    if isinstance(body, dict):
        return Client().post(ADDRESS, body, **more)
    return Client().generic("POST", ADDRESS, body, kind, **more)


def flood(times: int, **more: Any) -> list[int]:
    found = []
    for number in range(times):
        given = {"name": f"Robot {number}", "phone": f"08{1200000000 + number}", "consent": "on"}
        found.append(post(given, **more).status_code)
    return found


@pytest.mark.shared
def test_a_thousand_in_a_minute_leave_a_few_marked_arrivals(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sapa.pipeline.views.public.clock", lambda: 60.0)
    answers = flood(1000)
    assert set(answers) == {303, 429}
    assert answers.count(303) == 30
    assert set(Inquiry.objects.values_list("state", "why")) == {("spam", "robot"), ("spam", "flood")}
    assert Inquiry.objects.count() == 30
    assert not Customer.objects.exists()
    counted = [one.data["more"] for one in Inquiry.objects.all() if "more" in one.data]
    assert counted == [975]  # of 970; in steps of 25


def test_day_after_day_it_stays_bounded(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screening.MARKED_PER_DAY, "limit", 45)
    for minute in range(3):
        monkeypatch.setattr("sapa.pipeline.views.public.clock", lambda at=minute: 86_400.0 + 60 * at)
        flood(40)
    assert Inquiry.objects.count() == 45


def test_what_is_only_counted_costs_no_page_and_no_row(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sapa.pipeline.views.public.clock", lambda: 60.0)
    flood(40)
    with CaptureQueriesContext(connection) as asked:
        assert flood(9) == [429] * 9
    assert len(asked) == 9 * 2  # the organisation and its form


def test_a_neighbour_is_served_meanwhile(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sapa.pipeline.views.public.clock", lambda: 60.0)
    flood(100)
    client = Client(REMOTE_ADDR="198.51.100.4")
    assert send(client=client).status_code == 303
    assert Customer.objects.get().name == "Bu Sumi"


def test_a_real_page_sent_by_a_program_is_marked_after_the_first(cast: Cast) -> None:
    for number in range(5):
        assert send(phone=f"08123456789{number}").status_code == 303
    assert list(Inquiry.objects.order_by("pk").values_list("state", "why")) == [("new", "")] + [("spam", "robot")] * 4


@pytest.mark.parametrize("field", FIELDS)
def test_a_script_is_kept_as_words_and_marked(cast: Cast, field: str) -> None:
    assert send(**{field: SCRIPT}).status_code == 303
    kept = Inquiry.objects.get()
    assert (kept.state, kept.why) == ("spam", "script")
    assert not Customer.objects.exists()
    page = cast.client(cast.sari).get("/maju-bersama/arrivals/?state=spam").text
    assert SCRIPT not in page
    assert ("&lt;script&gt;" in page) or field in {"village", "email"}


@pytest.mark.parametrize("field", FIELDS)
def test_an_oversized_field_is_cut_and_marked(cast: Cast, field: str) -> None:
    assert send(**{field: "a" * 20_000}).status_code == 303
    kept = Inquiry.objects.get()
    assert (kept.state, kept.why) == ("spam", "size")
    assert max(len(kept.name), len(kept.phone), len(kept.email), len(kept.message)) <= 2000


def test_an_oversized_body_is_not_even_read(cast: Cast) -> None:
    assert post(b"name=" + b"a" * 200_000).status_code == 413
    assert post({"name": "a" * 200_000}).status_code == 413
    assert set(Inquiry.objects.values_list("state", "why", "name")) == {("spam", "size", "")}


@pytest.mark.parametrize("name", [b"S%00umi", b"Caf%E9", b"Caf\xe9", b"%ED%A0%80", b"%FF%FE", b"Sumi%07"])
def test_wrong_encodings_are_marked(cast: Cast, name: bytes) -> None:
    stamp = stamp_on(Client().get(ADDRESS)).encode()
    answer = post(b"phone=081234567890&consent=on&stamp=" + stamp + b"&name=" + name)
    assert answer.status_code in {303, 422}
    assert "\x00" not in "".join(Customer.objects.values_list("name", flat=True))
    if name not in {b"Caf%E9", b"Caf\xe9"}:  # Django reads these as Latin-1 where they are no UTF-8
        assert Inquiry.objects.get().why == "encoding"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"name=x", "application/x-www-form-urlencoded; charset=nonsense"),
        (b"nothing", "multipart/form-data"),
        (b"--x\r\nnothing", "multipart/form-data; boundary=x"),
        (b"&".join(b"a%d=1" % number for number in range(4000)), "application/x-www-form-urlencoded"),
        (b'{"name": 1}', "application/json"),
        (b"", "application/x-www-form-urlencoded"),
    ],
)
def test_a_body_that_is_no_form_is_no_error_of_ours(cast: Cast, body: bytes, kind: str) -> None:
    assert post(body, kind).status_code in {303, 400, 413, 422}
    assert not Customer.objects.exists()


def test_the_trap_and_links_are_marked(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for given, why in [
        ({"website": "http://x.example"}, "trap"),
        ({"message": "http://a.example http://b.example"}, "links"),
        ({"name": "www.murah.example"}, "links"),
    ]:
        forget(monkeypatch)
        send(**given)  # type: ignore[arg-type]
        assert Inquiry.objects.latest("pk").why == why
    forget(monkeypatch)
    send(message="Lihat https://toko.example")
    assert Inquiry.objects.latest("pk").state == "new"


def test_a_made_up_stamp_and_that_of_another_organisation_are_marked(cast: Cast, monkeypatch: Any) -> None:
    for stamp in ("x.1.1.1:abc", stamp_on(Client().get("/public/forms/ud-asing/"))):
        forget(monkeypatch)
        assert send(stamp=stamp).status_code == 303
        assert Inquiry.objects.latest("pk").why == "robot"


def test_people_see_only_marked_arrivals(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sapa.pipeline.views.public.clock", lambda: 60.0)
    flood(60)
    client = cast.client(cast.sari)
    assert "Robot" not in client.get("/maju-bersama/customers/").text
    assert "Robot" not in client.get("/maju-bersama/").text
    assert "Robot" not in client.get("/maju-bersama/arrivals/").text
    assert "Robot" in client.get("/maju-bersama/arrivals/?state=spam").text
