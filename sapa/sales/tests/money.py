"""Orders to invoice, and what must always hold of money."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db.models import Sum

from sapa.catalogue.models import Product
from sapa.customers import keeping
from sapa.customers.models import Customer
from sapa.lib.text import search_key
from sapa.sales import invoicing, paying
from sapa.sales.lines import Wanted, build, settings_of, totals
from sapa.sales.models import Allocation, CustomerCredit, Invoice, InvoiceLine, Order, OrderLine, Payment, SalesSettings
from sapa.team.models import Member

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def be_taxable(taxable: bool = True) -> None:
    settings_of()
    SalesSettings.objects.update(is_taxable=taxable)


def product(name: str = "Nasi kotak", price: int = 25_000, **fields: Any) -> Product:
    return Product.objects.create(name=name, name_key=search_key(name), price=price, **fields)


def customer(by: Member, name: str = "PT KITA", **fields: Any) -> Customer:
    return keeping.create(by=by, fields={"name": name, **fields}, now=NOW)


def wanted(quantity: str | int, price: int, name: str = "Nasi kotak", **fields: Any) -> Wanted:
    return Wanted(product=fields.pop("product", None), description=name, quantity=Decimal(quantity), price=price,
                  **fields)  # fmt: skip


def an_order(by: Member, *lines: Wanted, whose: Customer | None = None, on: date = TODAY, **fields: Any) -> Order:
    """A confirmed order of these lines (10 boxes at 25,000), to the day and the rupiah."""
    whose = whose or customer(by)
    rows = build(OrderLine, lines or [wanted(10, 25_000)], taxable=bool(settings_of().is_taxable), on=on)
    made = Order.objects.create(uuid=uuid4(), number=f"PSN-{uuid4().hex[:8]}", customer=whose, owner=by, unit=by.unit,
                                on=on, created_by=by, created_at=NOW, **totals(rows), **fields)  # fmt: skip
    for row in rows:
        row.order = made
    OrderLine.objects.bulk_create(rows)
    return made


def all_of(order: Order) -> dict[int, Decimal]:
    return {line.pk: line.to_invoice for line in order.lines.all()}


def invoiced(order: Order, by: Member, quantities: dict[int, Decimal] | None = None, **more: Any) -> Invoice:
    given = {"uuid": uuid4(), "on": TODAY, "now": NOW} | more
    return invoicing.invoice(order, quantities=quantities or all_of(order), by=by, **given)


def an_invoice(by: Member, *lines: Wanted, whose: Customer | None = None, **more: Any) -> Invoice:
    return invoiced(an_order(by, *lines, whose=whose), by, **more)


def paid(invoice: Invoice, amount: int, by: Member, **more: Any) -> Payment:
    """So much received, of which as much as is owed pays the invoice."""
    share = min(amount, Invoice.objects.get(pk=invoice.pk).balance)
    given = {"uuid": uuid4(), "method": "cash", "on": TODAY, "now": NOW} | more
    shares = [(invoice, share)] if share else []
    return paying.receive(customer=invoice.customer, amount=amount, shares=shares, by=by, **given)


def books_balance() -> bool:
    """Whether every kept figure is the sum of its rows: raises AssertionError with the one that is not."""
    for invoice in Invoice.objects.all():
        sums = invoice.lines.aggregate(net=Sum("amount"), tax=Sum("tax"), base=Sum("tax_base"))
        assert (sums["net"], sums["tax"], sums["base"]) == (invoice.net, invoice.tax, invoice.tax_base), invoice
        assert invoice.total == invoice.paid + invoice.credited + invoice.balance
        given = invoice.allocations.aggregate(sum=Sum("amount"))["sum"] or 0
        assert invoice.paid == given, invoice
        noted = invoice.credit_notes.filter(cancelled_at=None).aggregate(sum=Sum("total"))["sum"] or 0
        assert invoice.credited == (invoice.total if invoice.is_cancelled else noted), invoice
        assert sum(line.credited for line in invoice.lines.all()) == noted, invoice
    for payment in Payment.objects.all():
        assert payment.allocated == (payment.allocations.aggregate(sum=Sum("amount"))["sum"] or 0), payment
    for credit in CustomerCredit.objects.all():
        owed = Invoice.objects.filter(customer=credit.customer_id).aggregate(sum=Sum("balance"))["sum"] or 0
        held = sum(p.unallocated for p in Payment.objects.filter(customer=credit.customer_id))
        assert (credit.receivable, credit.deposit) == (owed, held), credit
    for line in OrderLine.objects.all():
        rows = InvoiceLine.objects.filter(order_line=line, invoice__cancelled_at__isnull=True)
        kept = sum(row.quantity - row.credited_quantity for row in rows)
        assert line.invoiced == kept, line
    for down in InvoiceLine.objects.filter(invoice__kind=Invoice.Kind.DOWN_PAYMENT):
        off = InvoiceLine.objects.filter(deducts=down, invoice__cancelled_at__isnull=True)
        assert down.deducted == -sum(row.total for row in off), down
    return True


def credit_of(whose: Customer) -> tuple[int, int]:
    """(receivable, deposit)."""
    row = CustomerCredit.objects.get(customer=whose)
    return row.receivable, row.deposit


def ledger(payment: Payment) -> list[tuple[str, int]]:
    return list(Allocation.objects.filter(payment=payment).values_list("kind", "amount"))
