"""Posting an invoice of an order: held, numbered, written, owed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext as _

from sapa.customers.models import Customer, Market
from sapa.events.recording import record
from sapa.lib.errors import Refused
from sapa.lib.taxes import EXEMPT, rate_on
from sapa.sales.lines import totals
from sapa.sales.models import DocumentKind, Invoice, InvoiceLine, Order, OrderLine
from sapa.sales.numbering import give_number
from sapa.sales.writing import QUANTITY, each, owe
from sapa.team.models import Member


def hold(order: Order) -> list[OrderLine]:
    """The order's lines, while nobody else invoices them until the transaction ends. Raises Refused."""
    states = [Order.Status.CONFIRMED, Order.Status.CLOSED]
    if Order.objects.filter(pk=order.pk, status__in=states).update(version=F("version") + 1) != 1:
        raise Refused(_("An order that waits for a word, or was cancelled, is not invoiced."))
    order.refresh_from_db(from_queryset=Order.objects.select_related("customer", "unit"))
    return list(OrderLine.objects.filter(order=order))


def post(
    order: Order,
    rows: Sequence[InvoiceLine],
    *,
    uuid: UUID,
    by: Member,
    on: date,
    now: datetime,
    taxable: bool,
    kind: str = Invoice.Kind.SALE,
    terms_days: int | None = None,
    note: str = "",
) -> Invoice:
    """Number and write an invoice with these lines, and what the customer owes by it. Call it in a transaction."""
    terms = order.terms_days if terms_days is None else terms_days
    made = Invoice(
        uuid=uuid, kind=kind, order=order, customer_id=order.customer_id, unit_id=order.unit_id, on=on, note=note,
        owner_id=order.owner_id, terms_days=terms, due_on=on + timedelta(days=terms), is_taxable=taxable,
        created_by=by, created_at=now, **totals(rows),
    )  # fmt: skip
    if taxable:
        made.transaction_code = transaction_code(rows, order.customer, on)
    if not made.total:
        made.paid_on = on  # a down payment paid it all
    made.number = give_number(DocumentKind.INVOICE, unit=order.unit, on=on)
    made.save(force_insert=True)
    for place, row in enumerate(rows):
        row.invoice, row.position = made, place
    InvoiceLine.objects.bulk_create(rows)
    owe(made.customer_id, receivable=made.total)
    told = {"total": made.total, "due_on": made.due_on.isoformat(), "order": order.number}
    record("invoice.posted", made, by=by, customer_id=made.customer_id, at=now, **told)
    return made


def transaction_code(rows: Sequence[InvoiceLine], customer: Customer, on: date) -> str:
    """Coretax's code of the whole: 02 where a government collects the tax, else that of what is taxed, or 08."""
    if customer.market == Market.B2G:
        return "02"
    taxed = [row.tax_category for row in rows if row.tax > 0]
    return rate_on(taxed[0] if taxed else EXEMPT, on).transaction_code


def note_invoiced(order: Order, lines: Sequence[OrderLine], moved: Mapping[int, Decimal]) -> None:
    """Keep `invoiced` of a held order's lines, and the order's `is_invoiced`, after so much more of each line.

    The sums are made here, not by the database: SQLite would add thirds of a thousandth as binary fractions.
    """
    for line in lines:
        line.invoiced += moved.get(line.pk, 0)
    kept = {line.pk: line.invoiced for line in lines if line.pk in moved}
    if kept:
        OrderLine.objects.filter(pk__in=kept).update(invoiced=each(kept, QUANTITY))
    done = not any(line.to_invoice for line in lines)
    if done != order.is_invoiced:
        Order.objects.filter(pk=order.pk).update(is_invoiced=done)
        order.is_invoiced = done
