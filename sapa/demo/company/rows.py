"""Rows below the documents of a sale, and what they did elsewhere."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from sapa.catalogue.models import Promotion, StockMove
from sapa.demo.company.sale import Sale
from sapa.sales.models import Delivery, DocumentKind, Invoice, InvoiceLine, Order, OrderLine, PromotionUse


def belong(rows: Sequence[Any], **parent: models.Model) -> Sequence[Any]:
    """The rows in their places below a parent that has been written."""
    for place, row in enumerate(rows):
        row.position = place
        for name, value in parent.items():
            setattr(row, name, value)
    return rows


def carried(sale: Sale) -> list[OrderLine]:
    """The lines that go to somebody: all but fees."""
    return [row for row in sale.rows if row.product and row.product.kind != row.product.Kind.DELIVERY]


def move(row: OrderLine, delivery: Delivery, at: datetime) -> StockMove:
    assert row.product is not None  # counted
    return StockMove(
        product=row.product, unit_id=row.stock_unit_id or None, kind=StockMove.Kind.SALE, at=at, by=delivery.owner,
        quantity=-row.quantity * row.factor, cost=row.product.cost, document_kind=str(DocumentKind.DELIVERY),
        document_id=delivery.pk, document_number=delivery.number,
    )  # fmt: skip


def deduction(down: Invoice, line: InvoiceLine) -> InvoiceLine:
    return InvoiceLine(
        deducts=line, description=_("Less the down payment, %(number)s") % {"number": down.number}, quantity=1,
        price=-line.amount, amount=-line.amount, tax_category=line.tax_category,
    )  # fmt: skip


def uses_of(sale: Sale, order: Order) -> list[PromotionUse]:
    amounts: dict[int, int] = defaultdict(int)
    for row in sale.rows:
        if row.promotion_id is not None:
            amounts[row.promotion_id] += row.promotion_discount
    return [PromotionUse(promotion_id=pk, order=order, customer=sale.customer, amount=amount, at=sale.at)
            for pk, amount in amounts.items()]  # fmt: skip


def spend(uses: Iterable[PromotionUse]) -> None:
    spent: dict[int, int] = defaultdict(int)
    for use in uses:
        spent[use.promotion_id] += use.amount
    rows = list(Promotion.objects.filter(pk__in=spent))
    for row in rows:
        row.spent = spent[row.pk]
    Promotion.objects.bulk_update(rows, ["spent"])
