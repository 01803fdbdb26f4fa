"""An invoice, a credit note and a payment, for the walk through all addresses: see rows.py."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.utils import timezone

from sapa.sales import crediting, invoicing, paying
from sapa.sales.models import CreditNote, Invoice, OrderLine, Payment
from sapa.team.models import Member
from sapa.web.tests.rows_orders import order


def invoice(owner: Member) -> Invoice:
    made, now = order(owner), timezone.now()
    line = OrderLine.objects.get(order=made)
    return invoicing.invoice(made, uuid=uuid4(), quantities={line.pk: Decimal(2)}, by=owner, now=now,
                             on=timezone.localdate(now))  # fmt: skip


def credit_note(owner: Member) -> CreditNote:
    made, now = invoice(owner), timezone.now()
    return crediting.credit(made, uuid=uuid4(), quantities={made.lines.get().pk: Decimal(1)}, reason="Basi", by=owner,
                            now=now, on=timezone.localdate(now))  # fmt: skip


def payment(owner: Member) -> Payment:
    made, now = invoice(owner), timezone.now()
    return paying.receive(uuid=uuid4(), customer=made.customer, amount=60_000, method="cash", by=owner,
                          shares=[(made, 50_000)], now=now, on=timezone.localdate(now))  # fmt: skip


BUILDERS: dict[str, Callable[[Member], Any]] = {
    "invoice": invoice,
    "credit_note": credit_note,
    "payment": payment,
}
