"""A customer left us: since when, why, to whom; and comes back, also by buying."""

from datetime import timedelta
from typing import Any

import pytest

from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.events.recording import event
from sapa.lib.errors import AlreadyDone, Refused
from sapa.lifecycle import departing
from sapa.lifecycle.life import Expected, life_of
from sapa.lifecycle.models import CustomerValue, Departure
from sapa.lifecycle.reacting import note_return
from sapa.lifecycle.tests.cards import post, told
from sapa.lifecycle.tests.telling import NOW, TODAY, ago, bought, known, person
from sapa.reactions import REACTIONS
from sapa.testing import Cast

FIELDS = {"why": "price", "switched_to": "Toko Makmur", "since": "2026-11-01", "note": ""}


def left(cast: Cast, customer: Customer, **fields: Any) -> Departure:
    given = {"since": ago(10), "why": "price", "switched_to": "Toko Makmur", **fields}
    return departing.depart(customer, by=cast.budi, on=TODAY, now=NOW, **given)


def test_it_is_written_down_and_told(cast: Cast) -> None:
    customer = person(cast.budi, "Bu Siti")
    made = left(cast, customer, note="Harga beras")
    assert (made.on, made.why, made.switched_to, made.note) == (ago(10), "price", "Toko Makmur", "Harga beras")
    page = cast.client(cast.budi).get(f"/maju-bersama/customers/{customer.pk}/").text
    assert "Bu Siti pindah ke Toko Makmur sejak 12 Nov 2026: Harga; dicatat oleh Budi" in page


def test_done_twice_it_is_written_once(cast: Cast) -> None:
    customer = person(cast.budi, "Bu Siti")
    left(cast, customer)
    with pytest.raises(AlreadyDone):
        left(cast, customer)
    departing.come_back(customer, on=TODAY, by=cast.budi, now=NOW)
    with pytest.raises(AlreadyDone):
        departing.come_back(customer, on=TODAY, by=cast.budi, now=NOW)
    assert told(customer) == ["customer.departed", "customer.returned"]
    assert Departure.objects.get().returned_on == TODAY


def test_while_they_are_away_it_can_be_corrected(cast: Cast) -> None:
    customer = person(cast.budi, "Bu Siti")
    left(cast, customer)
    left(cast, customer, why="quality")
    assert Departure.objects.get().why == "quality"
    assert Event.objects.get(kind="departure.corrected").data["changes"] == {"why": ["price", "quality"]}


def test_written_down_by_mistake_it_never_was(cast: Cast) -> None:
    customer = person(cast.budi, "Bu Siti")
    left(cast, customer)
    departing.take_back(customer, by=cast.budi, now=NOW)
    assert not Departure.objects.exists()
    with pytest.raises(AlreadyDone):
        departing.take_back(customer, by=cast.budi, now=NOW)


def test_nobody_leaves_tomorrow(cast: Cast) -> None:
    customer = person(cast.budi, "Bu Siti")
    with pytest.raises(Refused):
        left(cast, customer, since=TODAY + timedelta(days=1))
    assert post(cast, cast.budi, f"customers/{customer.pk}/departure/", **FIELDS | {"since": "2027-01-31"}) == 422


def test_who_buys_after_having_left_is_back(cast: Cast) -> None:
    customer, other = person(cast.budi, "Bu Siti"), person(cast.budi, "Pak Umar")
    left(cast, customer)
    left(cast, other)
    bought(customer, ago(20))
    note_return(event("invoice.posted", customer, by=cast.budi, customer_id=customer.pk))
    assert told(customer) == ["customer.departed"]
    bought(customer, ago(4))
    bought(customer, ago(2))
    note_return(event("invoice.posted", customer, by=cast.budi, customer_id=customer.pk))
    assert Departure.objects.get(customer=customer).returned_on == ago(4)
    assert Departure.objects.get(customer=other).returned_on is None
    note_return(event("invoice.posted", customer, by=cast.budi, customer_id=customer.pk))
    assert told(customer) == ["customer.departed", "customer.returned"]


def test_an_import_brings_back_whoever_bought(cast: Cast) -> None:
    customer = person(cast.budi, "Bu Siti")
    left(cast, customer)
    bought(customer, ago(4))
    note_return(event("organization.imported", cast.organization, by=cast.sari))
    assert Departure.objects.get().returned_on == ago(4)


def test_a_sale_of_the_same_day_counts_when_it_was_written_later(cast: Cast) -> None:
    customer = person(cast.budi, "Bu Siti")
    bought(customer, TODAY, created_at=NOW - timedelta(hours=1))
    left(cast, customer, since=TODAY)
    departing.end_by_sales(customer_id=customer.pk, now=NOW)
    assert Departure.objects.get().returned_on is None
    bought(customer, TODAY, created_at=NOW + timedelta(hours=1))
    departing.end_by_sales(customer_id=customer.pk, now=NOW)
    assert Departure.objects.get().returned_on == TODAY


def test_a_cancelled_or_returned_sale_brings_nobody_back(cast: Cast) -> None:
    customer = person(cast.budi, "Bu Siti")
    left(cast, customer)
    bought(customer, ago(3), cancelled_at=NOW)
    bought(customer, ago(2), paid=0, credited=100_000)
    assert departing.end_by_sales(now=NOW) == 0


def test_the_worker_is_asked_after_each_invoice() -> None:
    assert "sapa.lifecycle.reacting.note_return" in REACTIONS["invoice.posted"]


def test_who_may_change_customers_writes_it_down_and_others_do_not(cast: Cast) -> None:
    customer = person(cast.budi, "Bu Siti")
    path = f"customers/{customer.pk}/departure/"
    assert post(cast, cast.asing, path, **FIELDS) == 404
    assert post(cast, cast.wati, path, **FIELDS) == 404
    for member in (cast.rina, cast.darma):
        assert post(cast, member, path, **FIELDS) == 403
        assert post(cast, member, f"customers/{customer.pk}/return/") == 403
    assert not Departure.objects.exists()
    Customer.objects.filter(pk=customer.pk).update(owner=cast.joko)
    assert post(cast, cast.joko, path, **FIELDS) == 303
    assert post(cast, cast.joko, f"customers/{customer.pk}/return/") == 303
    assert Departure.objects.get().returned_on is not None


def test_nobody_left_before_they_bought_last(cast: Cast) -> None:
    customer = person(cast.budi, "Bu Siti")
    bought(customer, ago(4))
    known(cast, customer)
    with pytest.raises(Refused, match="18 Nov"):
        left(cast, customer, since=ago(5))
    left(cast, customer, since=ago(4))


def expected(cast: Cast, customer: Customer) -> Expected | None:
    """As the card is told, when it is opened anew."""
    return life_of(cast.sari, Customer.objects.get(pk=customer.pk), TODAY).expected


def test_who_left_is_passive_and_nothing_is_expected_of_them(cast: Cast) -> None:
    customer = person(cast.budi, "Bu Siti")
    bought(customer, ago(4))
    known(cast, customer)
    CustomerValue.objects.create(customer=customer, alive=1, expected_purchases=3, value=900_000)
    assert expected(cast, customer) is not None
    left(cast, customer, since=ago(1))
    assert known(cast, customer).activity == "passive"
    assert expected(cast, customer) is None
    departing.come_back(customer, on=TODAY, by=cast.budi, now=NOW)
    assert known(cast, customer).activity == "active"
    assert expected(cast, customer) is not None
