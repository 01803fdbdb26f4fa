"""Selling over the counter (jual langsung): order, delivery, invoice and payment in one go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from sapa.customers import keeping
from sapa.customers.models import Customer
from sapa.customers.models.customer import WALK_IN
from sapa.lib.errors import Refused
from sapa.sales import delivering, invoicing, ordering, paying
from sapa.sales.lines import Wanted, settings_of
from sapa.sales.models import CreditRule, Delivery, Invoice, Order, OrderLine, Payment
from sapa.team.models import BusinessUnit, Member


@dataclass(frozen=True)
class Sale:
    """What came of it. No delivery where nothing is carried away, no payment where nothing was paid."""

    order: Order
    delivery: Delivery | None
    invoice: Invoice
    payment: Payment | None


def walk_in(*, by: Member, now: datetime) -> Customer:
    """Whoever buys without a name. Made when first needed, and nobody's own."""
    fields = {"name": _("Counter customers"), "owner": None, "unit": None}
    return keeping.create(by=by, fields=fields, uuid=WALK_IN, now=now)


@transaction.atomic
def sell(
    *,
    uuid: UUID,
    customer: Customer | None,
    lines: Sequence[Wanted],
    paid: int | None,
    method: str,
    by: Member,
    on: date,
    now: datetime,
    unit: BusinessUnit | None = None,
    terms_days: int = 0,
    reference: str = "",
    note: str = "",
) -> Sale:
    """Sell these lines, hand them over, invoice them and take `paid` (minor units; None: all of it) at once.

    Without a customer it is a walk-in, who pays all. The same uuid again is the same sale. Raises Refused, also where
    the rest would be owed over the credit limit.
    """
    buyer = customer or walk_in(by=by, now=now)
    # Only what is owed afterwards can break a limit: what is paid at once is no debt.
    order = ordering.order(
        uuid=uuid, customer=buyer, lines=lines, by=by, on=on, now=now, unit=unit, terms_days=terms_days, note=note,
        credit_checked=False,
    )  # fmt: skip
    amount = order.total if paid is None else min(paid, order.total)
    if not Invoice.objects.filter(uuid=uuid5(uuid, "invoice")).exists():
        _refuse_debt(buyer, order, amount, on)
    rows = list(OrderLine.objects.filter(order=order))
    delivery = _deliver(order, rows, uuid=uuid, by=by, on=on, now=now)
    quantities = {line.pk: line.quantity for line in rows}
    invoice = invoicing.invoice(
        order, uuid=uuid5(uuid, "invoice"), quantities=quantities, by=by, on=on, now=now, terms_days=terms_days
    )
    payment = None
    if amount:
        payment = paying.receive(
            uuid=uuid5(uuid, "payment"), customer=buyer, amount=amount, method=method, shares=[(invoice, amount)],
            by=by, on=on, now=now, reference=reference, unit=order.unit,
        )  # fmt: skip
    invoice.refresh_from_db()
    return Sale(order, delivery, invoice, payment)


def _refuse_debt(buyer: Customer, order: Order, amount: int, on: date) -> None:
    debt = order.total - amount
    if debt and buyer.is_walk_in:
        raise Refused(_("Who owes something needs a name: choose the customer, or take all of the money."))
    if not debt or settings_of().credit_rule == CreditRule.WARN:
        return
    check = ordering.check_credit(buyer, total=debt, on=on)
    if not check.is_fine:
        currency = buyer.organization.currency
        raise Refused(" ".join([*check.reasons(currency), _("Take all of the money, or write a sales order.")]))


def _deliver(
    order: Order, rows: Sequence[OrderLine], *, uuid: UUID, by: Member, on: date, now: datetime
) -> Delivery | None:
    made = uuid5(uuid, "delivery")
    if known := Delivery.objects.filter(uuid=made).first():
        return known
    quantities = {line.pk: line.open for line in rows if line.open}
    if not quantities:
        return None
    return delivering.deliver(order, uuid=made, quantities=quantities, by=by, on=on, now=now)
