"""Goods leave with a delivery note, in parts, are signed for, come back, or never left after all."""

from decimal import Decimal
from uuid import uuid4

import pytest

from sapa.catalogue.models import StockMove
from sapa.events.models import Event
from sapa.lib.errors import AlreadyDone, Refused
from sapa.sales import delivering, ending, returning
from sapa.sales.models import Delivery, DeliveryLine, Order, SalesReturn
from sapa.sales.tests.builders import NOW, TODAY, all_of, an_order, buyer, line, lines_of, product
from sapa.testing import Cast


def deliver(cast: Cast, order: Order, *quantities: str, **fields: object) -> Delivery:
    """So much of each line, in order."""
    wanted = {row.pk: Decimal(quantity) for row, quantity in zip(lines_of(order), quantities, strict=True)}
    return delivering.deliver(order, uuid=uuid4(), quantities=wanted, by=cast.budi, on=TODAY, now=NOW, **fields)


def test_parts_of_an_order_leave_the_stock_one_after_the_other(cast: Cast) -> None:
    rice, oil = product(cast.budi, "Beras", stock="20"), product(cast.budi, "Minyak", stock="10")
    order = an_order(cast.budi, buyer(cast.budi), line(rice, 10), line(oil, 4))

    first = deliver(cast, order, "6", "0", carrier="Pak Man", vehicle="AB 1234 CD")
    assert (first.number, order.is_delivered) == ("001/SJ/K/XI/2026", False)
    rice.refresh_from_db()
    assert (rice.stock, rice.promised, rice.available) == (14, 4, 10)

    deliver(cast, order, "4", "4")
    rice.refresh_from_db()
    oil.refresh_from_db()
    order.refresh_from_db()
    assert (rice.stock, rice.promised, oil.stock, oil.promised, order.is_delivered) == (10, 0, 6, 0, True)
    assert [move.quantity for move in StockMove.objects.of_product(rice) if move.kind == "sale"] == [-4, -6]


def test_it_refuses_more_than_is_open(cast: Cast) -> None:
    order = an_order(cast.budi, buyer(cast.budi), line("Snack", 10, 1_000))
    deliver(cast, order, "8")
    with pytest.raises(Refused, match="2"):
        deliver(cast, order, "3")
    with pytest.raises(Refused):
        deliver(cast, order, "0")
    assert Delivery.objects.count() == 1


def test_it_refuses_lines_of_another_order(cast: Cast) -> None:
    order, other = (an_order(cast.budi, buyer(cast.budi, name), line("Snack", 1, 1_000)) for name in ("A", "B"))
    with pytest.raises(Refused):
        delivering.deliver(order, uuid=uuid4(), quantities=all_of(other), by=cast.budi, on=TODAY, now=NOW)


def test_a_note_sent_twice_is_one(cast: Cast) -> None:
    order, once = an_order(cast.budi, buyer(cast.budi), line("Snack", 10, 1_000)), uuid4()
    wanted = {lines_of(order)[0].pk: Decimal(5)}
    for _turn in range(2):
        delivering.deliver(order, uuid=once, quantities=wanted, by=cast.budi, on=TODAY, now=NOW)
    assert (Delivery.objects.count(), lines_of(order)[0].delivered) == (1, 5)
    assert Event.objects.filter(kind="delivery.posted").count() == 1


def test_it_is_signed_for_once(cast: Cast) -> None:
    order = an_order(cast.budi, buyer(cast.budi), line("Snack", 10, 1_000))
    made = deliver(cast, order, "10")
    delivering.sign(made, name="Bu Sri", note="Kurang 1 kotak penyok", by=cast.budi, now=NOW)
    assert (made.received_by, made.is_received) == ("Bu Sri", True)
    with pytest.raises(AlreadyDone):
        delivering.sign(made, name="Orang lain", by=cast.budi, now=NOW)


def test_a_cancelled_note_puts_everything_back(cast: Cast) -> None:
    rice = product(cast.budi, "Beras", stock="20")
    order = an_order(cast.budi, buyer(cast.budi), line(rice, 10))
    made = deliver(cast, order, "10")
    delivering.cancel(made, reason="Belum berangkat", by=cast.tono, now=NOW)
    rice.refresh_from_db()
    order.refresh_from_db()
    assert (rice.stock, rice.promised, lines_of(order)[0].open, order.is_delivered) == (20, 10, 10, False)
    with pytest.raises(AlreadyDone):
        delivering.cancel(made, reason="Lagi", by=cast.tono, now=NOW)
    with pytest.raises(Refused):
        delivering.sign(made, name="Bu Sri", by=cast.budi, now=NOW)


def test_a_note_cancelled_after_its_order_was_closed_is_dropped_with_the_rest(cast: Cast) -> None:
    rice = product(cast.budi, "Beras", stock="20")
    order = an_order(cast.budi, buyer(cast.budi), line(rice, 10))
    made = deliver(cast, order, "4")
    ending.close(order, reason="Cukup", by=cast.tono, now=NOW)
    delivering.cancel(made, reason="Tidak jadi", by=cast.tono, now=NOW)
    rice.refresh_from_db()
    row = lines_of(order)[0]
    assert (rice.stock, rice.promised, row.delivered, row.dropped, row.open) == (20, 0, 0, 10, 0)


def test_what_comes_back_can_be_sold_again_or_is_thrown_away(cast: Cast) -> None:
    rice = product(cast.budi, "Beras", stock="20")
    order = an_order(cast.budi, buyer(cast.budi), line(rice, 10))
    made = deliver(cast, order, "10")
    row = DeliveryLine.objects.get()

    def back(quantity: str, *, restocked: bool) -> SalesReturn:
        return returning.take_back(made, uuid=uuid4(), quantities={row.pk: Decimal(quantity)}, reason="Kutuan",
                                   restocked=restocked, by=cast.budi, on=TODAY, now=NOW)  # fmt: skip

    first = back("3", restocked=True)
    back("2", restocked=False)
    rice.refresh_from_db()
    ordered = lines_of(order)[0]
    assert (first.number, rice.stock, rice.promised) == ("001/RTR/K/XI/2026", 13, 0)
    assert (ordered.delivered, ordered.returned, ordered.open, ordered.to_invoice) == (10, 5, 0, 5)
    with pytest.raises(Refused):
        back("6", restocked=True)
    with pytest.raises(Refused):
        delivering.cancel(made, reason="Salah", by=cast.tono, now=NOW)

    returning.cancel(first, reason="Salah hitung", by=cast.tono, now=NOW)
    rice.refresh_from_db()
    assert (rice.stock, lines_of(order)[0].returned) == (10, 2)
    with pytest.raises(AlreadyDone):
        returning.cancel(first, reason="Lagi", by=cast.tono, now=NOW)


def test_a_delivery_fee_is_not_carried_to_anybody(cast: Cast) -> None:
    fee = product(cast.budi, "Ongkos kirim", price=10_000, kind="delivery")
    order = an_order(cast.budi, buyer(cast.budi), line("Snack", 2, 1_000), line(fee))
    assert [row.open for row in lines_of(order)] == [2, 0]
    deliver(cast, order, "2", "0")
    order.refresh_from_db()
    assert order.is_delivered


def test_an_order_that_waits_is_not_delivered(cast: Cast) -> None:
    order = an_order(cast.budi, buyer(cast.budi), line("Snack", 2, 1_000))
    Order.objects.filter(pk=order.pk).update(status=Order.Status.HELD)
    with pytest.raises(Refused):
        deliver(cast, order, "2")


def test_thousandths_are_exact_on_every_database(cast: Cast) -> None:
    order = an_order(cast.budi, buyer(cast.budi), line("Kopi", "0.3", 100_000))
    deliver(cast, order, "0.1")
    deliver(cast, order, "0.2")
    assert (lines_of(order)[0].delivered, lines_of(order)[0].open) == (Decimal("0.3"), 0)
    another = an_order(cast.budi, buyer(cast.budi, "B"), line("Kopi", "0.3", 100_000))
    deliver(cast, another, "0.2")
    ending.close(another, reason="Habis", by=cast.tono, now=NOW)
    assert lines_of(another)[0].dropped == Decimal("0.1")
