"""When to try again with a customer who was set aside: the day moves, and a step back to being set aside."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from sapa.customers.models import Customer
from sapa.events.recording import record
from sapa.lib.errors import AlreadyDone
from sapa.team.models import Member


@transaction.atomic
def try_later(customer: Customer, *, to: date, by: Member, now: datetime) -> None:
    """Another day for the next try. Raises AlreadyDone where it is that day already, or they are set aside no more."""
    before = customer.try_again_on
    rows = Customer.objects.filter(pk=customer.pk, set_aside_at__isnull=False, try_again_on=before)
    if before == to or rows.update(try_again_on=to, updated_at=now) != 1:
        raise AlreadyDone(_("This has been done already."))
    customer.try_again_on = to
    told = {"from": before.isoformat() if before else "", "to": to.isoformat()}
    record("customer.try_moved", customer, by=by, customer_id=customer.pk, at=now, **told)
