"""The list and the calendar show what a member may see, by day, and cost the same for any number of rows."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sapa.activities.agenda import IN_MONTH, Agenda
from sapa.activities.filter import Filter
from sapa.activities.models import Activity
from sapa.customers.models import Customer
from sapa.customers.tests.making import make
from sapa.team.models import Member
from sapa.testing import Cast

LIST, CALENDAR = "/maju-bersama/activities/", "/maju-bersama/activities/calendar/"
TODAY = date(2026, 11, 22)


@pytest.fixture
def ani(cast: Cast) -> Customer:
    return make(cast.budi, "Ani")


def put(member: Member, title: str, due_on: date, **fields: Any) -> Activity:
    return Activity.objects.create(title=title, due_on=due_on, assigned_to=member, created_by=member, **fields)


def titles(response: Any) -> list[str]:
    return [activity.title for activity in response.context["page"].rows]


def test_the_list_shows_mine_first_and_a_supervisors_team(cast: Cast) -> None:
    put(cast.budi, "Budi", TODAY)
    put(cast.tono, "Tono", TODAY)
    put(cast.wati, "Wati", TODAY)
    assert titles(cast.client(cast.tono).get(LIST)) == ["Tono"]
    assert titles(cast.client(cast.tono).get(f"{LIST}?whose=team")) == ["Budi", "Tono"]
    assert titles(cast.client(cast.tono).get(f"{LIST}?member={cast.budi.pk}")) == ["Budi"]
    assert titles(cast.client(cast.tono).get(f"{LIST}?member={cast.wati.pk}")) == ["Tono"]
    assert titles(cast.client(cast.sari).get(f"{LIST}?whose=all")) == ["Budi", "Tono", "Wati"]
    assert titles(cast.client(cast.darma).get(LIST)) == ["Budi", "Tono", "Wati"]
    assert titles(cast.client(cast.budi).get(f"{LIST}?whose=all")) == ["Budi"]


def test_the_list_is_narrowed_by_kind_state_aim_and_period(cast: Cast) -> None:
    put(cast.budi, "Lalu", date(2020, 1, 6), kind="call", aim="selling")
    put(cast.budi, "Nanti", date(2199, 1, 4), kind="visit")
    done = put(cast.budi, "Selesai", date(2020, 1, 5))
    Activity.objects.filter(pk=done.pk).update(completed_at="2020-01-05T03:00Z", completed_by=cast.budi)
    client = cast.client(cast.budi)
    expected = {
        "": ["Lalu", "Nanti"], "state=overdue": ["Lalu"], "state=done": ["Selesai"],
        "state=all": ["Nanti", "Lalu", "Selesai"],
        "kind=visit": ["Nanti"], "aim=selling": ["Lalu"], "since=2021-01-01": ["Nanti"], "until=2021-01-01": ["Lalu"],
        "kind=nonsense&since=once": ["Lalu", "Nanti"],
    }  # fmt: skip
    for query, found in expected.items():
        assert titles(client.get(f"{LIST}?{query}")) == found, query
    assert "late" in client.get(f"{LIST}?state=overdue").content.decode()


def test_the_list_pages_and_asks_the_same_number_of_queries(cast: Cast, ani: Customer) -> None:
    def ask(url: str) -> tuple[Any, int]:
        with CaptureQueriesContext(connection) as asked:
            response = cast.client(cast.sari).get(url)
        return response, len(asked)

    put(cast.sari, "0", TODAY, customer=ani)
    cast.client(cast.sari).get(LIST)
    few = ask(f"{LIST}?whose=all")[1]
    for number in range(1, 60):
        put(cast.budi, str(number), TODAY + timedelta(days=number), customer=ani)
    response, many = ask(f"{LIST}?whose=all")
    assert len(titles(response)) == 25
    assert many <= min(few + 1, 12)
    following = cast.client(cast.sari).get(f"{LIST}?whose=all&after={response.context['page'].next}")
    assert titles(following)[0] == "25"


def test_the_month_shows_a_few_of_a_day_and_counts_the_rest(cast: Cast) -> None:
    for number in range(7):
        put(cast.budi, f"Tugas {number}", TODAY, starts_at=time(15 - number))
    put(cast.budi, "Sepanjang hari", TODAY)
    gone = put(cast.budi, "Batal", TODAY)
    Activity.objects.filter(pk=gone.pk).update(cancelled_at="2026-11-22T03:00Z")
    days = Agenda(Filter({}, cast.budi, TODAY), "month", TODAY, "id").days()
    day = next(day for day in days if day.date == TODAY)
    assert [item.title for item in day.items] == ["Sepanjang hari", "Tugas 6", "Tugas 5", "Tugas 4"]
    assert (len(day.items), day.count, day.more, day.today) == (IN_MONTH, 8, 4, True)
    assert (days[0].date, days[-1].date) == (date(2026, 10, 26), date(2026, 12, 6))


def test_a_week_stands_in_hours_that_reach_as_far_as_needed(cast: Cast, ani: Customer) -> None:
    put(cast.budi, "Subuh", TODAY, starts_at=time(4, 30), customer=ani)
    put(cast.budi, "Malam", TODAY, starts_at=time(21))
    agenda = Agenda(Filter({}, cast.budi, TODAY), "week", TODAY, "id")
    days = agenda.days()
    assert (days[0].date, days[-1].date) == (date(2026, 11, 16), TODAY)
    assert agenda.hours(days) == range(4, 22)
    slots = days[-1].slots(agenda.hours(days))
    assert [(slot.at, [item.title for item in slot.items]) for slot in slots if slot.items] == [
        (time(4), ["Subuh"]),
        (time(21), ["Malam"]),
    ]
    assert slots[1].items[0].customer == "Ani"


def test_the_calendar_shows_holidays(cast: Cast) -> None:
    page = cast.client(cast.budi).get(f"{CALENDAR}?view=month&on=2026-12-10").content.decode()
    assert "Hari Raya Natal" in page
    assert "Cuti Bersama Hari Raya Natal" in page
    page = cast.client(cast.budi).get(f"{CALENDAR}?view=day&on=2027-03-08").content.decode()
    assert "Hari Suci Nyepi" in page


@pytest.mark.parametrize("view", ["day", "week", "month", "year"])
@pytest.mark.parametrize("on", ["2026-11-22", "1900-01-01", "2199-12-31", "soon", ""])
def test_any_address_of_the_calendar_answers(cast: Cast, view: str, on: str) -> None:
    assert cast.client(cast.budi).get(f"{CALENDAR}?view={view}&on={on}").status_code == 200


def test_the_calendar_shows_only_what_one_may_see(cast: Cast) -> None:
    put(cast.budi, "Milik Budi", TODAY)
    put(cast.wati, "Milik Wati", TODAY)
    for view in ("day", "week", "month"):
        url = f"{CALENDAR}?view={view}&on=2026-11-22&whose=all"
        assert "Milik Wati" not in cast.client(cast.budi).get(url).content.decode()
        page = cast.client(cast.sari).get(url).content.decode()
        assert "Milik Wati" in page
        assert "Milik Budi" in page
        assert 'draggable="true"' not in cast.client(cast.darma).get(url).content.decode()


@pytest.mark.parametrize("view", ["week", "month"])
def test_the_calendar_asks_the_same_number_of_queries(cast: Cast, ani: Customer, view: str) -> None:
    def ask() -> int:
        with CaptureQueriesContext(connection) as asked:
            cast.client(cast.sari).get(f"{CALENDAR}?view={view}&on=2026-11-22&whose=all")
        return len(asked)

    ask()
    few, whose = ask(), {"assigned_to": cast.budi, "created_by": cast.budi}
    Activity.objects.bulk_create(
        Activity(title=str(n), due_on=TODAY + timedelta(days=n % 9 - 4), customer=ani, **whose) for n in range(200)
    )
    assert ask() == few <= 12


def test_a_title_cannot_speak_html(cast: Cast) -> None:
    put(cast.budi, "<script>alert(1)</script>", TODAY)
    page = cast.client(cast.budi).get(f"{CALENDAR}?view=month&on=2026-11-22").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
