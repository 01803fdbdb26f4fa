"""Customers who left us: since when, why and to whom; and those who came back."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Min, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from sapa.customers.models import Customer
from sapa.events.recording import changes, record
from sapa.lib.dates import format_date
from sapa.lib.errors import AlreadyDone, Refused
from sapa.lifecycle.models import CustomerMetrics, Departure
from sapa.sales.models import Invoice
from sapa.team.models import Member

FIELDS = ("on", "why", "switched_to", "note")


@transaction.atomic
def depart(
    customer: Customer,
    *,
    since: date,
    why: str,
    by: Member,
    on: date,
    now: datetime,
    switched_to: str = "",
    note: str = "",
) -> Departure:
    """Write down that they left, or correct what was written down while they are away.

    Raises AlreadyDone where it stands so, Refused for a day that is still to come, or before they bought last.
    """
    if since > on:
        raise Refused(_("This day is still to come."))
    last = CustomerMetrics.objects.filter(customer=customer).values_list("last_on", flat=True).first()
    if last and since < last:
        raise Refused(_("They bought on %(on)s: they cannot have left before.") % {"on": format_date(last)})
    given: dict[str, Any] = {"on": since, "why": why, "switched_to": switched_to, "note": note}
    known = Departure.objects.filter(customer=customer, returned_on__isnull=True).first()
    if known:
        return _correct(known, customer, given, by, now)
    try:
        with transaction.atomic():
            made = Departure.objects.create(customer=customer, by=by, at=now, **given)
    except IntegrityError:
        raise AlreadyDone(_("Somebody has just written down that they left.")) from None
    told = {"since": since.isoformat(), "reason": why, "to": switched_to, "note": note}
    told |= {"how": "switched"} if switched_to else {}
    record("customer.departed", customer, by=by, customer_id=customer.pk, at=now, **told)
    return made


def _correct(known: Departure, customer: Customer, given: dict[str, Any], by: Member, now: datetime) -> Departure:
    before = {name: getattr(known, name) for name in FIELDS}
    found = changes(before, given)
    if not found:
        raise AlreadyDone(_("It is written down so already."))
    if Departure.objects.filter(pk=known.pk, returned_on__isnull=True, **before).update(**given) != 1:
        raise AlreadyDone(_("Somebody has just changed this."))
    for name, value in given.items():
        setattr(known, name, value)
    record("departure.corrected", known, by=by, customer_id=customer.pk, at=now, changes=found)
    return known


@transaction.atomic
def come_back(customer: Customer, *, on: date, by: Member | None, now: datetime) -> None:
    """They are back since a day, never one before they left. Raises AlreadyDone."""
    known = Departure.objects.filter(customer=customer, returned_on__isnull=True).first()
    if known is None or not _end(known, max(on, known.on)):
        raise AlreadyDone(_("They are not written down as gone any more."))
    record("customer.returned", customer, by=by, customer_id=customer.pk, at=now, on=max(on, known.on).isoformat())


@transaction.atomic
def take_back(customer: Customer, *, by: Member, now: datetime) -> None:
    """Undo of writing down that they left: they never did. Raises AlreadyDone."""
    if not Departure.objects.filter(customer=customer, returned_on__isnull=True).delete()[0]:
        raise AlreadyDone(_("They are not written down as gone any more."))
    record("departure.undone", customer, by=by, customer_id=customer.pk, at=now)


@transaction.atomic
def end_by_sales(*, now: datetime, customer_id: int | None = None) -> int:
    """Who bought after they had left is back since that day: this customer, or whoever it is. Gives how many."""
    away = Departure.objects.filter(returned_on__isnull=True).select_related("customer")
    if customer_id is not None:
        away = away.filter(customer=customer_id)
    ended = 0
    for one in away.annotate(bought_on=Subquery(_bought_after())).filter(bought_on__isnull=False):
        if _end(one, one.bought_on):
            told = {"on": one.bought_on.isoformat()}
            record("customer.returned", one.customer, by=None, customer_id=one.customer_id, at=now, **told)
            ended += 1
    return ended


def _bought_after() -> QuerySet:
    """The first day on which the customer of a departure bought after it; on the same day: written after it was."""
    later = Q(on__gt=OuterRef("on")) | Q(on=OuterRef("on"), created_at__gt=OuterRef("at"))
    sold = Invoice.objects.filter(later, customer=OuterRef("customer"), cancelled_at__isnull=True, net__gt=0)
    sold = sold.exclude(kind=Invoice.Kind.DOWN_PAYMENT).filter(total__gt=F("credited"))
    return sold.order_by().values("customer").annotate(first=Min("on")).values("first")


def _end(known: Departure, on: date) -> bool:
    return Departure.objects.filter(pk=known.pk, returned_on__isnull=True).update(returned_on=on) == 1
