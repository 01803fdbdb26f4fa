"""Adding products, changing them, taking them off sale."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sapa.catalogue.models import Product
from sapa.events.models import Event
from sapa.lib.text import search_key
from sapa.testing import Cast

BASE = "/maju-bersama/catalogue/"


def product(name: str = "Nasi kotak", **fields: Any) -> Product:
    return Product.objects.create(name=name, name_key=search_key(name), **{"price": 25_000, **fields})


def form(**fields: Any) -> dict[str, Any]:
    return {"name": "Nasi kotak", "price": "Rp 25.000", "unit": "kotak", "once": str(uuid4()), **fields}


def test_a_new_product_has_its_price_stock_and_cost(cast: Cast) -> None:
    asked = form(stock="12,5", cost="18.000", sku="NK-1", category="Katering", profile="Enak")
    assert cast.client(cast.sari).post(f"{BASE}new/", asked).status_code == 303
    made = Product.objects.get()
    assert (made.name, made.price, str(made.stock), made.cost) == ("Nasi kotak", 25_000, "12.500", 18_000)
    assert Event.objects.get(subject_kind="product").kind == "product.created"


def test_the_same_form_sent_twice_adds_one(cast: Cast) -> None:
    asked = form()
    for _time in range(2):
        assert cast.client(cast.sari).post(f"{BASE}new/", asked).status_code == 303
    assert Product.objects.count() == 1


def test_a_wrong_form_loses_nothing(cast: Cast) -> None:
    product()
    answer = cast.client(cast.sari).post(f"{BASE}new/", form(price="murah", stock="banyak", category="Katering"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "murah" in page and "banyak" in page and "Katering" in page and "Nasi kotak" in page
    assert Product.objects.count() == 1


def test_what_it_costs_is_for_those_who_may_know(cast: Cast) -> None:
    made = product(cost=18_000)
    for member, told in ((cast.sari, True), (cast.budi, False), (cast.rina, True)):
        page = cast.client(member).get(f"{BASE}{made.pk}/").content.decode()
        assert ("18.000" in page) is told
    cast.client(cast.sari).post(f"{BASE}{made.pk}/edit/", form(version=1, cost="19.000"))
    made.refresh_from_db()
    assert made.cost == 19_000
    assert Event.objects.get(kind="product.changed").data["changes"]["cost"] == ["•••", "•••"]


def test_the_second_of_two_sees_both_versions(cast: Cast) -> None:
    made = product()
    cast.client(cast.sari).post(f"{BASE}{made.pk}/edit/", form(version=1, price="30.000"))
    answer = cast.client(cast.rina).post(f"{BASE}{made.pk}/edit/", form(version=1, price="28.000"))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "30.000" in page and "28.000" in page and "Sari" in page
    cast.client(cast.rina).post(f"{BASE}{made.pk}/edit/", form(version=2, price="28.000"))
    made.refresh_from_db()
    assert (made.price, made.version) == (28_000, 3)


def test_off_sale_it_is_not_offered_any_more_and_can_come_back(cast: Cast) -> None:
    made, client = product(), cast.client(cast.sari)
    for _time in range(2):
        client.post(f"{BASE}{made.pk}/archive/")
    assert "Nasi kotak" not in client.get(f"{BASE}options/?q=nasi").content.decode()
    assert "Nasi kotak" in client.get(f"{BASE}?archived=1").content.decode()
    for _time in range(2):
        client.post(f"{BASE}{made.pk}/restoration/")
    assert "Nasi kotak" in client.get(f"{BASE}options/?q=kotak").content.decode()
    assert [e.kind for e in Event.objects.of_subject(made)] == ["product.restored", "product.archived"]


@pytest.mark.parametrize("member", ["budi", "joko", "darma"])
def test_who_may_not_change_it_changes_nothing(cast: Cast, member: str) -> None:
    made, client = product(), cast.client(getattr(cast, member))
    for path in ("new/", f"{made.pk}/edit/", f"{made.pk}/archive/", f"{made.pk}/restoration/"):
        assert client.post(f"{BASE}{path}", form(name="Lain", version=1)).status_code == 403
        assert cast.client(cast.asing).post(f"{BASE}{path}", form(name="Lain", version=1)).status_code == 404
    made.refresh_from_db()
    assert (made.name, made.version, Product.objects.count()) == ("Nasi kotak", 1, 1)


def test_the_list_takes_as_many_queries_for_fifty_as_for_five(cast: Cast) -> None:
    counts, client = [], cast.client(cast.sari)
    client.get(BASE)  # the first page of a session writes it
    for number in (5, 50):
        for place in range(number):
            product(f"Barang {number} {place}")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(BASE).status_code == 200
        counts.append(len(queries))
    assert counts[0] <= 12 and counts[1] <= counts[0] + 1  # the second page is counted
