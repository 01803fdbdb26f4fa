"""On the card a tap is remembered, a note is written, a task is planned and done."""

from datetime import UTC, date, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from sapa.activities import planning
from sapa.activities.models import Activity, Interaction
from sapa.customers.greeting import greeting
from sapa.customers.models import Customer
from sapa.customers.tests.making import make
from sapa.events.models import Event
from sapa.lib.errors import AlreadyDone
from sapa.testing import Cast

ACTIVITIES = "/maju-bersama/activities/"


@pytest.fixture
def ani(cast: Cast) -> Customer:
    return make(cast.budi, "Ani", honorific="Bu")


def test_a_tap_is_remembered_once(cast: Cast, ani: Customer) -> None:
    url = f"{ACTIVITIES}customers/{ani.pk}/taps/"
    data = {"kind": "whatsapp", "number": "+6281234567890", "uuid": uuid4().hex}
    for _again in range(2):
        assert cast.client(cast.budi).post(url, data).status_code == 204
    tap = Interaction.objects.get()
    assert (tap.customer, tap.touch_point, tap.by) == (ani, "whatsapp", cast.budi)
    assert Event.objects.get(kind="whatsapp.opened").data == {"number": "+6281234567890"}
    for wrong in ({"kind": "fax"}, {"number": "+6289999999999"}, {"uuid": "x"}):
        assert cast.client(cast.budi).post(url, {**data, **wrong}).status_code == 400
    assert Interaction.objects.count() == 1


def test_a_note_is_written_once_and_told(cast: Cast, ani: Customer) -> None:
    url = f"{ACTIVITIES}customers/{ani.pk}/notes/new/"
    data = {"note": "Minta 50 nasi kotak", "touch_point": "visit", "direction": "in", "once": str(uuid4())}
    for _again in range(2):
        assert cast.client(cast.budi).post(url, data).status_code == 303
    note = Interaction.objects.get()
    assert (note.note, note.touch_point, note.direction) == ("Minta 50 nasi kotak", "visit", "in")
    assert Event.objects.filter(kind="note.written", customer_id=ani.pk).count() == 1
    assert cast.client(cast.budi).post(url, {**data, "note": " "}).status_code == 422


def test_a_task_is_planned_done_and_opened_again(cast: Cast, ani: Customer) -> None:
    client = cast.client(cast.budi)
    data = {"kind": "call", "title": "Tanya  pesanan", "due_on": "2026-11-25", "once": str(uuid4())}
    for _again in range(2):
        assert client.post(f"{ACTIVITIES}customers/{ani.pk}/tasks/new/", data).status_code == 303
    task = Activity.objects.get()
    assert (task.title, task.due_on, task.assigned_to) == ("Tanya pesanan", date(2026, 11, 25), cast.budi)
    assert "Tanya pesanan" in client.get(f"/maju-bersama/customers/{ani.pk}/").content.decode()
    for _again in range(2):
        assert client.post(f"{ACTIVITIES}{task.pk}/completion/").status_code == 303
    task.refresh_from_db()
    assert task.completed_by == cast.budi
    assert Interaction.objects.get().touch_point == "phone"
    assert Event.objects.filter(kind="task.completed").count() == 1
    assert client.post(f"{ACTIVITIES}{task.pk}/reopening/").status_code == 303
    task.refresh_from_db()
    assert task.completed_at is None
    assert not Interaction.objects.exists()
    with pytest.raises(AlreadyDone):
        planning.reopen(task, by=cast.budi)
    assert client.post(f"{ACTIVITIES}{task.pk}/cancellation/").status_code == 303
    assert not Activity.objects.open().exists()


@pytest.mark.parametrize("day", ["", "2026-02-30", "kemarin lusa", "1026-01-01"])
def test_an_impossible_day_is_refused(cast: Cast, ani: Customer, day: str) -> None:
    data = {"kind": "task", "title": "Sapa", "due_on": day}
    assert cast.client(cast.budi).post(f"{ACTIVITIES}customers/{ani.pk}/tasks/new/", data).status_code == 422
    assert not Activity.objects.exists()


def test_only_who_leads_gives_work_to_others(cast: Cast, ani: Customer) -> None:
    data = {"kind": "task", "title": "Sapa", "due_on": "2026-11-25", "assigned_to": cast.wati.pk}
    url = f"{ACTIVITIES}customers/{ani.pk}/tasks/new/"
    cast.client(cast.budi).post(url, data)
    cast.client(cast.sari).post(url, data)
    assert [task.assigned_to for task in Activity.objects.order_by("pk")] == [cast.budi, cast.wati]


def test_who_does_not_see_the_customer_gets_404_and_who_may_not_act_403(cast: Cast, ani: Customer) -> None:
    task = planning.plan(title="Sapa", due_on=date(2026, 11, 25), by=cast.budi, customer=ani)
    urls = [f"{ACTIVITIES}customers/{ani.pk}/{verb}/" for verb in ("taps", "notes/new", "tasks/new")]
    urls += [f"{ACTIVITIES}{task.pk}/{verb}/" for verb in ("completion", "reopening", "cancellation")]
    for url in urls:
        assert cast.client(cast.wati).post(url).status_code == 404
        assert cast.client(cast.asing).post(url).status_code == 404
        assert cast.client(cast.darma).post(url).status_code == 403
        assert cast.client(cast.budi).get(url).status_code in {200, 405}
    task.refresh_from_db()
    assert (task.completed_at, task.cancelled_at) == (None, None)
    assert not Interaction.objects.exists()


@pytest.mark.parametrize(
    ("hour", "words"), [(0, "Selamat pagi"), (6, "Selamat siang"), (9, "Selamat sore"), (12, "Selamat malam")]
)
def test_the_greeting_goes_by_the_clock_of_the_organisation(cast: Cast, hour: int, words: str) -> None:
    now = datetime(2026, 11, 22, hour, tzinfo=UTC)  # seven hours behind Jakarta
    with translation.override("id"), timezone.override(ZoneInfo("Asia/Jakarta")):
        text = greeting("Pak Budi", cast.sari, now)
    assert text == f"{words}, Pak Budi. Saya Sari dari BUM Desa Maju Bersama. "
