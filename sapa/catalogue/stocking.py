"""Stock: what is promised to orders, what goes out with deliveries, what comes back.

`needs` are quantities in a product's own unit by place: a product's id and the unit of `stock_unit`. A product
that is not counted is left out silently. What people do with a product's stock is in `catalogue.counting`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connection, transaction

from sapa.catalogue.counting import adjust, open_stock, purchase
from sapa.catalogue.ledger import NOTHING, Place, hold, levels, post
from sapa.catalogue.models import Product, StockMove
from sapa.team.models import BusinessUnit, Member

__all__ = [
    "Needs",
    "Place",
    "Shortage",
    "adjust",
    "issue",
    "open_stock",
    "promise",
    "purchase",
    "release",
    "shortages",
    "stock_unit",
    "take_back",
]

type Needs = Mapping[Place, Decimal]

CAME_BACK = "return"  # the kind of document that returns goods; any other one takes its own move back


@dataclass(frozen=True)
class Shortage:
    """A product of which more is wanted than is available to a unit (0: none)."""

    product: Product
    unit_id: int
    wanted: Decimal
    available: Decimal  # below zero where too much was promised before


def stock_unit(product: Product, unit: BusinessUnit | None) -> int:
    """The id of the unit whose stock a sale by `unit` takes; 0 is the stock that belongs to no unit."""
    if product.business_unit_id:
        return product.business_unit_id
    return unit.pk if unit is not None and product.stock_by_unit else 0


def shortages(needs: Needs) -> list[Shortage]:
    """Of which products more is wanted than is available. Reads twice.

    Inside a transaction it holds the products to its end: what it found enough, nobody promises meanwhile.
    """
    wanted = _wanted(needs)
    if connection.in_atomic_block:
        products = hold(product for product, _unit in wanted)
    else:
        products = Product.objects.in_bulk({product for product, _unit in wanted})
    counted = {place: quantity for place, quantity in wanted.items() if _is_counted(products, place)}
    there = levels(product for product, _unit in counted) if counted else {}
    found = []
    for place, quantity in counted.items():
        level = there.get(place)
        available = level.available if level else NOTHING
        if available < quantity:
            found.append(Shortage(products[place[0]], place[1], quantity, available))
    return found


@transaction.atomic
def promise(needs: Needs) -> set[Place]:
    """Promise to an order what it will take: available goes down, on hand stays. Says what was promised.

    What is promised here is released by `release`, by `issue` with `promised`, and by nothing else.
    """
    wanted = _wanted(needs)
    products = hold(product for product, _unit in wanted)
    counted = {place: quantity for place, quantity in wanted.items() if _is_counted(products, place)}
    post(promised=counted)
    return set(counted)


@transaction.atomic
def release(needs: Needs) -> None:
    """An order does not take what `promise` promised: available goes up again.

    This holds also where the product is not counted any more, so that no promise is left over.
    """
    wanted = _wanted(needs)
    hold(product for product, _unit in wanted)
    post(promised={place: -quantity for place, quantity in wanted.items()})


@transaction.atomic
def issue(
    needs: Needs, *, kind: str, document: int, number: str, by: Member | None, now: datetime, promised: bool = True
) -> None:
    """Goods leave with a document, named by its kind, id and number: on hand goes down.

    `promised`: these quantities had been promised, and are not any more.
    """
    wanted = _wanted(needs)
    products = hold(product for product, _unit in wanted)
    gone = {place: -quantity for place, quantity in wanted.items()}
    moves = _moves(gone, products, StockMove.Kind.SALE, kind, document, number, by, now)
    post(moves, promised=gone if promised else None)


@transaction.atomic
def take_back(
    needs: Needs, *, kind: str, document: int, number: str, by: Member | None, now: datetime, promise: bool = False
) -> None:
    """Goods come in with a document: a return, or a delivery that is cancelled and takes its own move back.

    `promise`: the order will take them after all, as before the delivery.
    """
    wanted = _wanted(needs)
    products = hold(product for product, _unit in wanted)
    of_kind = StockMove.Kind.RETURN if kind == CAME_BACK else StockMove.Kind.SALE
    moves = _moves(wanted, products, of_kind, kind, document, number, by, now)
    post(moves, promised=wanted if promise else None)


def _wanted(needs: Needs) -> dict[Place, Decimal]:
    return {place: needs[place] for place in sorted(needs) if needs[place]}


def _is_counted(products: Mapping[int, Product], place: Place) -> bool:
    product = products.get(place[0])
    return product is not None and product.is_counted


def _moves(
    quantities: Needs, products: Mapping[int, Product], of_kind: str, kind: str, document: int, number: str,
    by: Member | None, now: datetime,
) -> list[StockMove]:  # fmt: skip
    """A move for each place that is counted, at the cost of today."""
    return [
        StockMove(
            product_id=product,
            unit_id=unit or None,
            kind=of_kind,
            quantity=quantity,
            cost=products[product].cost,
            document_kind=kind,
            document_id=document,
            document_number=number,
            at=now,
            by=by,
        )
        for (product, unit), quantity in quantities.items()
        if _is_counted(products, (product, unit))
    ]
