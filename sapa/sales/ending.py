"""How an order ends before all of it was delivered: cancelled, which undoes it, or closed, which drops the rest."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils.translation import gettext as _

from sapa.catalogue import promoting, stocking
from sapa.events.recording import record
from sapa.lib.errors import AlreadyDone, Refused
from sapa.pipeline import closing
from sapa.pipeline.models import Outcome
from sapa.sales.models import Delivery, Invoice, Order, OrderLine, PromotionUse, Quotation
from sapa.sales.ordering import hold, needs_of, note_unsold
from sapa.sales.writing import QUANTITY, each
from sapa.team.models import Member


@transaction.atomic
def cancel(order: Order, *, reason: str, by: Member, now: datetime) -> None:
    """Undo an order exactly: its promises of stock, its promotions, the opportunity that it won, the quotation.

    Raises AlreadyDone, or Refused where something of it was delivered or invoiced and stands.
    """
    was_held = order.status == Order.Status.HELD
    rows = Order.objects.filter(pk=order.pk, status__in=[Order.Status.HELD, Order.Status.CONFIRMED])
    told = {"status": Order.Status.CANCELLED, "cancelled_at": now, "cancelled_by": by, "cancelled_reason": reason}
    if rows.update(version=F("version") + 1, **told) != 1:
        raise _not_open(order)
    _refuse_delivered_or_invoiced(order)
    order.refresh_from_db()
    if not was_held:
        lines = [line for line in OrderLine.objects.filter(order=order) if line.is_counted]
        stocking.release(needs_of(lines, {line.pk: line.open for line in lines}))
        OrderLine.objects.filter(order=order).update(delivered=0)  # fees, which count as delivered at once
        _give_back_promotions(order, now)
        _reopen(order, by=by, now=now)
    if order.quotation is not None and order.accepted_quotation:
        sent = order.quotation.sent_at is not None
        status = Quotation.Status.SENT if sent else Quotation.Status.DRAFT
        accepted = Quotation.objects.filter(pk=order.quotation.pk, status=Quotation.Status.ACCEPTED)
        accepted.update(status=status, answered_at=None, version=F("version") + 1)
        if not sent:
            _bring_back_version_before(order.quotation)
    record("order.cancelled", order, by=by, customer_id=order.customer_id, at=now, because=reason, total=order.total)


@transaction.atomic
def close(order: Order, *, reason: str, by: Member, now: datetime) -> None:
    """The rest of an order will not be delivered: nothing of it is open any more, and its stock is free.

    Raises AlreadyDone, or Refused where nothing is open.
    """
    if order.status == Order.Status.CLOSED:
        raise AlreadyDone(_("This order is closed already."))
    lines = hold(order, Order.Status.CONFIRMED)
    rest = {line.pk: line.open for line in lines if line.open}
    if not rest:
        raise Refused(_("All of this order is delivered."))
    stocking.release(needs_of([line for line in lines if line.is_counted], rest))
    for line in lines:
        line.dropped = line.quantity - line.delivered
    OrderLine.objects.filter(order=order).update(dropped=each({line.pk: line.dropped for line in lines}, QUANTITY))
    Order.objects.filter(pk=order.pk).update(
        status=Order.Status.CLOSED, closed_at=now, closed_reason=reason, is_delivered=True, is_invoiced=invoiced(lines)
    )
    order.refresh_from_db()
    record("order.closed", order, by=by, customer_id=order.customer_id, at=now, because=reason)


def invoiced(lines: list[OrderLine]) -> bool:
    """Whether nothing of them is left to invoice."""
    return all(line.to_invoice == Decimal(0) for line in lines)


def _not_open(order: Order) -> Refused:
    status = Order.objects.values_list("status", flat=True).get(pk=order.pk)
    if status == Order.Status.CANCELLED:
        return AlreadyDone(_("This order was cancelled already."))
    return Refused(_("This order is closed: what was delivered and invoiced of it stands."))


def _refuse_delivered_or_invoiced(order: Order) -> None:
    if Delivery.objects.filter(order=order, cancelled_at__isnull=True).exists():
        raise Refused(_("Goods of this order were delivered. Cancel the delivery notes first, or close the order."))
    if Invoice.objects.filter(order=order, cancelled_at__isnull=True).exists():
        raise Refused(_("This order was invoiced. Cancel its invoices first, or close the order."))


def _bring_back_version_before(quotation: Quotation) -> None:
    """A version that was never sent replaced the one before it by being confirmed."""
    before = Quotation.objects.filter(pk=quotation.replaces_id, status=Quotation.Status.REPLACED)
    answered = Case(
        When(answered_at__isnull=False, then=Value(Quotation.Status.ACCEPTED)), default=Value(Quotation.Status.SENT)
    )
    before.update(status=answered, version=F("version") + 1)


def _give_back_promotions(order: Order, now: datetime) -> None:
    uses = PromotionUse.objects.filter(order=order, released_at__isnull=True)
    for use in uses.select_related("promotion").order_by("promotion_id"):
        promoting.give_back(use.promotion, use.amount)
    uses.update(released_at=now)


def _reopen(order: Order, *, by: Member, now: datetime) -> None:
    opportunity = order.opportunity
    if opportunity is None:
        note_unsold(order.customer_id)
    elif order.won_opportunity and opportunity.outcome == Outcome.WON:
        closing.reopen(opportunity, by=by, now=now)
        Order.objects.filter(pk=order.pk).update(won_opportunity=False)
        order.won_opportunity = False
