"""Sales orders: confirming a quotation, or writing an order on its own; a supervisor's word; cancelling and closing.

What an order does elsewhere happens when it takes effect (at once, or with the word it waits for) and is undone when
it is cancelled: the stock that it promises, the promotions that it spends, the opportunity that it wins.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Min
from django.utils import timezone
from django.utils.translation import gettext as _

from sapa.catalogue import promoting, stocking
from sapa.catalogue.models import Product
from sapa.customers.models import Customer, FunnelStep
from sapa.events.recording import record
from sapa.lib.dates import start_of_day
from sapa.lib.errors import AlreadyDone, Refused
from sapa.lib.numbers import format_number, round_half_up
from sapa.pipeline import closing
from sapa.pipeline.models import Opportunity, Outcome
from sapa.pipeline.reaching import note_won, reach
from sapa.sales.limits import CreditCheck, check_credit
from sapa.sales.lines import Wanted, build, settings_of, totals, wanted_of
from sapa.sales.models import (
    CreditRule,
    DocumentKind,
    Order,
    OrderLine,
    PromotionUse,
    Quotation,
    QuotationLine,
    Strictness,
)
from sapa.sales.numbering import give_number
from sapa.sales.writing import once
from sapa.team.models import BusinessUnit, Member

__all__ = ["CreditCheck", "approve", "check_credit", "confirm", "hold", "needs_of", "order", "short_of"]

type Needs = dict[tuple[int, int], Decimal]
OPEN = (Quotation.Status.DRAFT, Quotation.Status.SENT, Quotation.Status.ACCEPTED, Quotation.Status.EXPIRED)
COPIED = ("customer", "unit", "owner", "contact", "opportunity", "terms_days", "note")


@transaction.atomic
def confirm(
    quotation: Quotation, *, by: Member | None, on: date, now: datetime, deliver_on: date | None = None
) -> Order:
    """Make the sales order of a quotation, which counts as accepted from then on.

    The order waits for a supervisor where the credit rule says so. Raises AlreadyDone where it was confirmed, Refused
    where the quotation is not open any more, or where the stock does not suffice and the organisation is strict.
    """
    accepted_before = quotation.status == Quotation.Status.ACCEPTED
    _replace_version_before(quotation, by=by, now=now)
    versions = {quotation.pk, quotation.replaces_id} - {None}
    if Order.objects.filter(quotation__in=versions).exclude(status=Order.Status.CANCELLED).exists():
        raise AlreadyDone(_("This quotation has become a sales order already."))
    rows = Quotation.objects.filter(pk=quotation.pk, status__in=OPEN)
    told = {} if accepted_before else {"status": Quotation.Status.ACCEPTED, "answered_at": now}
    if rows.update(version=F("version") + 1, **told) != 1:
        raise Refused(_("This quotation was refused, replaced or cancelled."))
    if not quotation.number:
        number = give_number(DocumentKind.QUOTATION, unit=quotation.unit, on=on)
        Quotation.objects.filter(pk=quotation.pk).update(number=number)
    lines = QuotationLine.objects.filter(quotation=quotation).select_related("product", "promotion")
    fields = {name: getattr(quotation, name) for name in COPIED} | {"deliver_on": deliver_on}
    made = _make(wanted_of(lines), uuid=uuid4(), by=by, on=on, now=now, quotation=quotation,
                 accepted_quotation=not accepted_before, **fields)  # fmt: skip
    quotation.refresh_from_db()
    return made


def _replace_version_before(quotation: Quotation, *, by: Member | None, now: datetime) -> None:
    """A version that is confirmed before it was sent replaces the one before it, which nobody can accept any more."""
    if quotation.status != Quotation.Status.DRAFT or quotation.replaces is None:
        return
    before = Quotation.objects.filter(pk=quotation.replaces.pk, status__in=OPEN)
    if before.update(status=Quotation.Status.REPLACED, version=F("version") + 1):
        record("quotation.replaced", quotation.replaces, by=by, customer_id=quotation.customer_id, at=now,
               total=quotation.replaces.total)  # fmt: skip


def order(
    *,
    uuid: UUID,
    customer: Customer,
    lines: Sequence[Wanted],
    by: Member,
    on: date,
    now: datetime,
    unit: BusinessUnit | None = None,
    owner: Member | None = None,
    credit_checked: bool = True,
    **fields: Any,
) -> Order:
    """Write an order without a quotation. The same `uuid` again gives the one that was written.

    `fields` are Order's others: opportunity, contact, terms_days, deliver_on, note. `credit_checked` False is for what
    is paid at the counter. Raises Refused as `confirm` does.
    """
    fields.setdefault("terms_days", settings_of().terms_days)

    def make() -> Order:
        return _make(lines, uuid=uuid, by=by, on=on, now=now, credit_checked=credit_checked, customer=customer,
                     unit=unit or customer.unit, owner=owner or customer.owner or by, **fields)  # fmt: skip

    return once(Order, uuid, make)


@transaction.atomic
def approve(order: Order, *, by: Member, on: date, now: datetime) -> None:
    """A supervisor's word on an order that waits: it is confirmed. Raises AlreadyDone, or Refused as `confirm` does."""
    rows = Order.objects.filter(pk=order.pk, status=Order.Status.HELD)
    told = {"status": Order.Status.CONFIRMED, "approved_by": by, "approved_at": now}
    if rows.update(version=F("version") + 1, **told) != 1:
        raise AlreadyDone(_("This order does not wait for a word any more."))
    order.refresh_from_db()
    lines = list(OrderLine.objects.filter(order=order).select_related("product", "promotion"))
    _take_effect(order, lines, by=by, on=on, now=now)
    OrderLine.objects.bulk_update(lines, ["is_counted", "delivered"])
    record("order.approved", order, by=by, customer_id=order.customer_id, at=now, total=order.total)


def needs_of(lines: Sequence[OrderLine], quantities: dict[int, Decimal] | None = None) -> Needs:
    """What lines take from the stock, by product and unit, in the products' own units.

    `quantities` are of the lines' own measure by their id; without them it is all that was ordered. Raises Refused
    where one is finer than the stock is counted: a thousandth of the product's unit.
    """
    needs: Needs = defaultdict(Decimal)
    for line in lines:
        quantity = line.quantity if quantities is None else quantities.get(line.pk, Decimal(0))
        if line.product_id is not None and quantity:
            needed = quantity * line.factor
            if round_half_up(needed, 3) != needed:
                raise Refused(_("“%(line)s”: this quantity is too fine for its stock.") % {"line": line.description})
            needs[line.product_id, line.stock_unit_id] += needed
    return dict(needs)


def short_of(lines: Sequence[Wanted], unit: BusinessUnit | None) -> list[stocking.Shortage]:
    """Of which products of these lines more is wanted than is available: what a page warns of."""
    needs: Needs = defaultdict(Decimal)
    for line in lines:
        if line.product is not None:
            needs[line.product.pk, stocking.stock_unit(line.product, unit)] += line.quantity * line.factor
    return stocking.shortages(needs)


def hold(order: Order, *states: str) -> list[OrderLine]:
    """The order's lines with their products, while nobody else writes them until the transaction ends.

    Raises Refused where the order is in none of these states.
    """
    if Order.objects.filter(pk=order.pk, status__in=states).update(version=F("version") + 1) != 1:
        raise Refused(_("This cannot be done with an order in this state."))
    order.refresh_from_db()
    return list(OrderLine.objects.filter(order=order).select_related("product"))


def _make(
    wanted: Sequence[Wanted], *, uuid: UUID, by: Member | None, on: date, now: datetime, credit_checked: bool = True,
    **fields: Any,
) -> Order:  # fmt: skip
    settings = settings_of()
    lines = build(OrderLine, wanted, taxable=bool(settings.is_taxable), on=on)
    made = Order(uuid=uuid, on=on, created_by=by, created_at=now, **totals(lines), **fields)
    for line in lines:
        line.order = made
        line.stock_unit_id = stocking.stock_unit(line.product, made.unit) if line.product else 0
    check = check_credit(made.customer, total=made.total, on=on) if credit_checked else None
    held = check is not None and not check.is_fine and settings.credit_rule == CreditRule.APPROVE
    if held and check is not None:
        made.status, made.held_for = Order.Status.HELD, check.as_memory()
    made.number = give_number(DocumentKind.ORDER, unit=made.unit, on=on)
    made.save(force_insert=True)
    if not held:
        _take_effect(made, lines, by=by, on=on, now=now, strict=settings.oversell == Strictness.REFUSE)
    OrderLine.objects.bulk_create(lines)
    quotation = str(made.quotation) if made.quotation else ""
    record("order.held" if held else "order.confirmed", made, by=by, customer_id=made.customer_id, at=now,
           total=made.total, quotation=quotation)  # fmt: skip
    return made


def _take_effect(
    order: Order, lines: Sequence[OrderLine], *, by: Member | None, on: date, now: datetime, strict: bool | None = None
) -> None:
    """Promise the stock, spend the promotions, win the opportunity. The lines are left for the caller to write."""
    strict = settings_of().oversell == Strictness.REFUSE if strict is None else strict
    needs = needs_of(lines)
    if strict and (short := stocking.shortages(needs)):
        raise Refused(_short(short))
    counted = stocking.promise(needs)
    for line in lines:
        line.is_counted = (line.product_id, line.stock_unit_id) in counted
        if line.product is not None and line.product.kind == Product.Kind.DELIVERY:
            line.delivered = line.quantity  # a fee is not carried to anybody
    if all(not line.open for line in lines):
        Order.objects.filter(pk=order.pk).update(is_delivered=True)
        order.is_delivered = True
    _spend(order, lines, now)
    _win(order, by=by, on=on, now=now)


def _short(short: Sequence[stocking.Shortage]) -> str:
    lines = [
        _("%(name)s: %(wanted)s %(unit)s wanted, %(available)s available.")
        % {
            "name": one.product.name,
            "wanted": format_number(one.wanted),
            "available": format_number(max(one.available, Decimal(0))),
            "unit": one.product.unit,
        }
        for one in short
    ]
    return " ".join([_("There is not enough in stock."), *lines])


def _spend(order: Order, lines: Sequence[OrderLine], now: datetime) -> None:
    """What the customer accepted holds, also where the budget was used up meanwhile."""
    promised = order.quotation_id is not None and not order.accepted_quotation
    amounts: dict[int, int] = defaultdict(int)
    promotions = {}
    for line in lines:
        if line.promotion is not None:
            promotions[line.promotion.pk] = line.promotion
            amounts[line.promotion.pk] += line.promotion_discount
    for pk, promotion in sorted(promotions.items()):
        if why := promoting.why_needs_a_name(promotion, order.customer):
            raise Refused(f"{promotion.name}: {why}")
        used = PromotionUse.objects.filter(promotion=promotion, customer=order.customer, released_at__isnull=True)
        promoting.spend(promotion, amounts[pk], used.count, promised=promised)
    PromotionUse.objects.bulk_create(
        PromotionUse(promotion=promotion, order=order, customer=order.customer, amount=amounts[pk], at=now)
        for pk, promotion in promotions.items()
    )


def _win(order: Order, *, by: Member | None, on: date, now: datetime) -> None:
    opportunity = order.opportunity
    if opportunity is not None and by is not None and opportunity.is_open:
        closing.win(opportunity, by=by, on=on, now=now, value=order.net)
        Order.objects.filter(pk=order.pk).update(won_opportunity=True)
        order.won_opportunity = True
    elif opportunity is not None and order.quotation is not None and order.quotation.replaces_id:
        closing.correct_value(opportunity, value=order.net, by=by, now=now)
    elif opportunity is None:
        reach(order.customer, FunnelStep.OPPORTUNITY, now, by)
        note_won(order.customer_id, on, now)


def note_unsold(customer_id: int) -> None:
    """An order was cancelled: the first of the customer's other sales is the first, if there is one."""
    deals = Opportunity.objects.filter(customer=customer_id, outcome=Outcome.WON)
    orders = Order.objects.filter(customer=customer_id, status__in=[Order.Status.CONFIRMED, Order.Status.CLOSED])
    days = [deals.aggregate(day=Min("closed_on"))["day"], orders.aggregate(day=Min("on"))["day"]]
    first = min((day for day in days if day), default=None)
    moment = start_of_day(first, timezone.get_current_timezone_name()) if first else None
    Customer.objects.filter(pk=customer_id).update(won_at=moment)
