"""A stage is set by hand for a time, with a reason, and taken off again."""

from datetime import timedelta
from typing import Any

import pytest

from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.lib.errors import AlreadyDone, Refused
from sapa.lifecycle import pinning
from sapa.lifecycle.models import StagePin
from sapa.lifecycle.tasks import pass_over
from sapa.lifecycle.tests.cards import post, refreshed, told
from sapa.lifecycle.tests.telling import NOW, TODAY, at, bought_every, person
from sapa.testing import Cast

FIELDS = {"stage": "loyal", "reason": "Ketua RW", "until": "2027-01-31"}


def pin(cast: Cast, customer: Customer, **fields: Any) -> StagePin:
    given = {"stage": "loyal", "reason": "Ketua RW", "until": TODAY + timedelta(days=30), **fields}
    return pinning.pin(customer, by=cast.budi, on=TODAY, now=NOW, **given)


def test_the_stage_stays_as_it_was_set_until_the_pin_is_taken_off(cast: Cast) -> None:
    customer = person(cast.budi, "Bu Siti")
    bought_every(customer, 14, 8, last=3)
    pin(cast, customer)
    assert (refreshed(cast, customer).stage, refreshed(cast, customer).reason) == ("loyal", "pinned")
    pinning.unpin(customer, by=cast.budi, now=NOW)
    assert refreshed(cast, customer).stage == "majority"
    assert told(customer) == ["customer.pinned", "customer.unpinned"]


def test_done_twice_it_is_set_once(cast: Cast) -> None:
    customer = person(cast.budi, "Bu Siti")
    pin(cast, customer)
    with pytest.raises(AlreadyDone):
        pin(cast, customer)
    pinning.unpin(customer, by=cast.budi, now=NOW)
    with pytest.raises(AlreadyDone):
        pinning.unpin(customer, by=cast.budi, now=NOW)
    assert told(customer) == ["customer.pinned", "customer.unpinned"]


def test_another_stage_takes_the_place_of_the_first(cast: Cast) -> None:
    customer = person(cast.budi, "Bu Siti")
    pin(cast, customer)
    pin(cast, customer, stage="advocate")
    assert [(one.stage, one.ended_at is None) for one in StagePin.objects.order_by("pk")] == [
        ("loyal", False),
        ("advocate", True),
    ]


@pytest.mark.parametrize("days", [-1, 366])
def test_it_refuses_a_day_that_is_over_or_further_ahead_than_a_year(cast: Cast, days: int) -> None:
    customer = person(cast.budi, "Bu Siti")
    with pytest.raises(Refused):
        pin(cast, customer, until=TODAY + timedelta(days=days))
    assert post(cast, cast.budi, f"customers/{customer.pk}/stage/", **FIELDS | {"until": "2027-12-31"}) == 422
    assert not StagePin.objects.exists()


def test_the_night_ends_what_has_run_out(cast: Cast) -> None:
    customer = person(cast.budi, "Bu Siti")
    pin(cast, customer, until=TODAY)
    assert refreshed(cast, customer).stage == "loyal"
    pass_over.func(cast.organization.pk, NOW.isoformat())
    assert StagePin.objects.get().ended_at is None  # its last day
    pass_over.func(cast.organization.pk, at(TODAY + timedelta(days=1)).isoformat())
    assert StagePin.objects.get().ended_at is not None
    assert Customer.objects.get(pk=customer.pk).stage == "suspect"
    assert told(customer) == ["customer.pinned", "pin.expired"]
    assert Event.objects.get(kind="pin.expired").by_id is None


def test_who_may_judge_sets_it_and_others_do_not(cast: Cast) -> None:
    customer = person(cast.budi, "Bu Siti")
    path = f"customers/{customer.pk}/stage/"
    assert post(cast, cast.asing, path, **FIELDS) == 404
    Customer.objects.filter(pk=customer.pk).update(owner=cast.joko)
    for member in (cast.joko, cast.rina, cast.darma):
        assert post(cast, member, path, **FIELDS) == 403
        assert post(cast, member, f"{path}removal/") == 403
    assert post(cast, cast.budi, path, **FIELDS) == 404  # not his any more
    assert not StagePin.objects.exists()
    assert post(cast, cast.cici, path, **FIELDS) == 303
    assert StagePin.objects.get().by == cast.cici
    assert post(cast, cast.sari, f"{path}removal/") == 303
    assert StagePin.objects.get().ended_by == cast.sari
