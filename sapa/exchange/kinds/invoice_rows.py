"""Writing past invoices: with their lines, what was paid for them, and what is still owed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import batched
from typing import Any
from uuid import uuid4

from django.db.models import BigIntegerField, Case, F, Value, When

from sapa.events.models import Event
from sapa.exchange.kinds.invoice_customers import Buyer, note_first_purchases
from sapa.exchange.reading import Record
from sapa.exchange.running import Job
from sapa.sales.models import Allocation, CustomerCredit, Invoice, InvoiceLine, Payment
from sapa.tenancy import bulk

SUMS = {"discount": "discount", "promotion_discount": "promotion_discount", "net": "amount", "tax_base": "tax_base",
        "tax": "tax", "cost": "cost"}  # fmt: skip
CREDITS = 200  # rows of one statement


@dataclass(slots=True)
class Past:
    """An invoice as the rows of a file tell it."""

    records: list[Record]
    lines: list[dict[str, Any]]
    buyer: Buyer
    on: date
    due_on: date
    terms_days: int
    paid: int
    paid_on: date
    number: str = ""
    external_id: str = ""
    owner_id: int | None = None
    unit_id: int | None = None

    def call(self, name: str) -> None:
        """What it is known by where the file gives it no number."""
        self.external_id = self.external_id or name
        self.number = self.number or self.external_id[:60]

    @property
    def total(self) -> int:
        return total_of(self.lines)


def total_of(lines: Sequence[dict[str, Any]]) -> int:
    return sum(line["amount"] + line["tax"] for line in lines)


def write(job: Job, invoices: list[Past]) -> None:
    """All of them with a few statements. Their customers are there."""
    if not invoices:
        return
    pks = bulk.insert(Invoice, [_invoice(job, past) for past in invoices])
    lines: list[dict[str, Any]] = []
    for pk, past in zip(pks, invoices, strict=True):
        lines += [{"invoice_id": pk, "position": place, **line} for place, line in enumerate(past.lines)]
    bulk.insert(InvoiceLine, lines)
    paid = [(pk, past) for pk, past in zip(pks, invoices, strict=True) if past.paid]
    payments = bulk.insert(Payment, [_payment(job, past) for _pk, past in paid])
    allocations = [_allocation(job, payment, pk, past) for payment, (pk, past) in zip(payments, paid, strict=True)]
    bulk.insert(Allocation, allocations)
    events = [
        job.history("invoice.imported", past.records[0], pk, past.number, past.buyer.pk, total=past.total)
        for pk, past in zip(pks, invoices, strict=True)
    ]
    bulk.insert(Event, events)
    _keep_credits(invoices)
    _keep_firsts(invoices)


def _invoice(job: Job, past: Past) -> dict[str, Any]:
    sums = {name: sum(line[column] for line in past.lines) for name, column in SUMS.items()}
    gross = sums["net"] + sums["discount"] + sums["promotion_discount"]
    return sums | {
        "uuid": uuid4(),
        "number": past.number,
        "external_id": past.external_id,
        "kind": Invoice.Kind.HISTORY,
        "customer_id": past.buyer.pk,
        "owner_id": past.owner_id,
        "unit_id": past.unit_id,
        "on": past.on,
        "created_at": job.now,
        "gross": gross,
        "total": past.total,
        "terms_days": past.terms_days,
        "due_on": past.due_on,
        "paid": past.paid,
        "paid_on": past.paid_on if past.paid == past.total else None,
    }


def _payment(job: Job, past: Past) -> dict[str, Any]:
    """Of the invoice alone, and without a number of ours: it was received elsewhere."""
    return {
        "uuid": uuid4(),
        "customer_id": past.buyer.pk,
        "owner_id": past.owner_id,
        "unit_id": past.unit_id,
        "on": past.paid_on,
        "created_at": job.now,
        "method": Payment.Method.CASH,
        "amount": past.paid,
        "allocated": past.paid,
        "reference": past.external_id,
    }


def _allocation(job: Job, payment: int, invoice: int, past: Past) -> dict[str, Any]:
    return {
        "uuid": uuid4(),
        "payment_id": payment,
        "invoice_id": invoice,
        "kind": Allocation.Kind.PAID,
        "amount": past.paid,
        "on": past.paid_on,
        "at": job.now,
    }


def _keep_credits(invoices: list[Past]) -> None:
    """What their customers owe grows by what is still to be paid."""
    owed: dict[int, int] = defaultdict(int)
    for past in invoices:
        if past.buyer.pk is not None and past.total > past.paid:
            owed[past.buyer.pk] += past.total - past.paid
    known = set(CustomerCredit.objects.filter(customer__in=owed).values_list("customer_id", flat=True)) if owed else ()
    new = [{"customer_id": pk, "receivable": amount} for pk, amount in owed.items() if pk not in known]
    bulk.insert(CustomerCredit, new)
    for some in batched(sorted(known), CREDITS):
        more = [When(customer=pk, then=Value(owed[pk])) for pk in some]
        added = Case(*more, default=Value(0), output_field=BigIntegerField())
        CustomerCredit.objects.filter(customer__in=some).update(
            receivable=F("receivable") + added, version=F("version") + 1
        )


def _keep_firsts(invoices: list[Past]) -> None:
    first: dict[int, date] = {}
    for past in invoices:
        if past.buyer.pk is not None:
            first[past.buyer.pk] = min(first.get(past.buyer.pk, past.on), past.on)
    note_first_purchases(first)
