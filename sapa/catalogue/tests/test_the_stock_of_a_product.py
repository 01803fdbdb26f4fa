"""What people do with a product's stock: count it, buy, correct, move between units, and read its card."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sapa.catalogue import counting, stocking
from sapa.catalogue.models import Product, StockLevel, StockMove
from sapa.catalogue.tests.stock import NOW, assert_sums_agree, counted, figures, product
from sapa.events.models import Event
from sapa.lib.errors import AlreadyDone, Refused
from sapa.testing import Cast

BASE = "/maju-bersama/catalogue/"


def url(row: Product, act: str = "") -> str:
    return f"{BASE}{row.pk}/stock/{act}"


def level(row: Product, unit: int = 0) -> Decimal:
    return StockLevel.objects.get(product=row, unit_id=unit).on_hand


def moves(row: Product) -> list[tuple[str, Decimal]]:
    return list(StockMove.objects.filter(product=row).order_by("pk").values_list("kind", "quantity"))


def test_counting_begins_with_what_there_is(cast: Cast) -> None:
    rice = product(cast.sari)
    for _time in range(2):
        assert cast.client(cast.sari).post(url(rice, "opening/"), {"shared": "12,5"}).status_code == 303
    assert figures(rice) == (Decimal("12.5"), 0)
    assert moves(rice) == [("opening", Decimal("12.5"))]
    assert Event.objects.filter(kind="stock.opened").count() == 1


def test_counting_can_begin_with_nothing(cast: Cast) -> None:
    rice = product(cast.sari)
    cast.client(cast.sari).post(url(rice, "opening/"), {"shared": "0"})
    assert figures(rice) == (0, 0)
    assert moves(rice) == []
    assert level(rice) == 0


def test_each_unit_says_what_it_has(cast: Cast) -> None:
    rice = product(cast.sari)
    fields = {f"unit-{cast.catering.pk}": "6", f"unit-{cast.shop.pk}": "4"}
    cast.client(cast.sari).post(url(rice, "opening/"), fields)
    rice.refresh_from_db()
    assert (rice.stock, rice.stock_by_unit, level(rice, cast.catering.pk), level(rice, cast.shop.pk)) == (
        10,
        True,
        6,
        4,
    )
    assert_sums_agree(rice)


@pytest.mark.parametrize("fields", [{}, {"shared": "banyak"}, {"shared": "-1"}])
def test_an_opening_that_says_nothing_is_asked_again(cast: Cast, fields: dict[str, str]) -> None:
    rice = product(cast.sari)
    assert cast.client(cast.sari).post(url(rice, "opening/"), fields).status_code == 422
    assert figures(rice) == (None, 0)


def test_one_figure_for_all_and_one_for_a_unit_is_asked_again(cast: Cast) -> None:
    rice = product(cast.sari)
    fields = {"shared": "5", f"unit-{cast.shop.pk}": "4"}
    assert cast.client(cast.sari).post(url(rice, "opening/"), fields).status_code == 422


def test_a_purchase_adds_to_the_stock_and_keeps_its_cost(cast: Cast) -> None:
    rice = counted(cast.sari, "10", cost=60_000)
    asked = {
        "quantity": "24", "cost": "62.500", "keep_cost": "on", "supplier": "Penggilingan Jaya", "once": str(uuid4())
    }  # fmt: skip
    for _time in range(2):
        assert cast.client(cast.rina).post(url(rice, "purchases/new/"), asked).status_code == 303
    rice.refresh_from_db()
    assert (rice.stock, rice.cost) == (34, 62_500)
    bought = StockMove.objects.get(kind="purchase")
    assert (bought.quantity, bought.cost, bought.reason, bought.by) == (24, 62_500, "Penggilingan Jaya", cast.rina)
    assert [event.kind for event in Event.objects.of_subject(rice)][:2] == ["product.changed", "stock.purchased"]
    changed = Event.objects.get(kind="product.changed").data["changes"]
    assert changed == {"cost": ["•••", "•••"]}


def test_a_dear_purchase_need_not_change_the_cost(cast: Cast) -> None:
    rice = counted(cast.sari, "10", cost=60_000)
    asked = {"quantity": "1", "cost": "90.000", "once": str(uuid4())}
    cast.client(cast.sari).post(url(rice, "purchases/new/"), asked)
    rice.refresh_from_db()
    assert (rice.stock, rice.cost) == (11, 60_000)


def test_what_was_counted_becomes_the_stock_for_a_reason(cast: Cast) -> None:
    rice = counted(cast.sari, "10")
    asked = {"counted": "8", "seen": "10.000", "reason": "Rusak", "once": str(uuid4())}
    for _time in range(2):
        assert cast.client(cast.sari).post(url(rice, "adjustments/new/"), asked).status_code == 303
    assert figures(rice) == (8, 0)
    assert moves(rice) == [("opening", 10), ("adjustment", -2)]
    told = Event.objects.get(kind="stock.adjusted").data
    assert (told["before"], told["quantity"], told["note"]) == (10, 8, "Rusak")


def test_a_correction_needs_a_reason(cast: Cast) -> None:
    rice = counted(cast.sari, "10")
    asked = {"counted": "8", "seen": "10.000", "reason": " ", "once": str(uuid4())}
    assert cast.client(cast.sari).post(url(rice, "adjustments/new/"), asked).status_code == 422
    assert figures(rice) == (10, 0)


def test_who_counted_before_a_sale_is_asked_to_look_again(cast: Cast) -> None:
    rice = counted(cast.sari, "10")
    stocking.issue({(rice.pk, 0): Decimal(3)}, kind="delivery", document=1, number="SJ/1", by=None, now=NOW)
    asked = {"counted": "8", "seen": "10.000", "reason": "Dihitung", "once": str(uuid4())}
    answer = cast.client(cast.sari).post(url(rice, "adjustments/new/"), asked)
    assert answer.status_code == 422
    assert "7 pcs" in answer.content.decode()
    assert 'name="seen" value="7.000"' in answer.content.decode()
    assert figures(rice) == (7, -3)
    cast.client(cast.sari).post(url(rice, "adjustments/new/"), asked | {"counted": "6", "seen": "7.000"})
    assert figures(rice) == (6, -3)


def test_one_unit_gives_to_another(cast: Cast) -> None:
    rice = counted(cast.sari, {cast.catering.pk: "6", cast.shop.pk: "4"}, stock_by_unit=True)
    asked = {"unit": cast.catering.pk, "target": cast.shop.pk, "quantity": "2", "once": str(uuid4())}
    for _time in range(2):
        assert cast.client(cast.sari).post(url(rice, "transfers/new/"), asked).status_code == 303
    assert (level(rice, cast.catering.pk), level(rice, cast.shop.pk)) == (4, 6)
    assert_sums_agree(rice)
    asked = {"unit": cast.catering.pk, "target": cast.shop.pk, "quantity": "5", "once": str(uuid4())}
    assert cast.client(cast.sari).post(url(rice, "transfers/new/"), asked).status_code == 422
    assert level(rice, cast.catering.pk) == 4


def test_what_is_counted_no_more_keeps_its_card(cast: Cast) -> None:
    rice = counted(cast.sari, "10")
    for _time in range(2):
        assert cast.client(cast.sari).post(url(rice, "closing/")).status_code == 303
    assert figures(rice) == (None, 0)
    assert "10" in cast.client(cast.sari).get(url(rice)).content.decode()
    assert Event.objects.filter(kind="stock.stopped").count() == 1


def test_the_stock_of_what_is_not_counted_can_neither_be_bought_nor_corrected(cast: Cast) -> None:
    rice = product(cast.sari)
    one = {"uuid": uuid4(), "unit": None, "by": cast.sari, "now": NOW}
    with pytest.raises(Refused):
        counting.purchase(rice, quantity=Decimal(1), **one)
    with pytest.raises(Refused):
        counting.adjust(rice, counted=Decimal(1), reason="Dihitung", **one)
    assert cast.client(cast.sari).get(url(rice, "purchases/new/")).status_code == 303
    assert moves(rice) == []


def test_a_correction_to_what_is_there_moves_nothing(cast: Cast) -> None:
    rice = counted(cast.sari, "10")
    with pytest.raises(AlreadyDone):
        counting.adjust(
            rice, uuid=uuid4(), unit=None, counted=Decimal(10), reason="Dihitung", by=cast.sari, now=NOW
        )  # fmt: skip
    assert len(moves(rice)) == 1


ACTS: dict[str, Callable[[], dict[str, Any]]] = {
    "opening/": lambda: {"shared": "5"},
    "purchases/new/": lambda: {"quantity": "5", "once": str(uuid4())},
    "adjustments/new/": lambda: {"counted": "5", "reason": "Dihitung", "once": str(uuid4())},
    "transfers/new/": lambda: {"quantity": "5", "once": str(uuid4())},
    "closing/": dict,
}


@pytest.mark.parametrize("member", ["budi", "joko", "darma", "cici"])
def test_who_may_not_move_stock_moves_nothing(cast: Cast, member: str) -> None:
    rice = counted(cast.sari, "10")
    for act, fields in ACTS.items():
        assert cast.client(getattr(cast, member)).post(url(rice, act), fields()).status_code == 403
        assert cast.client(cast.asing).post(url(rice, act), fields()).status_code == 404
    assert figures(rice) == (10, 0)
    assert len(moves(rice)) == 1


def test_the_card_shows_the_balance_after_each_move_on_every_page(cast: Cast) -> None:
    rice = counted(cast.sari, "100")
    for place in range(30):
        later = NOW + timedelta(minutes=place + 1)
        stocking.issue({(rice.pk, 0): Decimal(1)}, kind="delivery", document=place, number=f"SJ/{place}", by=cast.budi,
                       now=later, promised=False)  # fmt: skip
    first = cast.client(cast.darma).get(url(rice))
    lines = first.context["page"].rows
    assert [int(line.balance) for line in lines] == list(range(70, 95))
    second = cast.client(cast.darma).get(f"{url(rice)}?after={first.context['page'].next}")
    assert [int(line.balance) for line in second.context["page"].rows] == [95, 96, 97, 98, 99, 100]
    back = cast.client(cast.darma).get(f"{url(rice)}?before={second.context['page'].previous}")
    assert [int(line.balance) for line in back.context["page"].rows] == list(range(70, 95))


def test_the_card_of_one_unit_is_that_units(cast: Cast) -> None:
    rice = counted(cast.sari, {cast.catering.pk: "6", cast.shop.pk: "4"}, stock_by_unit=True)
    lines = cast.client(cast.sari).get(f"{url(rice)}?unit={cast.shop.pk}").context["page"].rows
    assert [(line.move.quantity, line.balance) for line in lines] == [(4, 4)]


def test_only_who_may_know_reads_what_a_purchase_cost(cast: Cast) -> None:
    rice = counted(cast.sari, "1")
    counting.purchase(
        rice, uuid=uuid4(), unit=None, quantity=Decimal(2), cost=61_234, by=cast.sari, now=NOW + timedelta(minutes=1)
    )
    for member, told in ((cast.rina, True), (cast.budi, False), (cast.darma, True)):
        assert ("61.234" in cast.client(member).get(url(rice)).content.decode()) is told


def test_a_delivery_on_the_card_leads_to_the_delivery_note(cast: Cast) -> None:
    rice = counted(cast.sari, "10")
    stocking.issue({(rice.pk, 0): Decimal(1)}, kind="delivery", document=77, number="SJ/77", by=None, now=NOW)
    page = cast.client(cast.sari).get(url(rice)).content.decode()
    assert '/maju-bersama/deliveries/77/">SJ/77</a>' in page


@pytest.mark.parametrize("path", ["stock/", "", "stock/purchases/new/", "stock/adjustments/new/"])
def test_a_page_takes_as_many_queries_for_thirty_moves_as_for_three(cast: Cast, path: str) -> None:
    rice, counts = counted(cast.sari, "1000"), []
    client = cast.client(cast.sari)
    client.get(f"{BASE}{rice.pk}/{path}")
    for number in (3, 30):
        for place in range(number):
            stocking.issue({(rice.pk, 0): Decimal(1)}, kind="delivery", document=place, number="SJ", by=cast.budi,
                           now=NOW + timedelta(minutes=place), promised=False)  # fmt: skip
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{BASE}{rice.pk}/{path}").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_a_product_that_goes_to_a_unit_takes_along_what_is_available(cast: Cast) -> None:
    rice = counted(cast.sari, "10")
    stocking.promise({(rice.pk, 0): Decimal(3)})
    asked = {"name": rice.name, "unit": "pcs", "price": "70.000", "version": 1, "business_unit": cast.shop.pk}
    assert cast.client(cast.sari).post(f"{BASE}{rice.pk}/edit/", asked).status_code == 303
    assert (level(rice), level(rice, cast.shop.pk)) == (3, 7)
    assert figures(rice) == (10, 3)
    assert_sums_agree(rice)


def test_the_stock_of_fifty_products_is_taken_in_as_many_queries_as_of_five(cast: Cast) -> None:
    counts = []
    for number in (5, 50):
        made = [product(cast.sari, f"Barang {number} {place}") for place in range(number)]
        totals = {one.pk: Decimal(10) for one in made}
        with CaptureQueriesContext(connection) as queries:
            counting.take_totals(totals, reason="Berkas", by=None, now=NOW)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10
