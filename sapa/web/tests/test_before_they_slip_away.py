"""Whom to greet before they slip away, and whom to thank for a first purchase: below the day's list."""

from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from sapa.activities.planning import plan
from sapa.activities.touching import log
from sapa.customers.models import Customer
from sapa.lifecycle import keeping
from sapa.lifecycle.tests.telling import bought, person
from sapa.team.models import Member
from sapa.testing import Cast
from sapa.web.today.rhythm import rhythm

URL = "/maju-bersama/today/rhythm/"


def today() -> date:
    return timezone.localdate()


def late(cast: Cast, name: str, owner: Member, last: int = 21, **fields: Any) -> Customer:
    """Buys every fortnight, and last so many days ago."""
    customer = person(owner, name, **fields)
    for turn in range(8):
        bought(customer, today() - timedelta(days=last + 14 * turn))
    return customer


def shown(cast: Cast, member: Member, language: str = "id") -> list[tuple[str, str]]:
    keeping.run_pass(cast.organization, on=today(), now=timezone.now())
    with translation.override(language):
        return [(item.title, item.reason) for item in rhythm(member, today())]


def test_who_is_late_stands_first_and_who_bought_once_after(cast: Cast) -> None:
    late(cast, "Bu Siti", cast.budi)
    late(cast, "Pak Umar", cast.budi, last=5)  # on rhythm
    late(cast, "Bu Tini", cast.budi, last=60)  # slipped
    bought(person(cast.budi, "Heni"), today() - timedelta(days=9))
    bought(person(cast.budi, "Yuli"), today() - timedelta(days=3))  # not yet
    bought(person(cast.budi, "Lama"), today() - timedelta(days=40))  # long ago
    due, slips, first = (today() + timedelta(days=days) for days in (-7, 2, -9))
    assert shown(cast, cast.budi, "en") == [
        ("Bu Siti", f"buys every 14 days, was due on {said(due)}; their rhythm ends on {said(slips)}"),
        ("Heni", f"bought for the first time on {said(first)}: thank them"),
    ]
    assert shown(cast, cast.budi)[1][1].startswith("membeli pertama kali")


def said(day: date) -> str:
    return f"{day.day} {day:%b} {day.year}"


def test_a_greeting_takes_them_off_and_a_plan_waits_for_its_day(cast: Cast) -> None:
    greeted, planned = late(cast, "Bu Siti", cast.budi), late(cast, "Pak Umar", cast.budi)
    assert len(shown(cast, cast.budi)) == 2
    log(greeted, touch_point="phone", outcome="talked", by=cast.budi)
    plan(title="Tanya kabar", due_on=today() + timedelta(days=1), customer=planned, by=cast.budi)
    assert shown(cast, cast.budi) == []


def test_everybody_has_their_own(cast: Cast) -> None:
    late(cast, "Bu Siti", cast.budi)
    assert [len(shown(cast, one)) for one in (cast.budi, cast.wati, cast.sari, cast.darma)] == [1, 0, 0, 0]


def test_it_is_a_page_and_a_part_of_today(cast: Cast) -> None:
    customer = late(cast, "Bu Siti", cast.budi)
    shown(cast, cast.budi)
    browser = cast.client(cast.budi)
    assert f'hx-get="{URL}"' in browser.get("/maju-bersama/").text
    part = browser.get(URL, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert f'activities/customers/{customer.pk}/touches/new/?next=/maju-bersama/"' in part
    assert "<html" in browser.get(URL).text
    assert "Tidak ada yang terlambat" in cast.client(cast.wati).get(URL).text
    assert "touches/new/" not in cast.client(cast.darma).get(URL).text


def test_it_takes_few_queries_however_many_there_are(cast: Cast) -> None:
    asked = {}
    for rows in (2, 12):
        for number in range(rows):
            late(cast, f"Bu {rows} {number}", cast.budi)
        shown(cast, cast.budi)
        cast.client(cast.budi).get(URL)
        with CaptureQueriesContext(connection) as queries:
            assert cast.client(cast.budi).get(URL).status_code == 200
        asked[rows] = len(queries)
    assert asked[2] == asked[12] <= 12
    assert len(shown(cast, cast.budi)) == 10
