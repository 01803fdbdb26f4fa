"""What is planned is done, put off, handed over, moved and changed: the verbs, each once."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import uuid4

import pytest

from sapa.activities import planning, rearranging, touching
from sapa.activities.models import Activity, Interaction
from sapa.activities.planning import Plan
from sapa.customers.models import Customer
from sapa.customers.tests.making import make
from sapa.events.models import Event
from sapa.lib.errors import AlreadyDone, Conflict, Refused
from sapa.testing import Cast

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
LATER = datetime(2026, 11, 22, 5, tzinfo=UTC)
DUE = date(2026, 11, 25)


@pytest.fixture
def ani(cast: Cast) -> Customer:
    return make(cast.budi, "Ani", honorific="Bu")


@pytest.fixture
def call(cast: Cast, ani: Customer) -> Activity:
    said: Any = {"purpose": "Pernah pesan", "aim": "selling", "touch_point": "whatsapp", "now": NOW}
    return planning.plan(title="Tawarkan katering", due_on=DUE, kind="call", customer=ani, by=cast.budi, **said)


def test_a_plan_keeps_why_when_and_how_long(cast: Cast, ani: Customer) -> None:
    made = planning.plan(
        title="Rapat", due_on=DUE, kind="meeting", customer=ani, by=cast.sari, assigned_to=cast.budi, now=NOW,
        purpose="Bicara harga", aim="selling", starts_at=time(9, 30), minutes=45,
    )  # fmt: skip
    made.refresh_from_db()
    assert (made.purpose, made.aim, made.starts_at, made.minutes) == ("Bicara harga", "selling", time(9, 30), 45)
    assert (made.created_by, made.assigned_to, made.created_at, made.version) == (cast.sari, cast.budi, NOW, 1)
    told = Event.objects.get(kind="task.planned")
    assert (told.at, told.data) == (NOW, {"due_on": "2026-11-25", "assigned_to": cast.budi.name})


def test_done_it_becomes_an_interaction_with_its_aim_and_touch_point(cast: Cast, ani: Customer, call: Activity) -> None:
    planning.complete(call, by=cast.budi, result="Mau 50 kotak", outcome="interested", now=NOW)
    became = Interaction.objects.get()
    assert (became.activity, became.touch_point, became.purpose) == (call, "whatsapp", "selling")
    assert (became.outcome, became.note, became.at) == ("interested", "Mau 50 kotak", NOW)
    ani.refresh_from_db()
    assert ani.touched_at == NOW
    with pytest.raises(AlreadyDone):
        planning.complete(Activity.objects.get(), by=cast.budi, now=LATER)
    assert Interaction.objects.count() == 1
    assert Event.objects.get(kind="task.completed").data == {"result": "Mau 50 kotak", "outcome": "interested"}


def test_a_task_leaves_no_interaction(cast: Cast, ani: Customer) -> None:
    task = planning.plan(title="Cetak brosur", due_on=DUE, customer=ani, by=cast.budi, touch_point="phone", now=NOW)
    planning.complete(task, by=cast.budi, now=NOW)
    ani.refresh_from_db()
    assert (Interaction.objects.count(), ani.touched_at) == (0, None)


def test_the_next_one_is_planned_in_the_same_step_and_undone_with_it(cast: Cast, call: Activity) -> None:
    after = Plan("Kirim contoh", date(2026, 11, 30), kind="visit", starts_at=time(10), uuid=uuid4())
    made = planning.complete(call, by=cast.budi, now=NOW, following=after)
    assert made is not None
    assert (made.title, made.customer, made.assigned_to, made.kind) == (
        "Kirim contoh",
        call.customer,
        cast.budi,
        "visit",
    )
    planning.reopen(call, by=cast.budi, now=LATER)
    assert list(Activity.objects.all()) == [call]
    assert Activity.objects.open().get() == call
    assert not Interaction.objects.exists()
    with pytest.raises(AlreadyDone):
        planning.reopen(call, by=cast.budi, now=LATER)


def test_the_next_one_stays_when_somebody_has_worked_on_it(cast: Cast, call: Activity) -> None:
    made = planning.complete(call, by=cast.budi, now=NOW, following=Plan("Kirim contoh", date(2026, 11, 30)))
    assert made is not None
    planning.postpone(made, to=date(2026, 12, 1), reason="", by=cast.budi, now=NOW)
    planning.reopen(call, by=cast.budi, now=LATER)
    assert Activity.objects.open().count() == 2


def test_reopening_takes_away_only_its_own_interaction(cast: Cast, ani: Customer, call: Activity) -> None:
    touching.write_note(ani, by=cast.budi, note="Sama-sama", touch_point="visit", at=NOW)
    planning.complete(call, by=cast.budi, now=NOW)
    planning.reopen(call, by=cast.budi, now=LATER)
    assert [one.note for one in Interaction.objects.all()] == ["Sama-sama"]


def test_it_is_postponed_to_a_later_day_with_a_reason(cast: Cast, call: Activity) -> None:
    planning.postpone(call, to=date(2026, 11, 27), reason="Hujan", by=cast.budi, now=NOW)
    stored = Activity.objects.get()
    assert (stored.due_on, stored.postponed, stored.version, stored.updated_at) == (date(2026, 11, 27), 1, 2, NOW)
    told = Event.objects.get(kind="task.postponed")
    assert told.data == {"from": "2026-11-25", "to": "2026-11-27", "because": "Hujan"}
    with pytest.raises(AlreadyDone):
        planning.postpone(stored, to=date(2026, 11, 27), reason="Hujan", by=cast.budi, now=NOW)
    with pytest.raises(Refused):
        planning.postpone(stored, to=DUE, reason="", by=cast.budi, now=NOW)
    assert Event.objects.filter(kind="task.postponed").count() == 1


def test_it_is_handed_over_with_a_reason(cast: Cast, call: Activity) -> None:
    stale = Activity.objects.select_related("assigned_to").get()
    planning.hand_over(call, to=cast.wati, reason="Saya cuti", by=cast.budi, now=NOW)
    assert Activity.objects.get().assigned_to == cast.wati
    told = Event.objects.get(kind="task.handed_over")
    assert told.data == {"from": cast.budi.name, "to": cast.wati.name, "because": "Saya cuti"}
    for again in (stale, call):
        with pytest.raises(AlreadyDone):
            planning.hand_over(again, to=cast.wati, reason="", by=cast.budi, now=NOW)
    cast.wati.left_at = NOW
    with pytest.raises(Refused):
        planning.hand_over(Activity.objects.get(), to=cast.wati, reason="", by=cast.budi, now=NOW)


def test_it_is_cancelled_with_a_reason_and_taken_up_again(cast: Cast, call: Activity) -> None:
    planning.cancel(call, by=cast.budi, reason="Sudah tutup", now=NOW)
    assert Event.objects.get(kind="task.cancelled").data == {"because": "Sudah tutup"}
    for verb in (planning.cancel, planning.complete):
        with pytest.raises(AlreadyDone):
            verb(Activity.objects.get(), by=cast.budi, now=LATER)
    planning.reopen(call, by=cast.budi, now=LATER)
    assert Activity.objects.open().get() == call


def test_it_is_moved_in_the_calendar_once(cast: Cast, call: Activity) -> None:
    seen = Activity.objects.get()
    where = {"to": date(2026, 11, 24), "starts_at": time(14), "by": cast.budi, "now": NOW}
    rearranging.reschedule(call, version=1, **where)
    stored = Activity.objects.get()
    assert (stored.due_on, stored.starts_at, stored.version, stored.postponed) == (date(2026, 11, 24), time(14), 2, 0)
    with pytest.raises(AlreadyDone):
        rearranging.reschedule(stored, version=1, **where)
    with pytest.raises((AlreadyDone, Conflict)):
        rearranging.reschedule(seen, version=1, **{**where, "to": DUE, "starts_at": time(8)})
    stored = Activity.objects.get()
    with pytest.raises(Conflict):
        rearranging.reschedule(stored, version=1, **{**where, "to": date(2026, 11, 28)})
    assert Event.objects.filter(kind="task.rescheduled").count() == 1


def test_a_change_is_told_and_a_second_person_meets_a_conflict(cast: Cast, call: Activity) -> None:
    rearranging.change(call, version=1, by=cast.budi, values={"title": "Tawarkan snack", "minutes": 20}, now=NOW)
    stored = Activity.objects.get()
    assert (stored.title, stored.minutes, stored.version) == ("Tawarkan snack", 20, 2)
    told = Event.objects.get(kind="task.changed").data["changes"]
    assert told == {"title": ["Tawarkan katering", "Tawarkan snack"], "minutes": [None, 20]}
    with pytest.raises(Conflict):
        rearranging.change(stored, version=1, by=cast.sari, values={"title": "Batal"}, now=LATER)
    planning.complete(stored, by=cast.budi, now=LATER)
    with pytest.raises(AlreadyDone):
        rearranging.change(stored, version=3, by=cast.sari, values={"title": "Batal"}, now=LATER)


def test_a_touch_raises_the_customers_last_touch_and_never_lowers_it(cast: Cast, ani: Customer) -> None:
    touching.log_tap(ani, touching.TouchPoint.PHONE, by=cast.budi, now=LATER)
    touching.log(ani, touch_point="phone", outcome="talked", by=cast.budi, at=NOW)
    ani.refresh_from_db()
    assert ani.touched_at == LATER


def test_what_came_of_a_tapped_call_is_written_on_the_tap(cast: Cast, ani: Customer) -> None:
    once = uuid4()
    touching.log_tap(ani, touching.TouchPoint.PHONE, by=cast.budi, uuid=once, now=NOW)
    for _again in range(2):
        touching.log(ani, touch_point="phone", outcome="no_answer", by=cast.budi, uuid=once, at=LATER)
    logged = Interaction.objects.get()
    assert (logged.outcome, logged.at, logged.direction) == ("no_answer", NOW, "out")
    assert Event.objects.filter(kind="touch.logged").count() == 1
