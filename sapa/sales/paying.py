"""Receiving money, sharing it out over invoices, paying it back. What pays no invoice is the customer's deposit."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Case, F, Q, Sum, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from sapa.customers.models import Customer
from sapa.events.recording import record
from sapa.files.models import StoredFile
from sapa.lib.errors import AlreadyDone, Refused
from sapa.lib.money import MAX_AMOUNT
from sapa.sales import reminding
from sapa.sales.models import Allocation, DocumentKind, Invoice, Payment
from sapa.sales.numbering import give_number
from sapa.sales.writing import MONEY, each, once, owe
from sapa.team.models import BusinessUnit, Member

type Shares = Sequence[tuple[Invoice, int]]


def receive(
    *,
    uuid: UUID,
    customer: Customer,
    amount: int,
    method: str,
    shares: Shares,
    by: Member,
    on: date,
    now: datetime,
    reference: str = "",
    paid_by: str = "",
    purpose: str = "",
    proof: StoredFile | None = None,
    unit: BusinessUnit | None = None,
    note: str = "",
) -> Payment:
    """Write down money of a customer (minor units) and what of it pays which of their invoices.

    What is left over is their deposit. The same uuid again gives the same payment. Raises Refused where an invoice is
    owed less, or is another customer's.
    """

    def make() -> Payment:
        parts = _parts(shares, customer.pk)
        if not 0 < amount <= MAX_AMOUNT or sum(parts.values()) > amount:
            raise Refused(_("More is shared out than was paid."))
        place = unit or _unit_of([invoice for invoice, _part in shares])
        made = Payment(
            uuid=uuid, customer=customer, unit=place, owner_id=customer.owner_id or by.pk, on=on, note=note,
            created_by=by, created_at=now, method=method, amount=amount, reference=reference, paid_by=paid_by,
            purpose=purpose, proof=proof, allocated=sum(parts.values()),
        )  # fmt: skip
        made.number = give_number(DocumentKind.RECEIPT, unit=place, on=on)
        made.save(force_insert=True)
        _pay(made, parts, uuid=uuid, by=by, on=on, now=now)
        owe(customer.pk, receivable=-made.allocated, deposit=amount - made.allocated)
        told = {"amount": amount, "method": method, "invoices": ", ".join(i.number for i, _part in shares)}
        record("payment.received", made, by=by, customer_id=customer.pk, at=now, **told)
        return made

    return once(Payment, uuid, make)


def allocate(payment: Payment, *, uuid: UUID, shares: Shares, by: Member, on: date, now: datetime) -> None:
    """Let what is left of a payment pay these invoices. The same uuid again changes nothing. Raises Refused."""
    with transaction.atomic():
        parts = _parts(shares, payment.customer_id)
        if not parts:
            raise Refused(_("Choose at least one invoice."))
        total = sum(parts.values())
        if _is_done(payment, uuid):
            return
        _use(payment, total)
        _pay(payment, parts, uuid=uuid, by=by, on=on, now=now)
        owe(payment.customer_id, receivable=-total, deposit=-total)
        told = {"amount": total, "invoices": ", ".join(invoice.number for invoice, _part in shares)}
        record("payment.allocated", payment, by=by, customer_id=payment.customer_id, at=now, **told)


def refund(
    payment: Payment, *, uuid: UUID, amount: int, reason: str, by: Member, on: date, now: datetime
) -> Allocation:
    """Give what pays no invoice back to the customer. The same uuid again is the same refund. Raises Refused."""

    def make() -> Allocation:
        if amount <= 0:
            raise Refused(_("How much is paid back?"))
        if _is_done(payment, uuid):
            raise AlreadyDone(_("This was paid back already."))
        _use(payment, amount)
        made = Allocation.objects.create(
            uuid=uuid, payment=payment, kind=Allocation.Kind.REFUNDED, amount=amount, on=on, at=now, by=by,
            reason=reason,
        )  # fmt: skip
        owe(payment.customer_id, deposit=-amount)
        told = {"amount": amount, "because": reason}
        record("payment.refunded", payment, by=by, customer_id=payment.customer_id, at=now, **told)
        return made

    return once(Allocation, uuid, make)


@transaction.atomic
def cancel(payment: Payment, *, reason: str, by: Member, now: datetime) -> None:
    """It was not received after all: the invoices that it paid are owed again, a deposit of it is gone.

    Raises AlreadyDone, or Refused where something of it was paid back.
    """
    rows = Payment.objects.filter(pk=payment.pk, cancelled_at__isnull=True)
    if rows.update(cancelled_at=now, cancelled_by=by, cancelled_reason=reason, version=F("version") + 1) != 1:
        raise AlreadyDone(_("This payment was cancelled already."))
    sums = {
        row["invoice_id"]: int(row["sum"])
        for row in Allocation.objects.filter(payment=payment)
        .values("invoice_id")
        .annotate(sum=Sum("amount"))
        .order_by()
        if row["sum"]
    }
    if None in sums:
        raise Refused(_("Something of this payment was paid back, so it stands."))
    payment.refresh_from_db()
    total, left = sum(sums.values()), payment.amount - payment.allocated
    _release_all(payment, sums, by=by, now=now, reason=reason)
    Payment.objects.filter(pk=payment.pk).update(allocated=F("allocated") - total)
    owe(payment.customer_id, receivable=total, deposit=-left)
    payment.refresh_from_db()
    told = {"amount": payment.amount, "because": reason}
    record("payment.cancelled", payment, by=by, customer_id=payment.customer_id, at=now, **told)


def _parts(shares: Shares, customer_id: int) -> dict[int, int]:
    """Invoice → what of the payment it gets. Raises Refused."""
    parts: dict[int, int] = {}
    for invoice, part in shares:
        if invoice.customer_id != customer_id:
            raise Refused(_("%(number)s is another customer's.") % {"number": invoice.number})
        if part <= 0 or invoice.pk in parts:
            raise Refused(_("%(number)s: how much of it is paid?") % {"number": invoice.number})
        parts[invoice.pk] = part
    return parts


def _unit_of(invoices: Sequence[Invoice]) -> BusinessUnit | None:
    """The business unit of all of them, where it is one."""
    units = {invoice.unit_id for invoice in invoices}
    return invoices[0].unit if len(units) == 1 else None


def _use(payment: Payment, amount: int) -> None:
    """So much less of a payment is left over. Raises Refused where it is not left."""
    rows = Payment.objects.filter(pk=payment.pk, cancelled_at__isnull=True, amount__gte=F("allocated") + amount)
    if rows.update(allocated=F("allocated") + amount) != 1:
        raise Refused(_("Less than this is left of the payment."))
    payment.refresh_from_db()


def _is_done(payment: Payment, uuid: UUID) -> bool:
    """Whether the verb of this uuid was done, asked while nobody else changes the payment."""
    Payment.objects.filter(pk=payment.pk).update(version=F("version") + 1)
    return Allocation.objects.filter(payment=payment, uuid=uuid).exists()


def _pay(payment: Payment, parts: Mapping[int, int], *, uuid: UUID, by: Member, on: date, now: datetime) -> None:
    """The invoices are paid so much, where each of them is still owed that. Raises Refused."""
    if not parts:
        return
    part = each(parts, MONEY)
    rows = Invoice.objects.filter(pk__in=parts, cancelled_at__isnull=True, balance__gte=part)
    paid_on = Case(When(Q(balance=part), then=Value(on)), default=None)
    if rows.update(paid=F("paid") + part, paid_on=paid_on, version=F("version") + 1) != len(parts):
        raise Refused(_("Less is owed on one of these invoices by now. Look at them again."))
    Allocation.objects.bulk_create(
        Allocation(uuid=uuid, payment=payment, invoice_id=pk, amount=amount, on=on, at=now, by=by)
        for pk, amount in parts.items()
    )
    reminding.settle(parts, by=by, now=now)


def _release_all(payment: Payment, sums: Mapping[int, int], *, by: Member, now: datetime, reason: str) -> None:
    if not sums:
        return
    Invoice.objects.filter(pk__in=sums).update(
        paid=F("paid") - each(sums, MONEY), paid_on=None, version=F("version") + 1
    )
    uuid, on = uuid4(), timezone.localdate(now)
    Allocation.objects.bulk_create(
        Allocation(uuid=uuid, payment=payment, invoice_id=pk, kind=Allocation.Kind.RELEASED, amount=-amount, on=on,
                   at=now, by=by, reason=reason)
        for pk, amount in sums.items()
    )  # fmt: skip
