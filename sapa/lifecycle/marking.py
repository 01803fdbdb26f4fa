"""Marking a customer as bad by hand, though they pay, and taking the mark off."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sapa.customers.models import Customer
from sapa.events.recording import record
from sapa.lib.errors import AlreadyDone
from sapa.lifecycle.models import BadMark
from sapa.team.models import Member


def mark_bad(customer: Customer, *, reason: str, by: Member, now: datetime) -> BadMark:
    """Treat them as bad, and why. Raises AlreadyDone where they are marked."""
    try:
        with transaction.atomic():
            made = BadMark.objects.create(customer=customer, reason=reason, by=by, at=now)
            record("customer.marked_bad", customer, by=by, customer_id=customer.pk, at=now, because=reason)
    except IntegrityError:
        raise AlreadyDone(_("This customer is marked as bad already.")) from None
    return made


@transaction.atomic
def unmark_bad(customer: Customer, *, by: Member, now: datetime) -> None:
    """They count as what they pay again. Raises AlreadyDone."""
    if BadMark.objects.filter(customer=customer, ended_at__isnull=True).update(ended_at=now, ended_by=by) != 1:
        raise AlreadyDone(_("This customer is not marked as bad any more."))
    record("customer.unmarked_bad", customer, by=by, customer_id=customer.pk, at=now)
