"""A score from 1 to 5 goes along with what was said, where somebody asked, and is told."""

from datetime import date

import pytest
from django.utils import translation

from sapa.activities import planning, touching
from sapa.activities.models import Interaction
from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.testing import Cast
from sapa.web import timeline
from sapa.web.tests.rows import build

HOME = "/maju-bersama/activities/"
LOG = {"touch_point": "phone", "direction": "out", "outcome": "complained"}
NOTE = {"touch_point": "phone", "direction": "out", "note": "Berasnya apek"}


def score() -> int | None:
    return Interaction.objects.get().satisfaction


def sentence(cast: Cast, language: str = "id") -> str:
    with translation.override(language):
        return timeline.Teller([Event.objects.order_by("-pk")[0]], cast.sari).lines()[0].sentence


def test_it_is_kept_with_what_came_of_a_call(cast: Cast) -> None:
    customer = build("customer", cast.budi)
    answer = cast.client(cast.budi).post(f"{HOME}customers/{customer.pk}/touches/new/", LOG | {"satisfaction": "2"})
    assert answer.status_code == 303
    assert score() == 2
    assert sentence(cast).endswith("· Mengeluh · puas: 2 dari 5")
    assert sentence(cast, "en").endswith("· Complained · satisfied: 2 of 5")


def test_it_is_kept_with_a_note(cast: Cast) -> None:
    customer = build("customer", cast.budi)
    assert cast.client(cast.budi).post(f"{HOME}customers/{customer.pk}/notes/new/", NOTE | {"satisfaction": "5"})
    assert score() == 5
    assert sentence(cast).endswith("· puas: 5 dari 5")


def test_it_is_kept_with_what_was_planned_and_is_done(cast: Cast) -> None:
    customer = build("customer", cast.budi)
    plan = planning.plan(title="Tanya kabar", due_on=date(2026, 11, 30), kind="call", customer=customer, by=cast.budi)
    fields = {"outcome": "talked", "satisfaction": "4", "result": "Senang"}
    assert cast.client(cast.budi).post(f"{HOME}{plan.pk}/completion/", fields).status_code == 303
    assert score() == 4
    planning.reopen(plan, by=cast.budi)
    assert not Interaction.objects.exists()


@pytest.mark.parametrize("given", [{}, {"satisfaction": ""}])
def test_nobody_has_to_ask_not_even_who_heard_a_complaint(cast: Cast, given: dict[str, str]) -> None:
    customer = build("customer", cast.budi)
    assert cast.client(cast.budi).post(f"{HOME}customers/{customer.pk}/touches/new/", LOG | given).status_code == 303
    assert score() is None
    assert "satisfaction" not in Event.objects.order_by("-pk")[0].data


@pytest.mark.parametrize("given", ["0", "6", "puas"])
def test_a_score_is_one_of_five(cast: Cast, given: str) -> None:
    customer = build("customer", cast.budi)
    answer = cast.client(cast.budi).post(f"{HOME}customers/{customer.pk}/touches/new/", LOG | {"satisfaction": given})
    assert answer.status_code == 422
    assert not Interaction.objects.exists()


def test_a_task_without_a_customer_asks_nothing(cast: Cast) -> None:
    plan = planning.plan(title="Rapikan gudang", due_on=date(2026, 11, 30), by=cast.budi)
    assert 'name="satisfaction"' not in cast.client(cast.budi).get(f"{HOME}{plan.pk}/completion/").text


def test_the_same_call_twice_is_one_score(cast: Cast) -> None:
    customer: Customer = build("customer", cast.budi)
    tapped = touching.log_tap(customer, "phone", by=cast.budi)
    for number in (3, 4):
        touching.log(
            customer, by=cast.budi, touch_point="phone", outcome="talked", satisfaction=number, uuid=tapped.uuid
        )
    assert score() == 3
