"""Answers to costly questions, remembered until something happens."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import transaction

from sapa.customers.models import Customer
from sapa.events import answers, reacting
from sapa.events.answers import Answers
from sapa.events.models import Event
from sapa.events.recording import event, record
from sapa.lifecycle import tasks
from sapa.team.models import Member
from sapa.tenancy.current import organization_scope
from sapa.testing import Cast

BOARD = "/maju-bersama/insight/stages/"


@pytest.fixture(autouse=True)
def remembers_all(monkeypatch: pytest.MonkeyPatch, asks_anew: None) -> None:
    monkeypatch.setattr(answers, "LEAST", 0)


def names(member: Member) -> list[str]:
    rows = Customer.objects.visible_to(member).order_by("name").values_list("name", flat=True)
    return list(Answers().rows(rows))


@pytest.fixture
def person(cast: Cast) -> Customer:
    return Customer.objects.create(name="Yuni", owner=cast.budi)


def happens(customer: Customer, by: Member) -> Event:
    with transaction.atomic():
        return record("customer.changed", customer, by=by, customer_id=customer.pk)


def test_the_same_question_is_answered_from_memory(cast: Cast, person: Customer) -> None:
    assert names(cast.sari) == ["Yuni"]
    Customer.objects.filter(pk=person.pk).update(name="Zaki")  # without an event: no verb does so
    assert names(cast.sari) == ["Yuni"]


def test_an_event_makes_all_answers_old(cast: Cast, person: Customer) -> None:
    assert names(cast.sari) == ["Yuni"]
    Customer.objects.filter(pk=person.pk).update(name="Zaki")
    happens(person, cast.sari)
    assert names(cast.sari) == ["Zaki"]


def test_an_event_that_is_committed_after_a_later_one_is_seen(cast: Cast, person: Customer) -> None:
    late = event("customer.changed", person, by=cast.sari, customer_id=person.pk)
    late.pk = happens(person, cast.sari).pk + 1
    happens_later = event("customer.changed", person, by=cast.sari, customer_id=person.pk)
    happens_later.pk = late.pk + 1
    happens_later.save(force_insert=True)
    assert names(cast.sari) == ["Yuni"]
    Customer.objects.filter(pk=person.pk).update(name="Zaki")
    late.save(force_insert=True)
    assert names(cast.sari) == ["Zaki"]


@pytest.mark.parametrize(
    "work",
    [
        lambda cast, done: reacting.react.func(cast.organization.pk, done.pk),
        lambda cast, _done: tasks.pass_over.func(cast.organization.pk, "2026-11-22T01:00:00+07:00"),
        lambda cast, _done: tasks.fit_value.func(cast.organization.pk, "2026-11-22T01:00:00+07:00"),
    ],
    ids=["what follows an event", "the nightly pass", "the value model"],
)
def test_what_the_worker_made_of_it_makes_them_old_again(
    cast: Cast, person: Customer, work: Callable[[Cast, Event], None]
) -> None:
    done = happens(person, cast.sari)
    assert names(cast.sari) == ["Yuni"]
    before = answers.state()
    work(cast, done)
    assert answers.state() != before


def test_nobody_is_told_what_others_see(cast: Cast, person: Customer) -> None:
    assert names(cast.sari) == names(cast.budi) == ["Yuni"]
    assert names(cast.wati) == []
    with organization_scope(cast.other):
        assert names(cast.asing) == []
    assert names(cast.sari) == ["Yuni"]


def test_what_took_no_time_is_not_kept(cast: Cast, person: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "LEAST", 60)
    assert names(cast.sari) == ["Yuni"]
    Customer.objects.filter(pk=person.pk).update(name="Zaki")
    assert names(cast.sari) == ["Zaki"]


def test_an_old_answer_is_asked_again(cast: Cast, person: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    assert names(cast.sari) == ["Yuni"]
    Customer.objects.filter(pk=person.pk).update(name="Zaki")
    monkeypatch.setattr(answers, "OLDEST", 0)
    assert names(cast.sari) == ["Zaki"]


def test_memory_has_an_end(cast: Cast, person: Customer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "KEPT", 3)
    for number in range(10):
        Answers().rows(Customer.objects.filter(pk__gt=number).values_list("pk"))
    assert len(answers._known) <= 3


@pytest.mark.parametrize("board", ["stages", "rfm", "pareto", "profit", "retention", "attrition", "attrition/?by=why"])
def test_a_board_tells_the_same_again(cast: Cast, person: Customer, board: str) -> None:
    """From memory as from the database; and after an event what is so then."""
    client, page = cast.client(cast.sari), f"/maju-bersama/insight/{board}{'' if '?' in board else '/'}"
    tasks.pass_over.func(cast.organization.pk, f"{date(2026, 11, 22)}T01:00:00+07:00")

    def told() -> str:
        return str(client.get(page).text.split("<main")[1])

    assert told() == told()
    answers.forget()
    assert told() == told()
