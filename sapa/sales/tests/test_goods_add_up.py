"""Whatever happens to orders, deliveries, returns and invoices, in any order: the goods add up."""

from collections import defaultdict
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db.models import QuerySet
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sapa.catalogue.models import Product, StockLevel, StockMove
from sapa.lib.errors import Refused
from sapa.sales import delivering, ending, invoicing, returning
from sapa.sales.models import (
    Delivery,
    DeliveryLine,
    Invoice,
    InvoiceLine,
    Order,
    OrderLine,
    SalesReturn,
    SalesReturnLine,
)
from sapa.sales.tests.builders import NOW, TODAY, an_order, buyer, line, product
from sapa.testing import Cast

VERBS = ["order", "deliver", "unsend", "return", "unreturn", "close", "cancel", "invoice", "uninvoice"]
STEPS = st.lists(st.tuples(st.sampled_from(VERBS), st.integers(1, 100), st.integers(0, 20)), min_size=4, max_size=14)
FACTORS = st.lists(st.sampled_from([Decimal(1), Decimal(12), Decimal("0.5")]), min_size=1, max_size=3)
OPENING = Decimal(100)


@pytest.mark.shared
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # a story is short enough to be read unshrunk
)
@given(FACTORS, STEPS)
def test_the_goods_add_up(cast: Cast, factors: list[Decimal], steps: list[tuple[str, int, int]]) -> None:
    name = uuid4().hex
    products = [product(cast.budi, f"{name} {place}", stock="100") for place in range(len(factors))]
    whose = buyer(cast.budi, name)
    orders: list[Order] = []

    def write() -> None:
        wanted = [line(one, "10.5", factor=factor) for one, factor in zip(products, factors, strict=True)]
        orders.append(an_order(cast.budi, whose, *wanted, line("Jasa", 1, 50_000), credit_checked=False))

    write()
    for verb, percent, which in steps:
        try:
            if verb == "order":
                write()
            else:
                do(verb, percent, which, orders[which % len(orders)], cast)
        except Refused:
            pass
        goods_add_up([one.pk for one in products], [one.pk for one in orders])


def do(verb: str, percent: int, which: int, order: Order, cast: Cast) -> None:
    """One step with one of the documents that there are, chosen by its place."""
    common = {"uuid": uuid4(), "by": cast.budi, "on": TODAY, "now": NOW}
    undone = {"reason": "Salah", "by": cast.tono, "now": NOW}
    deliveries = list(Delivery.objects.filter(order=order).order_by("pk"))
    returns = list(SalesReturn.objects.filter(delivery__order=order).order_by("pk"))
    invoices = list(Invoice.objects.filter(order=order).order_by("pk"))
    lines = OrderLine.objects.filter(order=order)
    if verb == "deliver":
        delivering.deliver(order, quantities={one.pk: part(one.open, percent) for one in lines}, **common)
    elif verb == "unsend" and deliveries:
        delivering.cancel(deliveries[which % len(deliveries)], **undone)
    elif verb == "return" and deliveries:
        chosen = deliveries[which % len(deliveries)]
        back = {one.pk: part(one.quantity - one.returned, percent) for one in chosen.lines.all()}
        returning.take_back(chosen, quantities=back, reason="Rusak", restocked=which % 2 == 0, **common)
    elif verb == "unreturn" and returns:
        returning.cancel(returns[which % len(returns)], **undone)
    elif verb == "close":
        ending.close(order, **undone)
    elif verb == "cancel":
        ending.cancel(order, **undone)
    elif verb == "invoice":
        invoicing.invoice(order, quantities={one.pk: part(one.to_invoice, percent) for one in lines}, **common)
    elif verb == "uninvoice" and invoices:
        invoicing.cancel(invoices[which % len(invoices)], **undone)


def part(whole: Decimal, percent: int) -> Decimal:
    return round(whole * percent / 100, 3)


def goods_add_up(products: list[int], orders: list[int]) -> None:
    """Ordered = delivered + open + dropped; what is kept is the sum of its rows; stock = opening + moves."""
    live = Order.objects.filter(pk__in=orders)
    sent = sums(DeliveryLine.objects.filter(delivery__order__in=live, delivery__cancelled_at=None), "order_line")
    of_return = SalesReturnLine.objects.filter(sales_return__delivery__order__in=live, sales_return__cancelled_at=None)
    back = sums(of_return, "delivery_line__order_line")
    billed = sums(InvoiceLine.objects.filter(invoice__order__in=live, invoice__cancelled_at=None), "order_line")
    promised: dict[int, Decimal] = defaultdict(Decimal)
    for one in OrderLine.objects.filter(order__in=live).select_related("order"):
        assert one.quantity == one.delivered + one.open + one.dropped
        assert (one.delivered, one.returned, one.invoiced) == (sent[one.pk], back[one.pk], billed[one.pk])
        if one.product_id and one.order.status == Order.Status.CONFIRMED:
            promised[one.product_id] += one.open * one.factor
    for order in live:
        own = list(OrderLine.objects.filter(order=order))
        assert (order.net, order.total) == (sum(one.amount for one in own), sum(one.total for one in own))
        if order.status in {Order.Status.CONFIRMED, Order.Status.CLOSED}:
            assert order.is_delivered == all(one.open == 0 for one in own)
            assert order.is_invoiced == all(one.to_invoice == 0 for one in own)
    for one in Product.objects.filter(pk__in=products):
        moved = sum(StockMove.objects.filter(product=one).values_list("quantity", flat=True))
        level = StockLevel.objects.get(product=one)
        assert one.stock == moved == level.on_hand
        assert one.promised == level.promised == promised[one.pk]
        assert StockMove.objects.get(product=one, kind="opening").quantity == OPENING


def sums(rows: QuerySet, by: str) -> dict[int, Decimal]:
    """Added up here: SQLite would do it in binary fractions."""
    found: dict[int, Decimal] = defaultdict(Decimal)
    for key, quantity in rows.values_list(by, "quantity"):
        found[key] += quantity
    return found
