"""In the pages a call is logged in two taps, and what is planned is done, put off, handed over and changed."""

from datetime import date, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from sapa.activities import planning, touching
from sapa.activities.models import Activity, Interaction
from sapa.customers.models import Contact, Customer
from sapa.customers.tests.making import make
from sapa.events.models import Event
from sapa.testing import Cast

ACTIVITIES = "/maju-bersama/activities/"
LATER = date(2026, 11, 27)


@pytest.fixture
def ani(cast: Cast) -> Customer:
    return make(cast.budi, "Ani", honorific="Bu")


@pytest.fixture
def call(cast: Cast, ani: Customer) -> Activity:
    return planning.plan(title="Tawarkan katering", due_on=date(2026, 11, 25), kind="call", customer=ani, by=cast.budi)


def test_a_call_is_logged_with_a_tap_on_its_outcome(cast: Cast, ani: Customer) -> None:
    url, client = f"{ACTIVITIES}customers/{ani.pk}/touches/new/", cast.client(cast.budi)
    page = client.get(url).content.decode()
    assert 'name="outcome" value="no_answer"' in page
    assert page.count("<button") >= 8
    data = {"touch_point": "phone", "direction": "out", "outcome": "interested", "once": str(uuid4())}
    for _again in range(2):
        answer = client.post(url, data)
        assert (answer.status_code, answer["Location"]) == (
            303,
            f"/maju-bersama/activities/customers/{ani.pk}/tasks/new/?logged=1",
        )
    logged = Interaction.objects.get()
    assert (logged.outcome, logged.touch_point, logged.purpose) == ("interested", "phone", "relationship")
    assert client.get(answer["Location"]).context["logged"]
    assert client.post(url, {**data, "outcome": "sang"}).status_code == 422


def test_in_a_dialog_the_form_of_what_is_next_follows_at_once(cast: Cast, ani: Customer) -> None:
    url = f"{ACTIVITIES}customers/{ani.pk}/touches/new/"
    data = {"touch_point": "phone", "direction": "out", "outcome": "talked", "once": str(uuid4())}
    answer = cast.client(cast.budi).post(url, data, headers={"X-Sapa-Dialog": "1"})
    assert answer.status_code == 200
    assert f'action="/maju-bersama/activities/customers/{ani.pk}/tasks/new/"' in answer.content.decode()


def test_from_the_day_it_leads_back_to_the_day(cast: Cast, ani: Customer) -> None:
    client, day = cast.client(cast.budi), "/maju-bersama/"
    url = f"{ACTIVITIES}customers/{ani.pk}/touches/new/"
    assert f'name="next" value="{day}"' in client.get(f"{url}?next={day}").content.decode()
    data = {"touch_point": "phone", "direction": "out", "outcome": "talked", "once": str(uuid4()), "next": day}
    page = client.post(url, data, headers={"X-Sapa-Dialog": "1"}).content.decode()
    assert f'name="next" value="{day}"' in page
    assert f'class="btn" href="{day}"' in page  # nothing for now
    plan = {"kind": "task", "title": "Kirim contoh", "due_on": "2026-11-27", "once": str(uuid4()), "next": day}
    assert client.post(f"{ACTIVITIES}customers/{ani.pk}/tasks/new/", plan)["Location"] == day


def test_the_last_touch_point_is_offered_and_a_taps_own_is_taken(cast: Cast, ani: Customer) -> None:
    url, client, once = f"{ACTIVITIES}customers/{ani.pk}/touches/new/", cast.client(cast.budi), uuid4()
    assert client.get(url).context["form"]["touch_point"].value() == "phone"
    touching.log_tap(ani, touching.TouchPoint.WHATSAPP, by=cast.budi, uuid=once)
    assert client.get(url).context["form"]["touch_point"].value() == "whatsapp"
    form = client.get(f"{url}?touch_point=phone&once={once}").context["form"]
    assert (form["touch_point"].value(), form["once"].value()) == ("phone", str(once))


def test_a_note_names_the_person_at_an_organisation(cast: Cast) -> None:
    shop = make(cast.budi, "Toko Jaya", kind="organization")
    tini = Contact.objects.create(customer=shop, name="Tini")
    url = f"{ACTIVITIES}customers/{shop.pk}/notes/new/"
    data = {"note": "Mau pesan", "touch_point": "visit", "direction": "in", "purpose": "selling", "contact": tini.pk}
    assert cast.client(cast.budi).post(url, {**data, "outcome": "ordered"}).status_code == 303
    note = Interaction.objects.get()
    assert (note.contact, note.purpose, note.outcome) == (tini, "selling", "ordered")
    other = Contact.objects.create(customer=make(cast.budi, "Lain", kind="organization", phone=""), name="X")
    assert cast.client(cast.budi).post(url, {**data, "contact": other.pk}).status_code == 422


def test_something_is_planned_without_a_customer_or_with_one_found_by_name(cast: Cast, ani: Customer) -> None:
    url, client = f"{ACTIVITIES}new/", cast.client(cast.budi)
    assert client.get(f"{url}?on=2026-12-01&at=09:30&kind=visit").context["form"].initial["starts_at"] == time(9, 30)
    data: dict[str, Any] = {"kind": "task", "title": "Cetak brosur", "due_on": "2026-12-01", "once": str(uuid4())}
    for _again in range(2):
        assert client.post(url, data).status_code == 303
    assert Activity.objects.get().customer is None
    when = {"starts_at": "09:30", "minutes": "45", "aim": "selling"}
    with_ani = {**data, **when, "customer_text": "Ani", "once": str(uuid4())}
    assert client.post(url, with_ani).status_code == 303
    made = Activity.objects.get(customer=ani)
    assert (made.starts_at, made.minutes, made.aim) == (time(9, 30), 45, "selling")
    assert cast.client(cast.wati).post(url, {**data, "customer": ani.pk, "once": str(uuid4())}).status_code == 422
    assert Activity.objects.count() == 2


def test_done_with_what_came_of_it_and_the_next_one(cast: Cast, call: Activity) -> None:
    url, client = f"{ACTIVITIES}{call.pk}/completion/", cast.client(cast.budi)
    assert client.get(url).status_code == 200
    data = {"result": "Mau 50 kotak", "outcome": "interested", "touch_point": "whatsapp"}
    then = {"then-title": "Kirim contoh", "then-kind": "visit", "then-due_on": "2026-11-30", "then-aim": "selling"}
    assert client.post(url, {**data, **then, "then-due_on": "kapan-kapan"}).status_code == 422
    assert Activity.objects.open().get() == call
    for _again in range(2):
        assert client.post(url, {**data, **then, "then-once": str(uuid4())}).status_code == 303
    following = Activity.objects.open().get()
    assert (following.title, following.kind, following.due_on) == ("Kirim contoh", "visit", date(2026, 11, 30))
    assert (following.customer, following.assigned_to, following.aim) == (call.customer, cast.budi, "selling")
    became = Interaction.objects.get()
    assert (became.activity, became.outcome, became.touch_point) == (call, "interested", "whatsapp")


def test_it_is_postponed_and_handed_over_with_reasons(cast: Cast, call: Activity) -> None:
    client = cast.client(cast.budi)
    postpone, over = f"{ACTIVITIES}{call.pk}/postponement/", f"{ACTIVITIES}{call.pk}/handover/"
    assert client.post(postpone, {"to": "2026-11-20", "reason": "Hujan"}).status_code == 422
    assert client.post(postpone, {"to": "2026-11-27", "reason": ""}).status_code == 422
    for _again in range(2):
        assert client.post(postpone, {"to": "2026-11-27", "reason": "Hujan"}).status_code == 303
    call.refresh_from_db()
    assert (call.due_on, call.postponed) == (LATER, 1)
    assert client.post(over, {"to": cast.wati.pk}).status_code == 422
    for _again in range(2):
        client.post(over, {"to": cast.wati.pk, "reason": "Cuti"})
    call.refresh_from_db()
    assert call.assigned_to == cast.wati
    page = cast.client(cast.wati).get(f"{ACTIVITIES}{call.pk}/").content.decode()
    assert "Hujan" in page
    assert "Cuti" in page
    assert Event.objects.filter(kind__in=["task.postponed", "task.handed_over"]).count() == 2


def test_whoever_changes_it_second_sees_both_versions(cast: Cast, call: Activity) -> None:
    url, data = f"{ACTIVITIES}{call.pk}/edit/", {"kind": "call", "due_on": "2026-11-25", "version": "1"}
    assert cast.client(cast.budi).get(url).context["form"]["version"].value() == 1
    assert cast.client(cast.budi).post(url, {**data, "title": "Tawarkan snack"}).status_code == 303
    second = cast.client(cast.sari).post(url, {**data, "title": "Batal"})
    assert second.status_code == 409
    assert "Tawarkan snack" in second.content.decode()
    assert cast.client(cast.sari).post(url, {**data, "title": "Batal", "version": "2"}).status_code == 303
    assert Activity.objects.get().title == "Batal"


def test_it_is_dropped_on_another_day_and_hour(cast: Cast, call: Activity) -> None:
    url, client = f"{ACTIVITIES}{call.pk}/move/", cast.client(cast.budi)
    for _again in range(2):
        assert client.post(url, {"to": "2026-11-27", "time": "14:00", "version": 1}).status_code == 303
    call.refresh_from_db()
    assert (call.due_on, call.starts_at, call.version) == (LATER, time(14), 2)
    client.post(url, {"to": "2026-11-24", "version": 1})
    client.post(url, {"to": "2026-11-24", "time": "lunch", "version": 2})
    call.refresh_from_db()
    assert call.due_on == LATER
    client.post(url, {"to": "2026-11-24", "version": 2})
    call.refresh_from_db()
    assert (call.due_on, call.starts_at) == (date(2026, 11, 24), time(14))


def test_who_does_not_see_it_gets_404_and_who_may_not_act_403(cast: Cast, ani: Customer, call: Activity) -> None:
    posts = {
        f"customers/{ani.pk}/touches/new/": {"touch_point": "phone", "direction": "out", "outcome": "talked"},
        f"{call.pk}/completion/": {},
        f"{call.pk}/postponement/": {"to": "2026-11-27", "reason": "x"},
        f"{call.pk}/handover/": {"to": cast.wati.pk, "reason": "x"},
        f"{call.pk}/cancellation/": {"reason": "x"},
        f"{call.pk}/edit/": {"kind": "call", "title": "x", "due_on": "2026-11-27", "version": 1},
        f"{call.pk}/move/": {"to": "2026-11-27", "version": 1},
    }
    for path, data in posts.items():
        assert cast.client(cast.wati).post(ACTIVITIES + path, data).status_code == 404, path
        assert cast.client(cast.asing).post(ACTIVITIES + path, data).status_code == 404, path
        assert cast.client(cast.darma).post(ACTIVITIES + path, data).status_code == 403, path
    assert cast.client(cast.wati).get(f"{ACTIVITIES}{call.pk}/").status_code == 404
    call.refresh_from_db()
    assert (call.version, call.is_open, call.assigned_to) == (1, True, cast.budi)
    assert not Interaction.objects.exists()


def test_the_quick_days_are_todays(cast: Cast, ani: Customer) -> None:
    form = cast.client(cast.budi).get(f"{ACTIVITIES}new/").context["form"]
    today = timezone.localdate()
    days = [one.day for one in form.quick_days]
    assert days[:2] == [today, today + timedelta(days=1)]
    assert days[2].weekday() == 0
    assert days[3] == today + timedelta(days=7)
