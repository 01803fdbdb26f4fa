"""A birthday greeting that was given, and taken back when the wrong row was tapped."""

from datetime import date, datetime
from uuid import NAMESPACE_OID, UUID, uuid5

from django.db import IntegrityError, transaction
from django.db.models import Max, OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sapa.activities.models import Interaction, TouchPoint
from sapa.activities.touching import raise_touched
from sapa.customers.birthdays import next_birthday
from sapa.customers.models import Customer
from sapa.events.recording import record
from sapa.lib.errors import AlreadyDone, Refused
from sapa.team.models import Member


def greet(customer: Customer, *, touch_point: str = TouchPoint.PHONE, by: Member, on: date, now: datetime) -> None:
    """The member has wished them well. Once a day: raises AlreadyDone; on another day than theirs: Refused."""
    if customer.birthday is None or next_birthday(customer.birthday, on) != on:
        raise Refused(gettext_lazy("Their birthday is not today."))
    note = _("Wished a happy birthday")
    try:
        with transaction.atomic():
            Interaction.objects.create(
                uuid=_mark(customer, on), customer=customer, touch_point=touch_point, by=by, at=now, note=note
            )
            raise_touched(customer.pk, now)
            record("birthday.greeted", customer, by=by, customer_id=customer.pk, at=now, touch_point=touch_point)
    except IntegrityError:
        raise AlreadyDone(gettext_lazy("This has been done already.")) from None


@transaction.atomic
def take_back(customer: Customer, *, by: Member, on: date, now: datetime) -> None:
    """Undo of the greeting of this day, by whoever noted it. Raises AlreadyDone."""
    gone, _rows = Interaction.objects.filter(uuid=_mark(customer, on), by=by).delete()
    if not gone:
        raise AlreadyDone(gettext_lazy("This has been done already."))
    last = Interaction.objects.filter(customer=OuterRef("pk")).order_by().values("customer").annotate(at=Max("at"))
    Customer.objects.filter(pk=customer.pk).update(touched_at=Subquery(last.values("at")))
    record("birthday.ungreeted", customer, by=by, customer_id=customer.pk, at=now)


def _mark(customer: Customer, on: date) -> UUID:
    """The greeting's own uuid: two taps, or two members, make one of a day."""
    return uuid5(NAMESPACE_OID, f"birthday {customer.organization_id} {customer.pk} {on.isoformat()}")
