"""Sales for tests, through the real verbs."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sapa.catalogue import keeping, stocking
from sapa.catalogue.models import Product
from sapa.customers import keeping as customers
from sapa.customers.models import Customer
from sapa.sales import ordering
from sapa.sales.lines import Wanted, settings_of
from sapa.sales.models import Order, OrderLine
from sapa.team.models import Member

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)  # ten in the morning in Jakarta
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def configure(**fields: Any) -> None:
    """Change how the organisation sells."""
    row = settings_of()
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(update_fields=list(fields))


def buyer(by: Member, name: str = "PT KITA", **fields: Any) -> Customer:
    """A customer of this member."""
    return customers.create(uuid=uuid4(), by=by, now=NOW, fields={"name": name, "owner": by, **fields}, phones=[])


def product(
    by: Member, name: str = "Nasi kotak", *, price: int = 25_000, stock: str | None = None, **fields: Any
) -> Product:
    """A product of the catalogue, with so much of it in stock."""
    made = keeping.create(uuid=uuid4(), by=by, now=NOW, fields={"name": name, "unit": "pcs", "price": price, **fields})
    if stock is not None:
        stocking.open_stock(made, quantities={made.business_unit_id or 0: Decimal(stock)}, by=by, now=NOW)
        made.refresh_from_db()
    return made


def line(what: Product | str, quantity: str | int = 1, price: int | None = None, **fields: Any) -> Wanted:
    """So many of a product at its price, or of free text."""
    if isinstance(what, str):
        return Wanted(None, what, quantity=Decimal(quantity), price=price or 0, **fields)
    return Wanted(what, quantity=Decimal(quantity), price=what.price if price is None else price, **fields)


def an_order(by: Member, customer: Customer, *lines: Wanted, on: date = TODAY, **fields: Any) -> Order:
    return ordering.order(uuid=uuid4(), customer=customer, lines=lines, by=by, on=on, now=NOW, **fields)


def lines_of(order: Order) -> list[OrderLine]:
    return list(OrderLine.objects.filter(order=order).select_related("product"))


def all_of(order: Order) -> dict[int, Decimal]:
    """Everything of an order, by line: to deliver or to invoice."""
    return {row.pk: row.quantity for row in lines_of(order)}
