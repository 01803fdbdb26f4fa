"""What the firm buys itself: each month as much of its goods as that month will take."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from math import ceil
from random import Random
from typing import Any

from sapa.catalogue import stocking
from sapa.catalogue.models import Product, StockMove
from sapa.demo.company.calendar import moment, workday
from sapa.demo.company.goods import LEAST, MEASURES
from sapa.demo.company.sale import Sale
from sapa.demo.company.setting import Setting, uuid_of
from sapa.events.models import Event
from sapa.events.recording import event

SUPPLIERS = {
    "AIR-04": "CV Sumber Tirta (contoh)",
    "TOK-01": "Gapoktan Polanharjo",
    "TOK-05": "Kelompok tani kopi Merapi",
}
OTHERS = "Grosir Pasar Delanggu"
SHORT = {"TOK-04", "TOK-05"}  # of these somebody has to buy more today


@dataclass(frozen=True)
class Purchase:
    at: datetime
    product: Product
    quantity: Decimal

    @property
    def supplier(self) -> str:
        return SUPPLIERS.get(self.product.sku, OTHERS)


def purchases(setting: Setting, sales: Iterable[Sale]) -> list[Purchase]:
    """So that no month takes more than there is, and the minimum stays. In the order of the days."""
    random, needs = Random("purchases"), _needs(sales)
    found = []
    for sku, product in setting.products.items():
        if product.stock is None:
            continue
        there, least = product.stock, Decimal(LEAST.get(sku, 0))
        pack = MEASURES[sku][0][1] if sku in MEASURES else 10
        for month in _months(setting.today):
            need = needs[product.pk, month]
            if sku in SHORT and month == _first(setting.today):
                least = Decimal(0)
            if there < need + least:
                bought = Decimal(ceil((need + least * 2 - there) / pack) * pack)
                found.append(Purchase(moment(month, random).replace(hour=7), product, bought))
                there += bought
            there -= need
    return sorted(found, key=lambda one: one.at)


def _needs(sales: Iterable[Sale]) -> dict[tuple[int, date], Decimal]:
    """In the product's own unit, by the first working day of the month in which it is delivered."""
    found: dict[tuple[int, date], Decimal] = defaultdict(Decimal)
    for sale in sales:
        day = (sale.delivered_at or sale.at).date()
        for line in sale.lines:
            if line.product is not None and line.product.stock is not None:
                found[line.product.pk, _first(day)] += line.quantity * line.factor
    return found


def _first(day: date) -> date:
    return workday(day.replace(day=1))


def _months(today: date) -> Iterator[date]:
    """The first working day of this month and of the nineteen before it."""
    month, found = today.replace(day=1), []
    for _number in range(20):
        found.append(_first(month))
        month = (month - timedelta(1)).replace(day=1)
    yield from reversed(found)


def rows(setting: Setting, bought: Iterable[Purchase]) -> tuple[list[StockMove], list[Event]]:
    """The ledger's moves of older purchases, and what the history tells of them."""
    random, by = Random("moves"), setting.boss
    moves, events = [], []
    for one in bought:
        moves.append(
            StockMove(uuid=uuid_of(random), product=one.product, unit_id=one.product.business_unit_id,
                      kind=StockMove.Kind.PURCHASE, quantity=one.quantity, cost=one.product.cost, reason=one.supplier,
                      at=one.at, by=by)
        )  # fmt: skip
        told: dict[str, Any] = {"quantity": float(one.quantity), "uom": one.product.unit, "note": one.supplier}
        events.append(event("stock.purchased", one.product, by=by, at=one.at, **told))
    return moves, events


def buy(setting: Setting, one: Purchase, random: Random) -> None:
    """As people do."""
    stocking.purchase(one.product, uuid=uuid_of(random), unit=one.product.business_unit, quantity=one.quantity,
                      by=setting.boss, now=one.at, supplier=one.supplier)  # fmt: skip
