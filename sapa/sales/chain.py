"""The documents of one sale, from the quotation to the payments, as links."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, CharField, ExpressionWrapper, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sapa.sales.models import Allocation, CreditNote, Delivery, Invoice, Order, Payment, Quotation, SalesReturn
from sapa.tenancy.prepared import among, ask, those

KINDS: dict[str, Any] = {  # in the order in which they come about
    "quotation": _("Quotation"),
    "order": _("Sales order"),
    "delivery": _("Delivery note"),
    "return": _("Sales return"),
    "invoice": _("Invoice"),
    "credit_note": _("Credit note"),
    "payment": _("Payment"),
}
MOST = 40  # links


@dataclass(frozen=True)
class Link:
    """A document of the chain. `is_gone`: it was cancelled or replaced."""

    kind: Any
    number: str
    url: str
    is_gone: bool
    current: bool


def chain_of(document: Any) -> list[Link]:
    """The chain that a document stands in, itself included; [] where it stands alone. Two queries at the most."""
    quotation, orders = _ends(document)
    if not orders and quotation is None:
        return []
    here = (_kind(document), document.pk)
    found = _rows(orders)
    if quotation is not None and ("quotation", quotation.pk) not in {(kind, pk) for kind, pk, _n, _g in found}:
        gone = quotation.status in {Quotation.Status.REPLACED, Quotation.Status.CANCELLED}
        found.insert(0, ("quotation", quotation.pk, str(quotation), gone))
    links = [
        Link(KINDS[kind], number, reverse(f"sales:{kind}", args=[pk]), bool(gone), (kind, pk) == here)
        for kind, pk, number, gone in sorted(found, key=lambda row: (list(KINDS).index(row[0]), row[1]))
    ]
    return links[:MOST] if len(links) > 1 else []


def _ends(document: Any) -> tuple[Quotation | None, list[int]]:
    """The quotation at the beginning, and the orders whose documents follow."""
    if isinstance(document, Quotation):
        return document, list(Order.objects.filter(quotation=document).values_list("pk", flat=True))
    if isinstance(document, Order):
        return document.quotation, [document.pk]
    if isinstance(document, Payment):
        rows = Invoice.objects.filter(allocations__payment=document, order__isnull=False)
        return None, list(dict.fromkeys(rows.values_list("order_id", flat=True)))
    if isinstance(document, SalesReturn):
        return None, [document.delivery.order_id]
    if isinstance(document, CreditNote):
        return None, [document.invoice.order_id] if document.invoice.order_id else []
    return None, [document.order_id] if document.order_id else []


def _rows(orders: list[int]) -> list[tuple[str, int, str, bool]]:
    """(kind, id, number, whether it is gone) of all documents of these orders. One query."""
    if not orders:
        return []
    return ask("sales.chain", (), lambda ids: _documents(those("order", ids)), **among("order", orders))


def _documents(orders: Sequence[int]) -> QuerySet:
    invoices = Invoice.objects.filter(order__in=orders).order_by()  # SQLite looks for their ids; joined, it reads all
    paid = Allocation.objects.filter(invoice__in=invoices.values("pk")).order_by()
    sets = [
        _named(Quotation.objects.filter(orders__in=orders), "quotation", Q(status="cancelled")),
        _named(Order.objects.filter(pk__in=orders), "order", Q(status="cancelled")),
        _named(Delivery.objects.filter(order__in=orders), "delivery"),
        _named(SalesReturn.objects.filter(delivery__order__in=orders), "return"),
        _named(invoices, "invoice"),
        _named(CreditNote.objects.filter(invoice__in=invoices.values("pk")), "credit_note"),
        _named(Payment.objects.filter(pk__in=paid.values("payment")), "payment"),
    ]
    return sets[0].union(*sets[1:], all=True)[: MOST * 2]


def _named(rows: QuerySet, kind: str, gone: Q | None = None) -> QuerySet:
    said = gone if gone is not None else Q(cancelled_at__isnull=False)
    named = rows.order_by().annotate(of=Value(kind, CharField()), gone=ExpressionWrapper(said, BooleanField()))
    return named.values_list("of", "pk", "number", "gone")


def _kind(document: Any) -> str:
    return {"salesreturn": "return", "creditnote": "credit_note"}.get(
        document._meta.model_name, document._meta.model_name
    )
