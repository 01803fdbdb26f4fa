"""A customer is given to a member, put into the pool, claimed by one, and given back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sapa.customers import keeping, sharing
from sapa.customers.models import Customer
from sapa.customers.tests.making import make
from sapa.events.models import Event
from sapa.lib.errors import AlreadyDone, Conflict, Refused
from sapa.testing import Cast

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
PLACE = "/maju-bersama/customers/"


def as_it_is(customer: Customer) -> dict[str, Any]:
    found = Customer.objects.get(pk=customer.pk)
    return {name: getattr(found, name) for name in ("owner_id", "unit_id", "assigned_at", "pooled_at", "version")}


def pooled(cast: Cast, name: str = "Siti Aminah", phone: str = "+6281298765432") -> Customer:
    return sharing.put_in_pool(make(cast.sari, name, phone), by=cast.sari, now=NOW)


def test_it_is_given_with_its_unit_and_time_and_who_gave_it_why(cast: Cast) -> None:
    customer = make(cast.budi, "Bu Tini", "")
    sharing.assign(customer, cast.wati, by=cast.sari, how="hand", why="Dekat rumahnya", now=NOW)
    assert as_it_is(customer) == {
        "owner_id": cast.wati.pk,
        "unit_id": cast.shop.pk,
        "assigned_at": NOW,
        "pooled_at": None,
        "version": 2,
    }
    told = Event.objects.get(kind="customer.assigned")
    assert (told.by_name, told.at, told.data) == (
        "Sari",
        NOW,
        {"owner": "Wati", "how": "hand", "why": "Dekat rumahnya"},
    )


def test_it_keeps_its_unit_where_the_member_has_none(cast: Cast) -> None:
    customer = make(cast.budi, "Bu Tini", "")
    sharing.assign(customer, cast.joko, by=cast.sari, how="hand", now=NOW)
    assert as_it_is(customer)["unit_id"] == cast.catering.pk


def test_given_twice_it_changes_once(cast: Cast) -> None:
    customer = make(cast.budi, "Bu Tini", "")
    stale = Customer.objects.get(pk=customer.pk)
    sharing.assign(customer, cast.wati, by=cast.sari, how="hand", now=NOW)
    with pytest.raises(AlreadyDone):
        sharing.assign(stale, cast.wati, by=cast.sari, how="hand", now=NOW)
    with pytest.raises(Conflict):
        sharing.assign(stale, cast.joko, by=cast.sari, how="hand", now=NOW)
    assert Event.objects.filter(kind="customer.assigned").count() == 1


def test_whoever_left_gets_nothing(cast: Cast) -> None:
    customer = make(cast.budi, "Bu Tini", "")
    cast.wati.left_at = NOW
    with pytest.raises(Refused):
        sharing.assign(customer, cast.wati, by=cast.sari, how="hand", now=NOW)
    assert as_it_is(customer)["owner_id"] == cast.budi.pk


def test_a_new_customer_and_a_changed_owner_say_since_when(cast: Cast) -> None:
    customer = keeping.create(by=cast.budi, fields={"name": "Bu Tini"}, now=NOW)
    assert (as_it_is(customer)["assigned_at"], customer.created_by) == (NOW, cast.budi)
    later = NOW + timedelta(days=2)
    keeping.change(customer, version=1, by=cast.sari, fields={"note": "x"}, now=later)
    assert as_it_is(customer)["assigned_at"] == NOW
    keeping.change(customer, version=2, by=cast.sari, fields={"owner_id": cast.wati.pk}, now=later)
    assert as_it_is(customer)["assigned_at"] == later


def test_one_claims_and_the_other_is_told_that_somebody_was_quicker(cast: Cast) -> None:
    customer = pooled(cast)
    assert as_it_is(customer)["pooled_at"] == NOW
    mine, yours = Customer.objects.get(pk=customer.pk), Customer.objects.get(pk=customer.pk)
    sharing.claim(mine, by=cast.joko, now=NOW)
    with pytest.raises(Refused):
        sharing.claim(yours, by=cast.budi, now=NOW)
    with pytest.raises(AlreadyDone):
        sharing.claim(mine, by=cast.joko, now=NOW)
    found = as_it_is(customer)
    assert (found["owner_id"], found["assigned_at"], found["pooled_at"], found["version"]) == (
        cast.joko.pk,
        NOW,
        None,
        3,
    )
    told = Event.objects.get(kind="customer.assigned")
    assert told.data == {"owner": "Joko", "how": "claimed", "why": ""}


def test_a_volunteer_has_at_most_ten_that_wait(cast: Cast) -> None:
    make(cast.joko, "Bawaan sendiri", "")  # does not count
    for number in range(10):
        sharing.claim(pooled(cast, f"Tetangga {number}", ""), by=cast.joko, now=NOW)
    customer = pooled(cast)
    with pytest.raises(Refused, match="10"):
        sharing.claim(customer, by=cast.joko, now=NOW)
    Customer.objects.filter(name="Tetangga 0").update(step="contact")
    sharing.claim(customer, by=cast.joko, now=NOW)
    assert as_it_is(customer)["owner_id"] == cast.joko.pk


def test_only_prospects_go_into_the_pool(cast: Cast) -> None:
    customer = make(cast.budi, "Bu Tini", "", step="account")
    with pytest.raises(Refused):
        sharing.put_in_pool(customer, by=cast.sari, now=NOW)
    with pytest.raises(AlreadyDone):
        sharing.put_in_pool(pooled(cast), by=cast.sari, now=NOW)


def test_it_is_given_back_with_a_reason(cast: Cast) -> None:
    customer = sharing.claim(pooled(cast), by=cast.joko, now=NOW)
    client = cast.client(cast.joko)
    assert client.post(f"{PLACE}{customer.pk}/giving-back/", {"why": ""}).status_code == 422
    assert client.post(f"{PLACE}{customer.pk}/giving-back/", {"why": "Pindah desa"}).status_code == 303
    assert as_it_is(customer)["owner_id"] is None
    assert Customer.objects.in_pool().get() == customer
    assert Event.objects.get(kind="customer.returned").data == {"why": "Pindah desa"}
    with pytest.raises(AlreadyDone):
        sharing.give_back(customer, by=cast.joko, why="Pindah desa", now=NOW)


def test_only_the_owner_gives_back_and_no_account(cast: Cast) -> None:
    customer = make(cast.budi, "Bu Tini", "")
    answers = {
        cast.sari: 403,  # sees it, and is not the owner
        cast.darma: 403,
        cast.wati: 404,
        cast.asing: 404,
    }
    for member, status in answers.items():
        answer = cast.client(member).post(f"{PLACE}{customer.pk}/giving-back/", {"why": "x"})
        assert (member.name, answer.status_code) == (member.name, status)
    with pytest.raises(Refused):
        sharing.give_back(make(cast.budi, "PT Maju", "", step="account"), by=cast.budi, why="x", now=NOW)
    assert as_it_is(customer) | {"assigned_at": None} == {
        "owner_id": cast.budi.pk,
        "unit_id": cast.catering.pk,
        "assigned_at": None,
        "pooled_at": None,
        "version": 1,
    }


def test_who_may_assign_gives_one_by_hand_or_puts_it_into_the_pool(cast: Cast) -> None:
    customer = make(cast.budi, "Bu Tini", "")
    client = cast.client(cast.tono)
    data = {"to": cast.wati.pk, "why": "Dekat", "had": cast.budi.pk}
    for member, status in {cast.budi: 403, cast.darma: 403, cast.asing: 404}.items():
        for what in ("owner", "pool"):
            assert cast.client(member).post(f"{PLACE}{customer.pk}/{what}/", data).status_code == status
    assert as_it_is(customer)["version"] == 1
    answer = client.post(f"{PLACE}{customer.pk}/owner/", data)
    assert (answer.status_code, answer.url) == (303, PLACE)  # Wati is not of his team: he sees it no more
    assert as_it_is(customer)["owner_id"] == cast.wati.pk
    assert client.post(f"{PLACE}{customer.pk}/pool/").status_code == 404
    assert cast.client(cast.sari).post(f"{PLACE}{customer.pk}/pool/", {"why": "Libur"}).status_code == 303
    assert Customer.objects.in_pool().get() == customer


def test_who_read_an_older_owner_is_told(cast: Cast) -> None:
    customer = make(cast.budi, "Bu Tini", "")
    keeping.change(customer, version=1, by=cast.sari, fields={"owner_id": cast.joko.pk})
    data = {"to": cast.wati.pk, "had": cast.budi.pk}
    assert cast.client(cast.sari).post(f"{PLACE}{customer.pk}/owner/", data).status_code == 303
    assert as_it_is(customer)["owner_id"] == cast.joko.pk
