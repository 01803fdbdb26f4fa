"""The day's list by e-mail: at six, once, in the member's language, to whom it was promised."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core import mail

from sapa.activities.models import Activity
from sapa.activities.planning import plan
from sapa.customers import keeping
from sapa.events.models import Event
from sapa.team.models import Member
from sapa.tenancy.models import Organization
from sapa.testing import Cast
from sapa.web import morning
from sapa.web.models import MorningMail

ON = date(2026, 11, 23)
SIX_WIB = datetime(2026, 11, 22, 23, 5, tzinfo=UTC)
SWITCH = "/maju-bersama/today/mail/"


def wishes(member: Member, language: str = "id") -> None:
    assert member.user is not None
    member.user.language = language
    member.user.save()
    Member.objects.filter(pk=member.pk).update(morning_mail=True)


def work(member: Member) -> Activity:
    made = keeping.create(by=member, fields={"name": "Bu Tini"}, phones=[("+6281234567890", "")])
    return plan(title="Antar <contoh>", due_on=ON - timedelta(days=3), by=member, customer=made)


def send(cast: Cast, member: Member, now: datetime = SIX_WIB) -> bool:
    return morning.send(cast.organization.pk, member.pk, now)


def waiting(cast: Cast, now: datetime = SIX_WIB) -> list[int]:
    return morning.waiting_members(cast.organization.pk, now)


def test_it_says_what_waits_with_links_and_a_way_out(cast: Cast) -> None:
    wishes(cast.budi)
    task = work(cast.budi)
    assert send(cast, cast.budi)
    (message,) = mail.outbox
    html = message.alternatives[0].content  # type: ignore[attr-defined]
    assert message.to == ["budi@example.id"]
    assert message.subject == "Senin, 23 November 2026: 1 yang perlu dikerjakan"
    assert "1. Antar <contoh> (Bu Tini)\n   terlambat 3 hari\n" in message.body
    assert f"{settings.BASE_URL}/maju-bersama/activities/{task.pk}/" in message.body
    assert f"{settings.BASE_URL}{SWITCH}" in message.body
    assert "Antar &lt;contoh&gt;" in html
    assert f'href="{settings.BASE_URL}{SWITCH}"' in html
    assert message.extra_headers["List-Unsubscribe"] == f"<{settings.BASE_URL}{SWITCH}>"


def test_it_speaks_the_members_language(cast: Cast) -> None:
    wishes(cast.budi, "en")
    work(cast.budi)
    send(cast, cast.budi)
    assert mail.outbox[0].subject == "Monday, 23 November 2026: 1 to do"
    assert "3 days late" in mail.outbox[0].body


def test_a_second_worker_sends_nothing(cast: Cast) -> None:
    wishes(cast.budi)
    work(cast.budi)
    assert waiting(cast) == [cast.budi.pk]
    assert [send(cast, cast.budi), send(cast, cast.budi)] == [True, False]
    assert (len(mail.outbox), MorningMail.objects.count(), waiting(cast)) == (1, 1, [])
    assert waiting(cast, SIX_WIB + timedelta(days=1)) == [cast.budi.pk]


def test_nothing_is_sent_where_there_is_nothing_or_nobody_wants_it(cast: Cast) -> None:
    wishes(cast.budi)
    work(cast.wati)
    assert [send(cast, cast.budi), send(cast, cast.wati)] == [False, False]
    assert waiting(cast) == [cast.budi.pk]
    assert not MorningMail.objects.exists()


def test_who_has_left_or_has_no_address_gets_none(cast: Cast) -> None:
    wishes(cast.budi)
    wishes(cast.wati)
    Member.objects.filter(pk=cast.budi.pk).update(left_at=SIX_WIB)
    assert cast.wati.user is not None
    cast.wati.user.email = ""
    cast.wati.user.save()
    assert waiting(cast) == []


def test_public_holidays_are_free(cast: Cast) -> None:
    wishes(cast.budi)
    assert waiting(cast, datetime(2026, 12, 24, 23, 5, tzinfo=UTC)) == []
    assert waiting(cast, datetime(2026, 12, 25, 23, 5, tzinfo=UTC)) == [cast.budi.pk]


@pytest.mark.parametrize(
    ("zone", "hours"), [("Asia/Jakarta", [23, 0, 1]), ("Asia/Makassar", [22, 23, 0]), ("Asia/Jayapura", [21, 22, 23])]
)
def test_it_is_six_in_each_zone_at_its_own_time(cast: Cast, zone: str, hours: list[int]) -> None:
    Organization.objects.filter(pk=cast.organization.pk).update(time_zone=zone)
    moments = [datetime(2026, 11, 22, hour, 5, tzinfo=UTC) for hour in range(24)]
    found = [now.hour for now in moments if cast.organization.pk in morning.due_organizations(now)]
    assert sorted(found) == sorted(hours)


def test_what_the_mail_server_refused_is_tried_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    wishes(cast.budi)
    work(cast.budi)

    def refuse(*_given: Any) -> None:
        raise OSError("no mail server")

    with monkeypatch.context() as patch, pytest.raises(OSError, match="no mail server"):
        patch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
        send(cast, cast.budi)
    assert waiting(cast) == [cast.budi.pk]
    assert send(cast, cast.budi)


def test_each_member_switches_it_for_themselves(cast: Cast) -> None:
    browser = cast.client(cast.budi)
    assert browser.get(SWITCH).status_code == 200
    for _time in range(2):
        assert browser.post(SWITCH, {"wanted": "1"}).status_code == 303
    assert list(Member.objects.filter(morning_mail=True)) == [cast.budi]
    browser.post(SWITCH, {"wanted": "0"})
    assert not Member.objects.filter(morning_mail=True).exists()
    kinds = ["member.mail_wished", "member.mail_declined"]
    assert list(Event.objects.filter(kind__in=kinds).order_by("pk").values_list("kind", flat=True)) == kinds


def test_the_switch_is_found_from_ones_own_login(cast: Cast) -> None:
    assert 'href="/maju-bersama/today/mail/"' in cast.client(cast.budi).get("/account/").text
