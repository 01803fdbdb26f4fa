"""Credit notes: what came back, or was too much, is taken off an invoice."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from sapa.events.recording import record
from sapa.lib.errors import AlreadyDone, Refused
from sapa.lib.proportions import share
from sapa.sales import deducting, posting, releasing, reminding
from sapa.sales.lines import totals
from sapa.sales.models import (
    CreditNote,
    CreditNoteLine,
    DocumentKind,
    Invoice,
    InvoiceLine,
    OrderLine,
    SalesReturn,
    SalesReturnLine,
)
from sapa.sales.numbering import give_number
from sapa.sales.writing import MONEY, QUANTITY, each, once, owe
from sapa.team.models import Member

NONE = Decimal(0)


def credit(
    invoice: Invoice,
    *,
    uuid: UUID,
    reason: str,
    by: Member,
    on: date,
    now: datetime,
    quantities: Mapping[int, Decimal] | None = None,
    amounts: Mapping[int, int] | None = None,
    sales_return: SalesReturn | None = None,
) -> CreditNote:
    """Post a credit note for so much of each line of an invoice: by its quantity, or by an amount (tax in it).

    What is credited by its quantity can be invoiced anew, unless it came back. More than what is still owed releases
    paid money to the customer's deposit. The same uuid again gives the same note. Raises Refused.
    """

    def make() -> CreditNote:
        releasing.hold_payments(invoice)
        order_lines = posting.hold(invoice.order) if invoice.order else []
        _hold(invoice)
        lines = {line.pk: line for line in InvoiceLine.objects.filter(invoice=invoice)}
        parts = _parts(lines, quantities or {}, amounts or {})
        rows = _rows(lines, parts, quantities or {}, _restocked(sales_return))
        note = _post(invoice, rows, uuid=uuid, reason=reason, sales_return=sales_return, by=by, on=on, now=now)
        _take_off(invoice, note, on=on, by=by, now=now)
        _note_credited(lines, parts, quantities or {}, order_lines)
        return note

    return once(CreditNote, uuid, make)


@transaction.atomic
def cancel(note: CreditNote, *, reason: str, by: Member, now: datetime) -> None:
    """It was written by mistake: its invoice is owed that again.

    Paid money that it released stays the customer's deposit, to be shared out anew. Raises AlreadyDone, or Refused
    where what it took off was invoiced anew.
    """
    invoice = note.invoice
    releasing.hold_payments(invoice)
    order_lines = posting.hold(invoice.order) if invoice.order else []
    rows = CreditNote.objects.filter(pk=note.pk, cancelled_at__isnull=True)
    if rows.update(cancelled_at=now, cancelled_by=by, cancelled_reason=reason, version=F("version") + 1) != 1:
        raise AlreadyDone(_("This credit note was cancelled already."))
    _hold(invoice)
    _note_uncredited(list(CreditNoteLine.objects.filter(credit_note=note)), order_lines)
    Invoice.objects.filter(pk=invoice.pk).update(credited=F("credited") - note.total, paid_on=None)
    owe(note.customer_id, receivable=note.total)
    note.refresh_from_db()
    told = {"total": note.total, "invoice": invoice.number, "because": reason}
    record("credit_note.cancelled", note, by=by, customer_id=note.customer_id, at=now, **told)


def _note_uncredited(rows: Sequence[CreditNoteLine], order_lines: Sequence[OrderLine]) -> None:
    """The invoice's lines are not credited so much any more, and so much of the order is invoiced again."""
    more: dict[int, Decimal] = {}
    lines = {line.pk: line for line in InvoiceLine.objects.filter(credit_note_lines__in=rows)}
    for row in rows:
        line = lines[row.invoice_line_id]
        line.credited -= row.total
        if row.factor:  # else an amount was taken off, no goods
            line.credited_quantity -= row.quantity
            if line.order_line_id:
                more[line.order_line_id] = more.get(line.order_line_id, NONE) + row.quantity
    InvoiceLine.objects.bulk_update(lines.values(), ["credited", "credited_quantity"])
    if any(line.to_invoice < more.get(line.pk, NONE) for line in order_lines):
        raise Refused(_("What it took off was invoiced anew, so it stands."))
    if more:
        posting.note_invoiced(order_lines[0].order, order_lines, more)


def _hold(invoice: Invoice) -> None:
    """Nobody else changes the invoice until the transaction ends. Raises Refused where it was cancelled."""
    rows = Invoice.objects.filter(pk=invoice.pk, cancelled_at__isnull=True)
    if rows.update(version=F("version") + 1) != 1:
        raise Refused(_("This invoice was cancelled: nothing is owed on it."))
    invoice.refresh_from_db(from_queryset=Invoice.objects.select_related("unit", "order"))


def left_of(line: InvoiceLine) -> int:
    """What a credit note can still take off a line: minor units, tax in it."""
    return max(line.total - line.credited - line.deducted, 0)


def worth(line: InvoiceLine, quantity: Decimal) -> int:
    """So many of a line, tax in it: its share up to here less what was credited by the piece, at most what is left."""
    upto = line.credited_quantity + quantity
    if upto == line.quantity:
        return left_of(line)
    part = share(line.total, upto, line.quantity) - share(line.total, line.credited_quantity, line.quantity)
    return min(part, left_of(line))


def _parts(
    lines: Mapping[int, InvoiceLine], quantities: Mapping[int, Decimal], amounts: Mapping[int, int]
) -> dict[int, int]:
    """Line → what is taken off it, tax in it. Raises Refused."""
    parts: dict[int, int] = {}
    for pk, quantity in quantities.items():
        line = lines.get(pk)
        if line is None or not NONE <= quantity <= line.quantity - line.credited_quantity:
            raise Refused(_("“%(line)s”: less than this was invoiced.") % {"line": line or ""})
        if quantity:
            parts[pk] = worth(line, quantity)
    for pk, amount in amounts.items():
        line = lines.get(pk)
        if line is None or not 0 <= amount <= left_of(line) or (amount and pk in parts):
            raise Refused(_("“%(line)s”: less than this was invoiced.") % {"line": line or ""})
        if amount:
            parts[pk] = amount
    if not sum(parts.values()):
        raise Refused(_("Choose what is to be credited."))
    return parts


def _rows(
    lines: Mapping[int, InvoiceLine],
    parts: Mapping[int, int],
    quantities: Mapping[int, Decimal],
    restocked: Mapping[int | None, Decimal],
) -> list[CreditNoteLine]:
    chosen = [lines[pk] for pk in parts]
    before = deducting.taken_off(chosen) if any(line.credited or line.deducted for line in chosen) else {}
    rows = []
    for line in chosen:
        net, base, tax = deducting.split(line, parts[line.pk], before.get(line.pk, (0, 0)))
        quantity = quantities.get(line.pk, NONE)
        back = min(restocked.get(line.order_line_id, NONE), quantity)
        rows.append(
            CreditNoteLine(
                invoice_line=line,
                position=line.position,
                product_id=line.product_id,
                description=line.description if quantity else _("Off: %(line)s") % {"line": line.description},
                measure=line.measure if quantity else "",
                factor=line.factor if quantity else NONE,  # of an amount taken off, no goods
                quantity=quantity or 1,
                price=line.price if quantity else net,
                discount=max(share(line.taken_off, quantity, line.quantity), 0) if quantity else 0,
                amount=net,
                tax_category=line.tax_category,
                tax_rate=line.tax_rate,
                tax_base=base,
                tax=tax,
                cost=share(line.cost, back, line.quantity),
            )
        )
    return rows


def _restocked(sales_return: SalesReturn | None) -> dict[int | None, Decimal]:
    """Order line → what came back and can be sold again: its cost is ours again."""
    if sales_return is None:
        return {}
    rows = SalesReturnLine.objects.filter(sales_return=sales_return, is_restocked=True)
    sums = rows.values("delivery_line__order_line_id").annotate(sum=Sum("quantity")).order_by()
    return {row["delivery_line__order_line_id"]: row["sum"] for row in sums}


def _post(
    invoice: Invoice,
    rows: Sequence[CreditNoteLine],
    *,
    uuid: UUID,
    reason: str,
    sales_return: SalesReturn | None,
    by: Member,
    on: date,
    now: datetime,
) -> CreditNote:
    note = CreditNote(
        uuid=uuid, invoice=invoice, sales_return=sales_return, reason=reason, customer_id=invoice.customer_id,
        unit_id=invoice.unit_id, owner_id=invoice.owner_id, on=on, created_by=by, created_at=now, **totals(rows),
    )  # fmt: skip
    if note.total > invoice.total - invoice.credited:
        raise Refused(_("This invoice can be credited less than this: a down payment was taken off it before."))
    note.number = give_number(DocumentKind.CREDIT_NOTE, unit=invoice.unit, on=on)
    note.save(force_insert=True)
    for row in rows:
        row.credit_note = note
    CreditNoteLine.objects.bulk_create(rows)
    told = {"total": note.total, "invoice": invoice.number, "because": reason}
    record("credit_note.posted", note, by=by, customer_id=note.customer_id, at=now, **told)
    return note


def _take_off(invoice: Invoice, note: CreditNote, *, on: date, by: Member, now: datetime) -> None:
    """The invoice is owed so much less; what was paid of that is the customer's again."""
    paid = max(note.total - invoice.balance, 0)
    releasing.release(invoice, paid, uuid=note.uuid, by=by, on=on, now=now, reason=note.reason)
    rows = Invoice.objects.filter(pk=invoice.pk)
    rows.update(credited=F("credited") + note.total)
    rows.filter(balance=0, paid_on__isnull=True).update(paid_on=on)
    owe(invoice.customer_id, receivable=-note.total)
    reminding.settle([invoice.pk], by=by, now=now)
    invoice.refresh_from_db()


def _note_credited(
    lines: Mapping[int, InvoiceLine],
    parts: Mapping[int, int],
    quantities: Mapping[int, Decimal],
    order_lines: Sequence[OrderLine],
) -> None:
    """Keep what was credited of each line, and that so much of the order can be invoiced anew."""
    counted = {pk: quantities.get(pk, NONE) for pk in parts}
    InvoiceLine.objects.filter(pk__in=parts).update(
        credited=F("credited") + each(parts, MONEY),
        credited_quantity=each({pk: lines[pk].credited_quantity + more for pk, more in counted.items()}, QUANTITY),
    )
    less: dict[int, Decimal] = {}
    for pk, quantity in counted.items():
        if (order_line := lines[pk].order_line_id) and quantity:
            less[order_line] = less.get(order_line, NONE) + quantity
    if less:
        order = order_lines[0].order
        posting.note_invoiced(order, order_lines, {pk: -quantity for pk, quantity in less.items()})
