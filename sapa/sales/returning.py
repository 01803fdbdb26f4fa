"""Sales returns: what came back of a delivery, and why."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sapa.catalogue import stocking
from sapa.events.recording import record
from sapa.lib.errors import AlreadyDone, Refused
from sapa.lib.numbers import format_number
from sapa.sales.ending import invoiced
from sapa.sales.models import (
    CreditNote,
    Delivery,
    DeliveryLine,
    DocumentKind,
    Order,
    OrderLine,
    SalesReturn,
    SalesReturnLine,
)
from sapa.sales.numbering import give_number
from sapa.sales.ordering import hold, needs_of
from sapa.sales.writing import QUANTITY, each, once
from sapa.team.models import Member

KIND = str(DocumentKind.RETURN)
LIVE = (Order.Status.CONFIRMED, Order.Status.CLOSED)


def take_back(
    delivery: Delivery,
    *,
    uuid: UUID,
    quantities: Mapping[int, Decimal],
    reason: str,
    restocked: bool,
    by: Member,
    on: date,
    now: datetime,
    note: str = "",
) -> SalesReturn:
    """Post a return of so much of each of the delivery's lines (by the line's id, in its measure).

    `restocked`: the goods can be sold again and go back to the stock; otherwise they are thrown away. The same uuid
    again gives the same return. Raises Refused where more comes back than was delivered.
    """

    def make() -> SalesReturn:
        order = delivery.order
        lines = hold(order, *LIVE)
        own = list(DeliveryLine.objects.filter(delivery=delivery, delivery__cancelled_at__isnull=True))
        wanted = _wanted(own, lines, quantities)
        made = SalesReturn.objects.create(
            uuid=uuid, number=give_number(KIND, unit=order.unit, on=on), customer_id=order.customer_id, unit=order.unit,
            owner_id=order.owner_id, on=on, note=note, created_by=by, created_at=now, delivery=delivery, reason=reason,
        )  # fmt: skip
        SalesReturnLine.objects.bulk_create(
            SalesReturnLine(sales_return=made, delivery_line_id=pk, quantity=quantity, is_restocked=restocked, at=now)
            for pk, quantity in wanted.items()
        )
        back = _move(own, wanted)
        _count(order, lines, back)
        if restocked:
            needs = needs_of(lines, back)
            stocking.take_back(needs, kind=KIND, document=made.pk, number=made.number, by=by, now=now)
        record("return.posted", made, by=by, customer_id=order.customer_id, at=now, because=reason,
               delivery=delivery.number)  # fmt: skip
        return made

    return once(SalesReturn, uuid, make)


@transaction.atomic
def cancel(sales_return: SalesReturn, *, reason: str, by: Member, now: datetime) -> None:
    """Undo a return: the customer has the goods after all.

    Raises AlreadyDone, or Refused where a credit note was written for it.
    """
    delivery = sales_return.delivery
    lines = hold(delivery.order, *LIVE)
    rows = SalesReturn.objects.filter(pk=sales_return.pk, cancelled_at__isnull=True)
    told = {"cancelled_at": now, "cancelled_by": by, "cancelled_reason": reason}
    if rows.update(version=F("version") + 1, **told) != 1:
        raise AlreadyDone(_("This return was cancelled already."))
    if CreditNote.objects.filter(sales_return=sales_return, cancelled_at__isnull=True).exists():
        raise Refused(_("A credit note was written for this return, so it stands."))
    sales_return.refresh_from_db()
    own = list(SalesReturnLine.objects.filter(sales_return=sales_return))
    gone = {line.delivery_line_id: -line.quantity for line in own}
    back = _move(list(DeliveryLine.objects.filter(delivery=delivery)), gone)
    _count(delivery.order, lines, back)
    restocked = {line.delivery_line_id for line in own if line.is_restocked}
    if restocked:
        out = {pk: -quantity for pk, quantity in back.items()}
        stocking.issue(needs_of(lines, out), kind=KIND, document=sales_return.pk, number=sales_return.number, by=by,
                       now=now, promised=False)  # fmt: skip
    record("return.cancelled", sales_return, by=by, customer_id=sales_return.customer_id, at=now, because=reason)


def _wanted(
    own: Sequence[DeliveryLine], lines: Sequence[OrderLine], quantities: Mapping[int, Decimal]
) -> dict[int, Decimal]:
    wanted = {line.pk: quantities[line.pk] for line in own if quantities.get(line.pk)}
    if not wanted or len(wanted) < sum(1 for quantity in quantities.values() if quantity):
        raise Refused(_("Choose what came back."))
    names = {line.pk: line.description for line in lines}
    for line in own:
        left = line.quantity - line.returned
        if not 0 <= wanted.get(line.pk, Decimal(0)) <= left:
            told = {"line": names[line.order_line_id], "most": format_number(left)}
            raise Refused(_("“%(line)s”: at most %(most)s can come back.") % told)
    return wanted


def _move(own: Sequence[DeliveryLine], moved: Mapping[int, Decimal]) -> dict[int, Decimal]:
    """Keep what came back of each line of a delivery whose order is held; the same by line of the order."""
    changed = [line for line in own if line.pk in moved]
    kept = {line.pk: line.returned + moved[line.pk] for line in changed}
    DeliveryLine.objects.filter(pk__in=kept).update(returned=each(kept, QUANTITY))
    return {line.order_line_id: moved[line.pk] for line in changed}


def _count(order: Order, lines: Sequence[OrderLine], back: Mapping[int, Decimal]) -> None:
    for line in lines:
        line.returned += back.get(line.pk, Decimal(0))
    kept = {line.pk: line.returned for line in lines if line.pk in back}
    OrderLine.objects.filter(pk__in=kept).update(returned=each(kept, QUANTITY))
    order.is_invoiced = invoiced(list(lines))
    Order.objects.filter(pk=order.pk).update(is_invoiced=order.is_invoiced)
