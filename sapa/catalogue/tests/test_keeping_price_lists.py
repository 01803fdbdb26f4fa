"""Making price lists, setting their prices, a customer's own, and what a product costs whom."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sapa.catalogue.models import PriceItem, PriceList
from sapa.catalogue.tests.builders import customer, dus, listed, product
from sapa.customers.models import Tag
from sapa.events.models import Event
from sapa.testing import Cast

BASE = "/maju-bersama/catalogue/"


def form(**fields: Any) -> dict[str, Any]:
    return {"name": "Grosir", "once": str(uuid4()), **fields}


def price(what: Any, **fields: Any) -> dict[str, Any]:
    return {"product": what.pk, "measure": "", "from_quantity": "", "price": "20.000", **fields}


def test_a_new_list_says_for_whom_and_when(cast: Cast) -> None:
    tag = Tag.objects.create(name="Langganan")
    asked = form(market="b2b", tag=tag.pk, starts_on="2026-12-01", ends_on="2026-12-31")
    assert cast.client(cast.sari).post(f"{BASE}prices/new/", asked).status_code == 303
    made = PriceList.objects.get()
    assert (made.name, made.market, made.tag, made.starts_on, made.ends_on, made.channel) == (
        "Grosir", "b2b", tag, date(2026, 12, 1), date(2026, 12, 31), None,
    )  # fmt: skip
    assert Event.objects.get(subject_kind="pricelist").kind == "price_list.added"
    cast.client(cast.sari).post(f"{BASE}prices/new/", asked)
    assert PriceList.objects.count() == 1


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "Umum"}, {"starts_on": "2026-12-31", "ends_on": "2026-12-01"}, {"tag": "999"}]
)
def test_a_wrong_list_is_not_made_and_loses_nothing(cast: Cast, wrong: dict[str, str]) -> None:
    listed("Umum")
    answer = cast.client(cast.sari).post(f"{BASE}prices/new/", form(market="b2g", **{"name": "Grosir", **wrong}))
    assert answer.status_code == 422
    assert '<option value="b2g" selected' in answer.content.decode()
    assert PriceList.objects.count() == 1


def test_the_second_of_two_sees_both_versions(cast: Cast) -> None:
    row = listed("Grosir")
    page = f"{BASE}prices/{row.pk}/edit/"
    assert cast.client(cast.sari).post(page, form(name="Grosir A", version=1)).status_code == 303
    answer = cast.client(cast.tono).post(page, form(name="Grosir B", version=1))
    assert answer.status_code == 409
    assert "Grosir A" in answer.content.decode() and "Grosir B" in answer.content.decode()
    assert cast.client(cast.tono).post(page, form(name="Grosir B", version=2)).status_code == 303
    row.refresh_from_db()
    assert (row.name, row.version) == ("Grosir B", 3)


def test_a_price_is_set_and_set_again_in_its_place(cast: Cast) -> None:
    row, rice = listed("Grosir"), product("Beras", unit="kg")
    page = f"{BASE}prices/{row.pk}/items/"
    for amount, start in (("20.000", ""), ("19.000", "24"), ("18.500", "24"), ("18.500", "24")):
        asked = price(rice, price=amount, from_quantity=start)
        assert cast.client(cast.sari).post(page, asked).status_code == 303
    steps = PriceItem.objects.order_by("from_quantity").values_list("from_quantity", "price")
    assert list(steps) == [(0, 20_000), (24, 18_500)]
    told = Event.objects.filter(kind="price.set").order_by("pk").values_list("data__price", "data__before")
    assert list(told) == [(20_000, None), (19_000, None), (18_500, 19_000)]


def test_a_price_can_be_of_another_measure(cast: Cast) -> None:
    row, sugar = listed("Grosir"), product("Gula", unit="pcs")
    box = dus(sugar, "24")
    page = f"{BASE}prices/{row.pk}/items/"
    cast.client(cast.sari).post(page, price(sugar, measure="Dus", price="400.000"))
    cast.client(cast.sari).post(page, price(sugar, measure="PCS"))
    assert set(PriceItem.objects.values_list("measure", "price")) == {(None, 20_000), (box.pk, 400_000)}
    answer = cast.client(cast.sari).post(page, price(sugar, measure="karung"))
    assert answer.status_code == 422
    assert "pcs, dus" in answer.content.decode()


def test_a_product_can_be_typed_where_nothing_was_chosen(cast: Cast) -> None:
    row, rice = listed("Grosir"), product("Beras", sku="B1")
    page = f"{BASE}prices/{row.pk}/items/"
    for typed in ("beras", "B1"):
        asked = {"product_text": typed, "price": "20.000"}
        assert cast.client(cast.sari).post(page, asked).status_code == 303
    assert PriceItem.objects.get().product == rice
    assert cast.client(cast.sari).post(page, {"product_text": "kopi", "price": "1"}).status_code == 422
    assert cast.client(cast.sari).post(page, {"product_text": "beras", "price": "murah"}).status_code == 422


def test_a_price_is_taken_out_once(cast: Cast) -> None:
    row = listed("Grosir", (product("Beras"), 20_000, 0))
    page = f"{BASE}prices/{row.pk}/items/{PriceItem.objects.get().pk}/removal/"
    assert cast.client(cast.budi).post(page).status_code == 403
    assert PriceItem.objects.count() == 1
    assert cast.client(cast.sari).post(page).status_code == 303
    assert cast.client(cast.sari).post(page).status_code == 404
    assert (PriceItem.objects.count(), Event.objects.filter(kind="price.removed").count()) == (0, 1)


def test_a_list_is_archived_once_and_restored_once(cast: Cast) -> None:
    row = listed("Grosir", (product("Beras"), 20_000, 0))
    for verb, kind in (("archive", "price_list.archived"), ("restoration", "price_list.restored")):
        page = f"{BASE}prices/{row.pk}/{verb}/"
        assert cast.client(cast.asing).post(page).status_code == 404
        assert cast.client(cast.budi).post(page).status_code == 403
        for _time in range(2):
            assert cast.client(cast.sari).post(page).status_code == 303
        assert Event.objects.filter(kind=kind).count() == 1
        row.refresh_from_db()
        assert (row.archived_at is None) is (verb == "restoration")


def test_who_may_not_change_the_catalogue_sees_prices_and_sets_none(cast: Cast) -> None:
    row, rice = listed("Grosir", (product("Beras"), 20_000, 0)), product("Gula")
    page = cast.client(cast.budi).get(f"{BASE}prices/{row.pk}/").content.decode()
    assert "20.000" in page and "items/" not in page
    assert cast.client(cast.budi).post(f"{BASE}prices/{row.pk}/items/", price(rice)).status_code == 403
    assert cast.client(cast.budi).post(f"{BASE}prices/new/", form()).status_code == 403
    assert cast.client(cast.asing).get(f"{BASE}prices/{row.pk}/").status_code == 404
    assert (PriceItem.objects.count(), PriceList.objects.count()) == (1, 1)


def test_a_customers_own_price_makes_their_list(cast: Cast) -> None:
    kita, rice = customer("PT KITA", owner=cast.budi), product("Beras")
    page = f"{BASE}customers/{kita.pk}/prices/"
    assert cast.client(cast.sari).get(page).status_code == 200
    assert not PriceList.objects.exists()
    assert cast.client(cast.budi).post(f"{page}items/", price(rice)).status_code == 403
    for amount in ("20.000", "19.000"):
        assert cast.client(cast.sari).post(f"{page}items/", price(rice, price=amount)).status_code == 303
    own = PriceList.objects.get()
    assert (own.customer, own.items.get().price) == (kita, 19_000)
    assert "19.000" in cast.client(cast.budi).get(page).content.decode()
    assert cast.client(cast.sari).get(f"{BASE}prices/{own.pk}/").headers["Location"] == page
    assert Event.objects.filter(customer_id=kita.pk, kind="price.set").count() == 2


def test_a_customers_own_prices_are_seen_with_the_customer(cast: Cast) -> None:
    rice = product("Beras")
    own = listed("PT KITA", (rice, 17_777, 0), customer=customer("PT KITA", owner=cast.budi))
    for member, seen in ((cast.budi, True), (cast.sari, True), (cast.wati, False)):
        client = cast.client(member)
        status = 200 if seen else 404
        assert client.get(f"{BASE}customers/{own.customer_id}/prices/").status_code == status
        assert client.get(f"{BASE}prices/{own.pk}/", follow=True).status_code == status
        assert ("PT KITA" in client.get(f"{BASE}prices/?own=1").content.decode()) is seen
        assert ("17.777" in client.get(f"{BASE}{rice.pk}/").content.decode()) is seen
    assert "PT KITA" not in cast.client(cast.sari).get(f"{BASE}prices/").content.decode()


def test_a_products_page_tells_what_it_costs_whom_in_the_order_of_asking(cast: Cast) -> None:
    tag = Tag.objects.create(name="Langganan")
    rice = product("Beras", unit="kg", price=15_000)
    listed("Umum", (rice, 14_000, 0), (rice, 13_000, 24))
    listed("Langganan", (rice, 12_000, 0), tag=tag)
    listed("Nanti", (rice, 11_111, 0), starts_on=date(2199, 1, 1))
    page = cast.client(cast.budi).get(f"{BASE}{rice.pk}/").content.decode()
    table = page[page.index("<tbody>") :]
    places = [table.index(amount) for amount in ("12.000", "14.000", "13.000", "15.000")]
    assert places == sorted(places)
    assert "11.111" not in page


def test_a_long_list_is_paged_by_product_and_step(cast: Cast) -> None:
    row = listed("Grosir", *((product(f"Produk {n:03}"), 1000 + n, 0) for n in range(30)))
    more = product("Produk 024a")
    steps = [PriceItem(price_list=row, product=more, from_quantity=start, price=77) for start in (9, 100, 24)]
    PriceItem.objects.bulk_create(steps)
    first = cast.client(cast.budi).get(f"{BASE}prices/{row.pk}/")
    assert [item.product.name for item in first.context["page"].rows] == [f"Produk {n:03}" for n in range(25)]
    cursor = first.context["page"].next
    second = cast.client(cast.budi).get(f"{BASE}prices/{row.pk}/", {"after": cursor})
    rows = second.context["page"].rows
    assert [item.from_quantity for item in rows] == [Decimal(q) for q in (9, 24, 100, 0, 0, 0, 0, 0)]
    found = cast.client(cast.budi).get(f"{BASE}prices/{row.pk}/", {"q": "024a"})
    assert [item.price for item in found.context["page"].rows] == [77, 77, 77]


def test_the_page_of_lists_says_which_are_over_and_which_are_coming(cast: Cast) -> None:
    listed("Lama", ends_on=date(2020, 1, 1))
    listed("Nanti", starts_on=date(2199, 1, 1))
    listed("Selalu")
    rows = cast.client(cast.budi).get(f"{BASE}prices/").context["page"].rows
    told = [(row.name, bool(row.is_coming), bool(row.is_over)) for row in rows]
    assert told == [("Lama", False, True), ("Nanti", True, False), ("Selalu", False, False)]


def test_a_group_that_has_prices_is_not_deleted(cast: Cast) -> None:
    tag = Tag.objects.create(name="Langganan")
    listed("Langganan", tag=tag)
    page = f"/maju-bersama/customers/settings/tags/{tag.pk}/deletion/"
    answer = cast.client(cast.sari).post(page, follow=True)
    assert answer.status_code == 200
    assert "Ubah dulu daftar harga atau promosi untuk tanda ini." in answer.content.decode()
    assert Tag.objects.filter(pk=tag.pk).exists()
    assert not Event.objects.filter(kind="tag.deleted").exists()


def test_the_pages_ask_a_fixed_number_of_times(cast: Cast) -> None:
    rice, tag = product("Beras"), Tag.objects.create(name="Langganan")
    own = listed("PT KITA", (rice, 1, 0), customer=customer("PT KITA"))
    rows = [listed("Daftar 0", (rice, 1, 0), tag=tag)]
    pages = ("prices/", f"prices/{rows[0].pk}/", f"{rice.pk}/", f"customers/{own.customer_id}/prices/", "prices/new/")
    client = cast.client(cast.sari)
    before = [_queries(client, page) for page in pages]
    for number in range(1, 12):
        listed(f"Daftar {number}", (rice, 1, 0), tag=tag)
        more = product(f"Produk {number}")
        for one in (own, rows[0]):
            PriceItem.objects.create(price_list=one, product=more, price=1)
    assert [_queries(client, page) for page in pages] == before
    assert max(before) <= 12


def _queries(client: Any, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"{BASE}{page}").status_code == 200
    return len(queries)
