"""Delivery notes: goods leave the stock, somebody signs for them, or they come back as if they had never left."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sapa.catalogue import stocking
from sapa.events.recording import record
from sapa.files.models import StoredFile
from sapa.lib.errors import AlreadyDone, Refused
from sapa.lib.numbers import format_number
from sapa.sales.ending import invoiced
from sapa.sales.models import Delivery, DeliveryLine, DocumentKind, Order, OrderLine, SalesReturn
from sapa.sales.numbering import give_number
from sapa.sales.ordering import hold, needs_of
from sapa.sales.writing import QUANTITY, each, once
from sapa.team.models import Member

KIND = str(DocumentKind.DELIVERY)
KEPT = ("delivered", "dropped")  # summed here: SQLite would add thousandths as binary fractions


def deliver(
    order: Order,
    *,
    uuid: UUID,
    quantities: Mapping[int, Decimal],
    by: Member,
    on: date,
    now: datetime,
    carrier: str = "",
    vehicle: str = "",
    note: str = "",
) -> Delivery:
    """Post a delivery note of so much of each of the order's lines (by the line's id, in its measure).

    The same uuid again gives the same note. Raises Refused where the order is not confirmed, or a line has less open.
    """

    def make() -> Delivery:
        lines = hold(order, Order.Status.CONFIRMED)
        wanted = _wanted(lines, quantities)
        made = Delivery.objects.create(
            uuid=uuid, number=give_number(KIND, unit=order.unit, on=on), customer_id=order.customer_id, unit=order.unit,
            owner_id=order.owner_id, on=on, note=note, created_by=by, created_at=now, order=order, carrier=carrier,
            vehicle=vehicle,
        )  # fmt: skip
        chosen = [line for line in lines if line.pk in wanted]
        DeliveryLine.objects.bulk_create(
            DeliveryLine(delivery=made, order_line=line, position=place, quantity=wanted[line.pk])
            for place, line in enumerate(chosen)
        )
        _move(made, chosen, wanted, by=by, now=now)
        _count(order, lines, wanted)
        record("delivery.posted", made, by=by, customer_id=order.customer_id, at=now, order=order.number,
               whole=order.is_delivered)  # fmt: skip
        return made

    return once(Delivery, uuid, make)


@transaction.atomic
def sign(
    delivery: Delivery, *, name: str, by: Member, now: datetime, signature: StoredFile | None = None, note: str = ""
) -> None:
    """Somebody has received the goods and said so. Raises AlreadyDone, Refused for a cancelled note."""
    rows = Delivery.objects.filter(pk=delivery.pk, received_at__isnull=True, cancelled_at__isnull=True)
    told = {"received_at": now, "received_by": name, "signature": signature, "received_note": note}
    if rows.update(version=F("version") + 1, **told) != 1:
        if Delivery.objects.filter(pk=delivery.pk, cancelled_at__isnull=False).exists():
            raise Refused(_("This delivery note was cancelled."))
        raise AlreadyDone(_("This delivery was signed for already."))
    delivery.refresh_from_db()
    record("delivery.signed", delivery, by=by, customer_id=delivery.customer_id, at=now, name=name, note=note)


@transaction.atomic
def cancel(delivery: Delivery, *, reason: str, by: Member, now: datetime) -> None:
    """Undo a delivery: the goods are in the stock again, and still to be delivered (dropped, if the order is closed).

    Raises AlreadyDone, or Refused where something of it was returned.
    """
    order = delivery.order
    lines = hold(order, Order.Status.CONFIRMED, Order.Status.CLOSED)
    rows = Delivery.objects.filter(pk=delivery.pk, cancelled_at__isnull=True)
    told = {"cancelled_at": now, "cancelled_by": by, "cancelled_reason": reason}
    if rows.update(version=F("version") + 1, **told) != 1:
        raise AlreadyDone(_("This delivery note was cancelled already."))
    if SalesReturn.objects.filter(delivery=delivery, cancelled_at__isnull=True).exists():
        raise Refused(_("Goods of this delivery were returned, so it stands."))
    delivery.refresh_from_db()
    own = dict(DeliveryLine.objects.filter(delivery=delivery).values_list("order_line_id", "quantity"))
    closed = order.status == Order.Status.CLOSED
    for promised in (True, False):
        part = [line for line in lines if line.pk in own and line.is_counted == promised]
        stocking.take_back(needs_of(part, own), kind=KIND, document=delivery.pk, number=delivery.number, by=by, now=now,
                           promise=promised and not closed)  # fmt: skip
    _count(order, lines, {pk: -quantity for pk, quantity in own.items()}, dropped=closed)
    record("delivery.cancelled", delivery, by=by, customer_id=delivery.customer_id, at=now, because=reason)


def _wanted(lines: Sequence[OrderLine], quantities: Mapping[int, Decimal]) -> dict[int, Decimal]:
    wanted = {line.pk: quantities[line.pk] for line in lines if quantities.get(line.pk)}
    if not wanted or len(wanted) < sum(1 for quantity in quantities.values() if quantity):
        raise Refused(_("Choose what is delivered."))
    for line in lines:
        if not 0 <= wanted.get(line.pk, Decimal(0)) <= line.open:
            told = {"line": line.description, "most": format_number(line.open)}
            raise Refused(_("“%(line)s”: at most %(most)s can be delivered.") % told)
    return wanted


def _move(
    delivery: Delivery, lines: Sequence[OrderLine], wanted: dict[int, Decimal], *, by: Member, now: datetime
) -> None:
    """Take the goods from the stock; what was promised for them is not any more."""
    for promised in (True, False):
        part = [line for line in lines if line.is_counted == promised]
        if part:
            stocking.issue(needs_of(part, wanted), kind=KIND, document=delivery.pk, number=delivery.number, by=by,
                           now=now, promised=promised)  # fmt: skip


def _count(order: Order, lines: Sequence[OrderLine], moved: Mapping[int, Decimal], *, dropped: bool = False) -> None:
    """Keep what is delivered of each line, and whether all of the order is. The order is held."""
    for line in lines:
        quantity = moved.get(line.pk, Decimal(0))
        line.delivered += quantity
        line.dropped -= quantity if dropped else Decimal(0)
    changed = [line for line in lines if line.pk in moved]
    kept = {name: each({line.pk: getattr(line, name) for line in changed}, QUANTITY) for name in KEPT}
    OrderLine.objects.filter(pk__in=moved).update(**kept)
    order.is_delivered = all(not line.open for line in lines)
    order.is_invoiced = invoiced(list(lines))
    Order.objects.filter(pk=order.pk).update(is_delivered=order.is_delivered, is_invoiced=order.is_invoiced)
