"""A customer is marked as bad by hand, though they pay."""

import pytest

from sapa.customers.models import Customer
from sapa.lib.errors import AlreadyDone
from sapa.lifecycle import marking
from sapa.lifecycle.models import BadMark
from sapa.lifecycle.tests.cards import post, refreshed, told
from sapa.lifecycle.tests.telling import NOW, bought_every, person
from sapa.testing import Cast


def test_who_is_marked_is_bad_until_the_mark_is_off(cast: Cast) -> None:
    customer = person(cast.budi, "Toko Licin")
    bought_every(customer, 14, 8, last=3)
    marking.mark_bad(customer, reason="Pesanan tidak diambil", by=cast.budi, now=NOW)
    assert refreshed(cast, customer).activity == "bad"
    marking.unmark_bad(customer, by=cast.sari, now=NOW)
    assert refreshed(cast, customer).activity == "active"
    assert told(customer) == ["customer.marked_bad", "customer.unmarked_bad"]


def test_done_twice_it_is_marked_once(cast: Cast) -> None:
    customer = person(cast.budi, "Toko Licin")
    marking.mark_bad(customer, reason="Pesanan tidak diambil", by=cast.budi, now=NOW)
    with pytest.raises(AlreadyDone):
        marking.mark_bad(customer, reason="Lain", by=cast.budi, now=NOW)
    marking.unmark_bad(customer, by=cast.budi, now=NOW)
    with pytest.raises(AlreadyDone):
        marking.unmark_bad(customer, by=cast.budi, now=NOW)
    assert told(customer) == ["customer.marked_bad", "customer.unmarked_bad"]


def test_who_may_judge_marks_and_others_do_not(cast: Cast) -> None:
    customer = person(cast.budi, "Toko Licin")
    path, fields = f"customers/{customer.pk}/bad/", {"reason": "Tidak diambil"}
    assert post(cast, cast.asing, path, **fields) == 404
    Customer.objects.filter(pk=customer.pk).update(owner=cast.joko)
    for member in (cast.joko, cast.rina, cast.darma):
        assert post(cast, member, path, **fields) == 403
        assert post(cast, member, f"{path}removal/") == 403
    assert not BadMark.objects.exists()
    assert post(cast, cast.cici, path, reason=" ") == 422
    assert post(cast, cast.cici, path, **fields) == 303
    assert post(cast, cast.sari, f"{path}removal/") == 303
    assert [mark.reason for mark in BadMark.objects.filter(ended_by=cast.sari)] == ["Tidak diambil"]
