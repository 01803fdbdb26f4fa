"""The benchmark's sales: invoices with three lines each, a fifth of them owed; some with their order and delivery."""

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import batched
from typing import Any
from uuid import uuid4

from django.db.models import F

from bench.making import BATCH, TODAY, pour
from sapa.catalogue.models import PriceItem, PriceList, Product, Promotion, StockLevel, StockMove
from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.exchange.kinds.invoice_customers import note_first_purchases
from sapa.sales.models import (
    Allocation,
    CustomerCredit,
    Delivery,
    DeliveryLine,
    Invoice,
    InvoiceLine,
    Order,
    OrderLine,
    Payment,
)
from sapa.team.models import Member
from sapa.tenancy.bulk import insert

PER_CUSTOMER = 2
LINES, MANY_LINES = 3, 60  # of an invoice, and of the longest ones
LONG = 40  # of those: each paper is another one, as typst remembers what it drew
CHAINED = 20  # of so many invoices one has an order of ours; the others came from another system
DAYS, RECENT = 700, 0.2  # of the last fifth of these days two in three are owed, of the others one in twelve
OWED_RECENTLY, OWED_BEFORE = 0.67, 0.0825
TERMS = 30  # days


@dataclass(slots=True)
class Sale:
    """An invoice that is to be written, with its lines."""

    number: int
    customer_id: int
    by: Member
    on: date
    lines: list[dict[str, Any]]
    is_owed: bool
    is_chained: bool
    order_id: int | None = None

    @property
    def total(self) -> int:
        return sum(line["amount"] for line in self.lines)

    @property
    def head(self) -> dict[str, Any]:
        """What all its documents say."""
        return {"customer_id": self.customer_id, "owner_id": self.by.pk, "on": self.on, "created_by_id": self.by.pk,
                "created_at": self.at}  # fmt: skip

    @property
    def at(self) -> datetime:
        return datetime.combine(self.on, time(3), UTC)

    @property
    def sums(self) -> dict[str, int]:
        cost = sum(line["cost"] for line in self.lines)
        return {"gross": self.total, "net": self.total, "total": self.total, "cost": cost}


def load_sales(chance: random.Random, people: Sequence[Customer], members: Sequence[Member]) -> None:
    """Twice as many invoices as people, of those at the funnel's last step. What is kept beside them is right."""
    products = list(Product.objects.order_by("pk"))
    buyers = [person.pk for person in people if person.step == "opportunity"]
    load_prices(products)
    owed: dict[int, int] = defaultdict(int)
    sold: dict[int, Decimal] = defaultdict(Decimal)
    first: dict[int, date] = {}
    for some in batched(_sales(chance, len(people) * PER_CUSTOMER, buyers, products, members), BATCH):
        _write(some)
        for sale in some:
            first.setdefault(sale.customer_id, sale.on)
            owed[sale.customer_id] += sale.total if sale.is_owed else 0
            for line in sale.lines if sale.is_chained else ():
                sold[line["product_id"]] += line["quantity"]
    pour(CustomerCredit, ({"customer_id": pk, "receivable": debt} for pk, debt in owed.items() if debt))
    for chunk in batched(first.items(), BATCH):
        note_first_purchases(dict(chunk))
    _take_from_stock(sold)


def load_prices(products: Sequence[Product]) -> None:
    """A list for everybody that is cheaper from 24 on, and two promotions."""
    listed = PriceList.objects.create(name="Grosir", starts_on=TODAY - timedelta(days=DAYS))
    rows = ({"price_list_id": listed.pk, "product_id": one.pk, "from_quantity": least, "price": one.price - off}
            for one in products for least, off in ((1, 0), (24, 500)))  # fmt: skip
    pour(PriceItem, rows)
    kind = Promotion.Kind.PERCENT
    for name, product in (("Potongan 5%", products[0]), ("Potongan 3%", products[1])):
        Promotion.objects.create(name=name, kind=kind, percent=3, product=product, starts_on=TODAY)


def _sales(
    chance: random.Random, count: int, buyers: Sequence[int], products: Sequence[Product], members: Sequence[Member]
) -> Iterator[Sale]:
    for number in range(1, count + 1):
        age = 1 - number / count
        length = MANY_LINES if number > count - LONG else LINES
        yield Sale(
            number=number,
            customer_id=chance.choice(buyers),
            by=chance.choice(members),
            on=TODAY - timedelta(days=int(age * DAYS)),
            lines=[_line(place, chance.choice(products), chance.randrange(1, 40)) for place in range(length)],
            is_owed=chance.random() < (OWED_RECENTLY if age < RECENT else OWED_BEFORE),
            is_chained=number % CHAINED == 0,
        )


def _line(place: int, product: Product, quantity: int) -> dict[str, Any]:
    return {"position": place, "product_id": product.pk, "description": product.name, "measure": product.unit,
            "quantity": Decimal(quantity), "price": product.price, "amount": product.price * quantity,
            "cost": (product.cost or 0) * quantity}  # fmt: skip


def _write(sales: Sequence[Sale]) -> None:
    order_lines = _write_chains([sale for sale in sales if sale.is_chained])
    pks = insert(Invoice, [_invoice(sale) for sale in sales])
    lines = []
    for pk, sale in zip(pks, sales, strict=True):
        above = order_lines.get(sale.number) or [None] * len(sale.lines)
        lines += [line | {"invoice_id": pk, "order_line_id": one} for line, one in zip(sale.lines, above, strict=True)]
    insert(InvoiceLine, lines)
    paid = [(pk, sale) for pk, sale in zip(pks, sales, strict=True) if not sale.is_owed]
    receipts = insert(Payment, [sale.head | {"number": f"KWT-{sale.number:06}", "amount": sale.total,
                                             "allocated": sale.total} for _pk, sale in paid])  # fmt: skip
    insert(Allocation, [
        {"uuid": uuid4(), "payment_id": receipt, "invoice_id": pk, "amount": sale.total, "on": sale.on, "at": sale.at}
        for receipt, (pk, sale) in zip(receipts, paid, strict=True)
    ])  # fmt: skip
    insert(Event, [_event("invoice.posted", "invoice", pk, f"INV-{sale.number:06}", sale)
                   for pk, sale in zip(pks, sales, strict=True)])  # fmt: skip


def _invoice(sale: Sale) -> dict[str, Any]:
    paid = 0 if sale.is_owed else sale.total
    return sale.head | sale.sums | {
        "number": f"INV-{sale.number:06}",
        "kind": "sale" if sale.is_chained else "history",
        "order_id": sale.order_id,
        "terms_days": TERMS,
        "due_on": sale.on + timedelta(days=TERMS),
        "paid": paid,
        "paid_on": sale.on if paid else None,
    }  # fmt: skip


def _write_chains(sales: Sequence[Sale]) -> dict[int, list[int]]:
    """Orders and deliveries of these; the ids of the orders' lines by the number of the sale."""
    done = {"status": "confirmed", "is_delivered": True, "is_invoiced": True, "terms_days": TERMS}
    orders = insert(Order, [sale.head | sale.sums | done | {"number": f"PSN-{sale.number:06}"} for sale in sales])
    lines = []
    for pk, sale in zip(orders, sales, strict=True):
        sale.order_id = pk
        moved = [{"delivered": line["quantity"], "invoiced": line["quantity"]} for line in sale.lines]
        lines += [line | one | {"order_id": pk, "is_counted": True}
                  for line, one in zip(sale.lines, moved, strict=True)]  # fmt: skip
    ids = iter(insert(OrderLine, lines))
    found = {sale.number: [next(ids) for _line in sale.lines] for sale in sales}
    notes = [sale.head | {"order_id": sale.order_id, "number": f"SJ-{sale.number:06}"} for sale in sales]
    deliveries = insert(Delivery, notes)
    insert(DeliveryLine, [
        {"delivery_id": pk, "order_line_id": own, "position": line["position"], "quantity": line["quantity"]}
        for pk, sale in zip(deliveries, sales, strict=True)
        for own, line in zip(found[sale.number], sale.lines, strict=True)
    ])  # fmt: skip
    insert(StockMove, [
        {"product_id": line["product_id"], "kind": "sale", "quantity": -line["quantity"], "document_kind": "delivery",
         "document_id": pk, "document_number": f"SJ-{sale.number:06}", "at": sale.at, "by_id": sale.by.pk}
        for pk, sale in zip(deliveries, sales, strict=True)
        for line in sale.lines
    ])  # fmt: skip
    insert(Event, [_event("order.confirmed", "order", sale.order_id, f"PSN-{sale.number:06}", sale) for sale in sales])
    return found


def _take_from_stock(sold: dict[int, Decimal]) -> None:
    """Keep what their moves left of each product."""
    for pk, quantity in sold.items():
        StockLevel.objects.filter(product=pk, unit_id=0).update(on_hand=F("on_hand") - quantity)
        Product.objects.filter(pk=pk).update(stock=F("stock") - quantity)


def _event(kind: str, noun: str, pk: int | None, name: str, sale: Sale) -> dict[str, Any]:
    return {"at": sale.at, "kind": kind, "by_id": sale.by.pk, "by_name": sale.by.name, "subject_kind": noun,
            "subject_id": pk, "subject_name": name, "customer_id": sale.customer_id,
            "data": {"total": sale.total}}  # fmt: skip
