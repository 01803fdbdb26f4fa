"""A member's own calendar program reads what they have to do, at an address that only they know."""

from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from sapa.activities import feeds, planning
from sapa.activities.models import Activity, CalendarFeed
from sapa.activities.views import feeds as views
from sapa.customers.tests.making import make
from sapa.events.models import Event
from sapa.lib.errors import AlreadyDone
from sapa.lib.throttle import Throttle
from sapa.tenancy.current import no_organization, organization_scope
from sapa.testing import Cast

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
PAGE = "/maju-bersama/activities/feed/"


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PER_MINUTE", Throttle(limit=30, seconds=60))


def address(token: str, slug: str = "maju-bersama") -> str:
    return f"/public/calendar/{slug}/{token}.ics"


def read(token: str) -> Calendar:
    with no_organization():
        answer = Client().get(address(token))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "private" in answer["Cache-Control"]
    return Calendar.from_ical(answer.content)


def test_a_calendar_program_reads_what_is_to_be_done(cast: Cast) -> None:
    ani = make(cast.budi, "Ani; Wijaya, Bu")
    meeting = planning.plan(
        title="Rapat, harga; \\ baru", due_on=date(2026, 11, 25), kind="meeting", customer=ani, by=cast.budi, now=NOW,
        purpose="Baris satu\nBaris dua: " + "é" * 90, starts_at=time(9, 30), minutes=45,
    )  # fmt: skip
    task = planning.plan(title="Cetak brosur", due_on=date(2026, 11, 30), by=cast.budi, now=NOW)
    planning.plan(title="Bukan milik Budi", due_on=date(2026, 11, 30), by=cast.wati, now=NOW)
    planning.postpone(meeting, to=date(2026, 11, 26), reason="", by=cast.budi, now=NOW)
    calendar = read(feeds.make_feed(cast.budi, now=NOW))
    assert str(calendar["X-WR-CALNAME"]) == "Budi · BUM Desa Maju Bersama"
    events = {str(event["UID"]): event for event in calendar.walk("VEVENT")}
    assert set(events) == {f"{meeting.uuid}@sapa", f"{task.uuid}@sapa"}
    told = events[f"{meeting.uuid}@sapa"]
    assert str(told["SUMMARY"]) == "Pertemuan: Rapat, harga; \\ baru · Ani; Wijaya, Bu"
    assert str(told["DESCRIPTION"]) == "Baris satu\nBaris dua: " + "é" * 90
    assert told["DTSTART"].dt == datetime(2026, 11, 26, 2, 30, tzinfo=UTC)  # 09.30 WIB
    assert told["DTEND"].dt == datetime(2026, 11, 26, 3, 15, tzinfo=UTC)
    assert (told["SEQUENCE"], told["LAST-MODIFIED"].dt) == (2, NOW)
    assert str(told["URL"]) == f"http://testserver/maju-bersama/activities/{meeting.pk}/"
    whole_day = events[f"{task.uuid}@sapa"]
    assert (whole_day["DTSTART"].dt, whole_day["DTEND"].dt) == (date(2026, 11, 30), date(2026, 12, 1))


def test_no_line_is_longer_than_75_octets(cast: Cast) -> None:
    planning.plan(title="é" * 160, due_on=date(2026, 11, 30), by=cast.budi, now=NOW, purpose="😀" * 200)
    token = feeds.make_feed(cast.budi, now=NOW)
    content = Client().get(address(token)).content
    assert content.endswith(b"END:VCALENDAR\r\n")
    assert max(map(len, content.split(b"\r\n"))) <= 75
    assert str(read(token).walk("VEVENT")[0]["DESCRIPTION"]) == "😀" * 200


def test_what_was_done_long_ago_or_cancelled_is_left_out(cast: Cast) -> None:
    now = timezone.now()
    for title, days in (("Baru", 5), ("Lama", 31)):
        done = planning.plan(title=title, due_on=date(2026, 10, 1), by=cast.budi)
        planning.complete(done, by=cast.budi, now=now - timedelta(days=days))
    planning.cancel(planning.plan(title="Batal", due_on=date(2026, 11, 30), by=cast.budi), by=cast.budi)
    events = read(feeds.make_feed(cast.budi, now=now)).walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == ["✓ Tugas: Baru"]


def test_only_the_hash_is_kept_and_a_new_address_ends_the_old(cast: Cast) -> None:
    client = cast.client(cast.budi)
    shown = client.post(f"{PAGE}renewal/")
    token = shown.context["address"].rsplit("/", 1)[1].removesuffix(".ics")
    with organization_scope(cast.organization):
        kept = CalendarFeed.objects.get()
        assert kept.token_hash == sha256(token.encode()).hexdigest()
    assert token in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert token not in client.get(PAGE).content.decode()
    assert Client().get(address(token)).status_code == 200
    client.post(f"{PAGE}renewal/")
    assert Client().get(address(token)).status_code == 404
    assert Event.objects.filter(kind="calendar.shared").count() == 2


def test_a_stopped_wrong_or_strange_address_is_404(cast: Cast) -> None:
    token = feeds.make_feed(cast.budi, now=NOW)
    for wrong in (address("x" * 43), address(token, "ud-asing"), address(token, "nobody"), address("é")):
        assert Client().get(wrong).status_code == 404
    for _again in range(2):
        assert cast.client(cast.budi).post(f"{PAGE}removal/").status_code == 303
    assert Client().get(address(token)).status_code == 404
    assert Event.objects.filter(kind="calendar.stopped").count() == 1
    with pytest.raises(AlreadyDone):
        feeds.stop_feed(cast.budi, now=NOW)


def test_who_left_is_read_no_more(cast: Cast) -> None:
    token = feeds.make_feed(cast.budi, now=NOW)
    cast.budi.left_at = NOW
    cast.budi.save()
    assert Client().get(address(token)).status_code == 404


def test_reading_is_noted_once_an_hour(cast: Cast) -> None:
    feeds.make_feed(cast.budi, now=NOW)
    for minutes, noted in ((0, 0), (59, 0), (60, 60), (61, 60)):
        feeds.note_reading(CalendarFeed.objects.get(), NOW + timedelta(minutes=minutes))
        assert CalendarFeed.objects.get().read_at == NOW + timedelta(minutes=noted)


def test_somebody_who_asks_too_often_waits(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PER_MINUTE", Throttle(limit=2, seconds=10**9))
    token = feeds.make_feed(cast.budi, now=NOW)
    assert [Client().get(address(token)).status_code for _time in range(3)] == [200, 200, 429]


def test_asking_changes_nothing_of_the_activities(cast: Cast) -> None:
    task = planning.plan(title="Sapa", due_on=date(2026, 11, 30), by=cast.budi, now=NOW)
    read(feeds.make_feed(cast.budi, now=NOW))
    assert Activity.objects.get() == task
    assert Client().post(address("x")).status_code == 405
