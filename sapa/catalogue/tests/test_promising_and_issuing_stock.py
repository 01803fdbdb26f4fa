"""Orders promise stock, deliveries take it, returns bring it back, and every sum agrees."""

from collections.abc import Callable
from decimal import Decimal
from threading import Barrier, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sapa.catalogue import counting, stocking
from sapa.catalogue.models import Product, StockLevel, StockMove
from sapa.catalogue.tests.stock import NOW, assert_sums_agree, counted, figures, product
from sapa.lib.errors import Refused
from sapa.team.models import BusinessUnit
from sapa.tenancy.current import organization_scope
from sapa.testing import Cast, assemble

SLIP = {"kind": "delivery", "document": 7, "number": "SJ/001"}


def test_promised_stock_is_on_hand_and_not_available(cast: Cast) -> None:
    rice = counted(cast.sari, "10")
    assert stocking.promise({(rice.pk, 0): Decimal(4)}) == {(rice.pk, 0)}
    rice.refresh_from_db()
    assert (rice.stock, rice.promised, rice.available) == (10, 4, 6)
    stocking.release({(rice.pk, 0): Decimal(4)})
    assert figures(rice) == (10, 0)


def test_what_is_not_counted_is_left_out_silently(cast: Cast) -> None:
    advice, rice = product(cast.sari, "Konsultasi"), counted(cast.sari, "10")
    needs = {(advice.pk, 0): Decimal(3), (rice.pk, 0): Decimal(1)}
    assert stocking.shortages(needs) == []
    assert stocking.promise(needs) == {(rice.pk, 0)}
    stocking.issue({(advice.pk, 0): Decimal(3)}, **SLIP, by=cast.sari, now=NOW, promised=False)
    assert figures(advice) == (None, 0)
    assert not StockMove.objects.filter(product=advice).exists()


def test_a_delivery_takes_what_was_promised_and_names_itself(cast: Cast) -> None:
    rice = counted(cast.sari, "10", cost=60_000)
    stocking.promise({(rice.pk, 0): Decimal(4)})
    stocking.issue({(rice.pk, 0): Decimal("2.5")}, **SLIP, by=cast.budi, now=NOW)
    assert figures(rice) == (Decimal("7.5"), Decimal("1.5"))
    move = StockMove.objects.of_product(rice)[0]
    told = (move.kind, move.quantity, move.cost, move.document_kind, move.document_id, move.document_number, move.by)
    assert told == ("sale", Decimal("-2.5"), 60_000, "delivery", 7, "SJ/001", cast.budi)


def test_a_cancelled_delivery_leaves_everything_as_it_was_before(cast: Cast) -> None:
    rice = counted(cast.sari, "10")
    needs = {(rice.pk, 0): Decimal(4)}
    stocking.promise(needs)
    stocking.issue(needs, **SLIP, by=cast.sari, now=NOW)
    stocking.take_back(needs, **SLIP, by=cast.sari, now=NOW, promise=True)
    assert figures(rice) == (10, 4)
    assert [move.quantity for move in StockMove.objects.filter(kind="sale").order_by("pk")] == [-4, 4]


def test_returned_goods_are_available_again(cast: Cast) -> None:
    rice = counted(cast.sari, "10")
    stocking.take_back({(rice.pk, 0): Decimal(2)}, kind="return", document=3, number="RTR/1", by=None, now=NOW)
    assert figures(rice) == (12, 0)
    assert StockMove.objects.get(document_kind="return").kind == "return"


def test_a_shortage_says_how_much_there_is(cast: Cast) -> None:
    rice, sugar = counted(cast.sari, "10"), counted(cast.sari, "5", "Gula")
    stocking.promise({(rice.pk, 0): Decimal(7)})
    found = stocking.shortages({(rice.pk, 0): Decimal(4), (sugar.pk, 0): Decimal(5)})
    assert [(one.product.name, one.wanted, one.available) for one in found] == [("Beras 5 kg", 4, 3)]


def test_each_unit_has_its_own_where_the_product_says_so(cast: Cast) -> None:
    rice = counted(cast.sari, {cast.catering.pk: "6", cast.shop.pk: "4"}, stock_by_unit=True)
    assert stocking.stock_unit(rice, cast.shop) == cast.shop.pk
    assert stocking.stock_unit(rice, None) == 0
    found = stocking.shortages({(rice.pk, cast.shop.pk): Decimal(5)})
    assert [(one.unit_id, one.available) for one in found] == [(cast.shop.pk, 4)]
    stocking.promise({(rice.pk, cast.catering.pk): Decimal(5), (rice.pk, cast.shop.pk): Decimal(1)})
    assert figures(rice) == (10, 6)
    assert_sums_agree(rice)


def test_a_products_own_unit_supplies_every_sale_of_it(cast: Cast) -> None:
    boxes = product(cast.sari, "Nasi kotak", business_unit=cast.catering)
    water = product(cast.sari, "Air")
    assert stocking.stock_unit(boxes, cast.shop) == cast.catering.pk
    assert stocking.stock_unit(water, cast.shop) == 0


def test_a_promise_is_released_also_when_nobody_counts_any_more(cast: Cast) -> None:
    rice = counted(cast.sari, "10")
    needs = {(rice.pk, 0): Decimal(4)}
    stocking.promise(needs)
    counting.stop_counting(rice, by=cast.sari, now=NOW)
    stocking.issue(needs, **SLIP, by=cast.sari, now=NOW)
    assert figures(rice) == (None, 0)
    counting.open_stock(rice, quantities={0: Decimal(3)}, by=cast.sari, now=NOW)
    assert figures(rice) == (3, 0)
    assert_sums_agree(rice)


@pytest.mark.parametrize("verb", ["shortages", "promise", "release", "issue", "take_back"])
def test_twelve_products_take_as_many_statements_as_two(cast: Cast, verb: str) -> None:
    made = [counted(cast.sari, "10", f"Barang {place}") for place in range(12)]
    slip = {**SLIP, "by": cast.sari, "now": NOW} if verb in {"issue", "take_back"} else {}
    counts = []
    for some in (made[:2], made):
        needs = {(one.pk, 0): Decimal(1) for one in some}
        with CaptureQueriesContext(connection) as queries:
            getattr(stocking, verb)(needs, **slip)
        counts.append(len([query for query in queries if "SAVEPOINT" not in query["sql"]]))
    assert counts[0] == counts[1] <= 4


QUANTITIES = st.decimals("0.001", "999.999", places=3)
ACTS = st.tuples(
    st.sampled_from(["promise", "release", "issue", "loose", "back", "return", "buy", "count", "stop", "open"]),
    st.booleans(),
    QUANTITIES,
)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(openings=st.tuples(QUANTITIES, QUANTITIES), acts=st.lists(ACTS, max_size=12))
def test_stock_is_the_opening_and_the_moves_whatever_happens(
    cast: Cast, openings: tuple[Decimal, Decimal], acts: list[tuple[str, bool, Decimal]]
) -> None:
    units = [cast.catering, cast.shop]
    rice = product(cast.sari, f"Beras {uuid4()}", stock_by_unit=True)
    first = {unit.pk: quantity for unit, quantity in zip(units, openings, strict=True)}
    counting.open_stock(rice, quantities=first, by=cast.sari, now=NOW)
    expected, promised, is_counted = sum(openings), Decimal(0), True
    for act, other, quantity in acts:
        unit = units[other]
        try:
            verbs(cast, rice, unit, quantity)[act]()
        except Refused:
            continue
        moved = {"issue": -1, "loose": -1, "back": 1, "return": 1, "buy": 1}.get(act, 0)
        expected += moved * quantity if is_counted else 0
        owed = {"promise": 1 if is_counted else 0, "release": -1, "issue": -1, "back": 1}.get(act, 0)
        promised += owed * quantity
        if act == "count":
            level = StockLevel.objects.get(product=rice, unit_id=units[not other].pk)
            expected = level.on_hand + quantity
        if act in {"stop", "open"}:
            is_counted = act == "open"
            expected = quantity if is_counted else expected
        assert_sums_agree(rice)
        assert figures(rice) == (expected if is_counted else None, promised)


def verbs(cast: Cast, rice: Product, unit: BusinessUnit, quantity: Decimal) -> dict[str, Callable[[], Any]]:
    """What can happen to the stock of a unit, by the name of the act."""
    needs, who = {(rice.pk, unit.pk): quantity}, {"by": cast.sari, "now": NOW}
    one = {**who, "unit": unit, "uuid": uuid4()}
    return {
        "promise": lambda: stocking.promise(needs),
        "release": lambda: stocking.release(needs),
        "issue": lambda: stocking.issue(needs, **SLIP, **who),
        "loose": lambda: stocking.issue(needs, **SLIP, **who, promised=False),
        "back": lambda: stocking.take_back(needs, **SLIP, **who, promise=True),
        "return": lambda: stocking.take_back(needs, kind="return", document=8, number="RTR/001", **who),
        "buy": lambda: counting.purchase(rice, quantity=quantity, **one),
        "count": lambda: counting.adjust(rice, counted=quantity, reason="Dihitung", **one),
        "stop": lambda: counting.stop_counting(rice, **who),
        "open": lambda: counting.open_stock(rice, quantities={unit.pk: quantity}, **who),
    }


def at_one_moment(cast: Cast, *acts: Callable[[], Any]) -> list[Any]:
    """Run them in a thread each, with connections of their own: what they gave, or how they failed, sorted."""
    gate, results = Barrier(len(acts)), []

    def run(act: Callable[[], Any]) -> None:
        with organization_scope(cast.organization):
            gate.wait()
            try:
                results.append(act())
            except DatabaseError as error:
                results.append(str(error))
            finally:
                connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="races are run on PostgreSQL")


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_two_orders_at_one_moment_lose_no_promise_and_never_wait_in_a_circle() -> None:
    cast = assemble()
    with organization_scope(cast.organization):
        made = [counted(cast.sari, "1000", f"Barang {place}") for place in range(6)]
        forth = [one.pk for one in made]

        def sell(order: list[int]) -> bool:
            for _time in range(25):
                stocking.promise({(pk, 0): Decimal(2) for pk in order})
                stocking.issue({(pk, 0): Decimal(1) for pk in order}, **SLIP, by=None, now=NOW)
            return True

        assert at_one_moment(cast, lambda: sell(forth), lambda: sell(forth[::-1])) == [True, True]
        for one in made:
            assert figures(one) == (950, 50)
            assert_sums_agree(one)


@on_postgresql
@pytest.mark.django_db(transaction=True)
def test_what_was_found_enough_is_not_promised_twice_at_one_moment() -> None:
    cast = assemble()
    with organization_scope(cast.organization):
        rice = counted(cast.sari, "10")

        def sell_unless_short() -> bool:
            needs = {(rice.pk, 0): Decimal(8)}
            with transaction.atomic():
                enough = not stocking.shortages(needs)
                if enough:
                    stocking.promise(needs)
            return enough

        assert at_one_moment(cast, sell_unless_short, sell_unless_short) == [False, True]
        assert figures(rice) == (10, 8)
