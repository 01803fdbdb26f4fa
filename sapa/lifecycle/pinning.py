"""Setting a customer's stage by hand, for a time and with a reason, and taking that off again."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.events.recording import event, record
from sapa.lib.errors import AlreadyDone, Refused
from sapa.lifecycle.models import StagePin
from sapa.team.models import Member

MOST_DAYS = 365


@transaction.atomic
def pin(customer: Customer, *, stage: str, reason: str, until: date, by: Member, on: date, now: datetime) -> StagePin:
    """Set the stage by hand up to and with a day. In the place of an earlier pin, where there is one.

    Raises AlreadyDone where it is set so, Refused for a day that is over or further ahead than MOST_DAYS.
    """
    if not on <= until <= on + timedelta(days=MOST_DAYS):
        raise Refused(_("A stage can be set by hand for a year at the most, and not for days that are over."))
    known = StagePin.objects.filter(customer=customer, ended_at__isnull=True).first()
    if known and (known.stage, known.reason, known.until) == (stage, reason, until):
        raise AlreadyDone(_("The stage is set so already."))
    if known:
        StagePin.objects.filter(pk=known.pk, ended_at__isnull=True).update(ended_at=now, ended_by=by)
    try:
        with transaction.atomic():
            made = StagePin.objects.create(customer=customer, stage=stage, reason=reason, until=until, by=by, at=now)
    except IntegrityError:
        raise AlreadyDone(_("Somebody has just set the stage by hand.")) from None
    record("customer.pinned", customer, by=by, customer_id=customer.pk, at=now, stage=stage, because=reason,
           until=until.isoformat())  # fmt: skip
    return made


@transaction.atomic
def unpin(customer: Customer, *, by: Member, now: datetime) -> None:
    """The stage follows what they do again. Raises AlreadyDone."""
    known = StagePin.objects.filter(customer=customer, ended_at__isnull=True).first()
    if known is None or _end(known.pk, now, by) != 1:
        raise AlreadyDone(_("The stage is not set by hand any more."))
    record("customer.unpinned", customer, by=by, customer_id=customer.pk, at=now, stage=known.stage)


@transaction.atomic
def end_expired_pins(*, on: date, now: datetime) -> int:
    """End those whose last day is over, as the night does before its pass. Gives how many."""
    over = StagePin.objects.filter(ended_at__isnull=True, until__lt=on).select_related("customer").order_by("pk")
    told = [
        event("pin.expired", one.customer, by=None, customer_id=one.customer_id, at=now, stage=one.stage)
        for one in over
        if _end(one.pk, now, None)
    ]
    Event.objects.bulk_create(told)
    return len(told)


def _end(pk: int, now: datetime, by: Member | None) -> int:
    return StagePin.objects.filter(pk=pk, ended_at__isnull=True).update(ended_at=now, ended_by=by)
