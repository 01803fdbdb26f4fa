"""Invoicing what was ordered: in parts that add up to the order, and undone exactly when cancelled.

Each line's amounts and tax are the order line's share up to what is invoiced now, less what was invoiced before: the
last part takes the rest, so that the invoices of an order add up to it to the rupiah.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from sapa.events.recording import record
from sapa.lib.errors import AlreadyDone, Refused
from sapa.lib.proportions import share
from sapa.lib.taxes import UNTAXED, Taxed, rate_on, tax_of
from sapa.sales import deducting, releasing, reminding
from sapa.sales.lines import settings_of
from sapa.sales.models import CreditNote, CreditNoteLine, Invoice, InvoiceLine, Order, OrderLine
from sapa.sales.posting import hold, note_invoiced, post
from sapa.sales.writing import once, owe
from sapa.team.models import Member

type Sums = dict[str, int]


def invoice(
    order: Order,
    *,
    uuid: UUID,
    quantities: Mapping[int, Decimal],
    by: Member,
    on: date,
    now: datetime,
    terms_days: int | None = None,
    note: str = "",
) -> Invoice:
    """Post an invoice of so much of each of the order's lines (by the line's id, in its measure).

    Down payments that were invoiced are taken off. The same uuid again gives the same invoice. Raises Refused where the
    order waits or is cancelled, or where a line has less to invoice.
    """

    def make() -> Invoice:
        lines = hold(order)
        wanted = {line: quantities[line.pk] for line in lines if quantities.get(line.pk)}
        _refuse_too_much(wanted, quantities)
        taxable = bool(settings_of().is_taxable)
        before = invoiced_before([line.pk for line in wanted])
        rows = [
            part_of(line, quantity, before.get(line.pk, {}), taxable=taxable, ordered_on=order.on, on=on)
            for line, quantity in wanted.items()
        ]
        rows += deducting.deductions(order, rows)
        made = post(order, rows, uuid=uuid, by=by, on=on, now=now, taxable=taxable, terms_days=terms_days, note=note)
        deducting.note_deducted(rows)
        note_invoiced(order, lines, {line.pk: quantity for line, quantity in wanted.items()})
        return made

    return once(Invoice, uuid, make)


def _refuse_too_much(wanted: Mapping[OrderLine, Decimal], quantities: Mapping[int, Decimal]) -> None:
    if not wanted or len(wanted) < sum(1 for quantity in quantities.values() if quantity):
        raise Refused(_("Choose what is to be invoiced."))
    for line, quantity in wanted.items():
        if quantity < 0 or quantity > line.to_invoice:
            words = {"line": line.description, "most": f"{line.to_invoice.normalize():f}"}
            raise Refused(_("“%(line)s”: at most %(most)s can be invoiced.") % words)


def invoiced_before(line_ids: Sequence[int]) -> dict[int, Sums]:
    """What was invoiced of order lines so far and not taken back by the piece: order line → sums of minor units."""
    fields = ("amount", "discount", "promotion_discount", "tax_base", "tax", "cost")
    sums = {f"sum_{name}": Sum(name) for name in fields}
    counted = InvoiceLine.objects.filter(order_line__in=line_ids, invoice__cancelled_at__isnull=True)
    taxed = {"sum_taxed": Sum("amount", default=0, filter=Q(invoice__is_taxable=True))}
    found: dict[int, Sums] = {}
    credited = Decimal(0)
    invoices: Any = counted.values("order_line_id").annotate(back=Sum("credited_quantity"), **sums, **taxed).order_by()
    for row in invoices:
        found[row["order_line_id"]] = {name: int(row[f"sum_{name}"]) for name in (*fields, "taxed")}
        credited += row["back"]
    if credited:
        notes = CreditNoteLine.objects.filter(
            invoice_line__order_line__in=line_ids, credit_note__cancelled_at__isnull=True, factor__gt=0
        )
        taxed = {"sum_taxed": Sum("amount", default=0, filter=Q(credit_note__invoice__is_taxable=True))}
        by_line: Any = notes.values("invoice_line__order_line_id").annotate(**sums, **taxed).order_by()
        for row in by_line:
            own = found[row["invoice_line__order_line_id"]]
            own.update({name: own[name] - int(row[f"sum_{name}"]) for name in own})
    return found


def part_of(
    line: OrderLine, quantity: Decimal, before: Sums, *, taxable: bool, ordered_on: date, on: date
) -> InvoiceLine:
    """An invoice's line of so much of an order's line: its share up to here less what was invoiced `before`."""
    upto = line.invoiced + quantity
    discount = share(line.discount, upto, line.quantity) - before.get("discount", 0)
    promotion = share(line.promotion_discount, upto, line.quantity) - before.get("promotion_discount", 0)
    amount = share(line.amount, upto, line.quantity) - before.get("amount", 0)
    taxed = _taxed(line, amount, before, ordered_on=ordered_on, on=on) if taxable else UNTAXED
    return InvoiceLine(
        order_line=line,
        position=line.position,
        product_id=line.product_id,
        description=line.description,
        measure=line.measure,
        factor=line.factor,
        quantity=quantity,
        price=line.price,
        price_rule=line.price_rule,
        discount=discount,
        promotion_id=line.promotion_id,
        promotion_discount=promotion,
        amount=amount,
        tax_category=line.tax_category,
        tax_rate=taxed.percent,
        tax_base=taxed.base,
        tax=taxed.tax,
        cost=share(line.cost, upto, line.quantity) - before.get("cost", 0),
    )


def _taxed(line: OrderLine, amount: int, before: Sums, *, ordered_on: date, on: date) -> Taxed:
    """The tax of the whole up to here less that of before; where the law changed since the order, that of the part.

    What was invoiced while the organisation was no PKP stays without tax.
    """
    category = line.tax_category
    if rate_on(category, on) != rate_on(category, ordered_on):
        return tax_of(amount, category, on)
    upto = tax_of(before.get("taxed", 0) + amount, category, on)
    return Taxed(upto.base - before.get("tax_base", 0), upto.tax - before.get("tax", 0), upto.percent)


def bill_down_payment(
    order: Order, *, uuid: UUID, amount: int, by: Member, on: date, now: datetime, terms_days: int | None = None
) -> Invoice:
    """Post an invoice of `amount` (minor units, tax in it) to be paid before the goods, due at once by default.

    It has a line for each kind of tax of the order, in proportion. The same uuid again gives the same invoice. Raises
    Refused where the amount is more than is not invoiced yet.
    """

    def make() -> Invoice:
        lines = hold(order)
        if order.status != Order.Status.CONFIRMED:
            raise Refused(_("This order is closed: nothing more is paid down on it."))
        if not 0 < amount <= order.total - billed(order):
            raise Refused(_("The down payment is more than what is left to invoice of this order."))
        rows = deducting.down_payment(order, lines, amount)
        return post(order, rows, uuid=uuid, by=by, on=on, now=now, taxable=bool(settings_of().is_taxable),
                    kind=Invoice.Kind.DOWN_PAYMENT, terms_days=terms_days or 0)  # fmt: skip

    return once(Invoice, uuid, make)


def billed(order: Order) -> int:
    """What the order's invoices add up to, without what was credited or cancelled: minor units, tax in it."""
    return int(Invoice.objects.filter(order=order).aggregate(sum=Sum(F("total") - F("credited")))["sum"] or 0)


@transaction.atomic
def cancel(invoice: Invoice, *, reason: str, by: Member, now: datetime) -> None:
    """Undo an invoice: nothing of it is owed, what was paid is the customer's again, the order can be invoiced anew.

    Raises AlreadyDone, or Refused where a credit note was written or a later invoice took a down payment off.
    """
    releasing.hold_payments(invoice)
    lines = hold(invoice.order) if invoice.order else []
    notes = CreditNote.objects.filter(invoice=OuterRef("pk"), cancelled_at__isnull=True)
    rows = Invoice.objects.filter(~Exists(notes), pk=invoice.pk, cancelled_at__isnull=True)
    if rows.update(cancelled_at=now, cancelled_by=by, cancelled_reason=reason, version=F("version") + 1) != 1:
        raise _not_cancelled(invoice)
    invoice.refresh_from_db()
    deducting.refuse_deducted(invoice)
    on = timezone.localdate(now)
    releasing.release(invoice, invoice.paid, uuid=uuid4(), by=by, on=on, now=now, reason=reason)
    Invoice.objects.filter(pk=invoice.pk).update(credited=F("total") - F("paid"), paid_on=None)
    owe(invoice.customer_id, receivable=invoice.credited - invoice.total)
    own = list(InvoiceLine.objects.filter(invoice=invoice))
    deducting.give_back(own)
    _lower_invoiced(invoice, lines, own)
    reminding.settle([invoice.pk], by=by, now=now)
    invoice.refresh_from_db()
    told = {"total": invoice.total, "because": reason}
    record("invoice.cancelled", invoice, by=by, customer_id=invoice.customer_id, at=now, **told)


def _lower_invoiced(invoice: Invoice, lines: Sequence[OrderLine], own: Sequence[InvoiceLine]) -> None:
    less = {row.order_line_id: row.quantity for row in own if row.order_line_id}
    if invoice.order and less:
        note_invoiced(invoice.order, lines, {pk: -quantity for pk, quantity in less.items()})


def _not_cancelled(invoice: Invoice) -> Refused:
    if Invoice.objects.filter(pk=invoice.pk, cancelled_at__isnull=True).exists():
        return Refused(_("A credit note was written for this invoice, so it stands."))
    return AlreadyDone(_("This invoice was cancelled already."))
