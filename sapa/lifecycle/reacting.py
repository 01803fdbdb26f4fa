"""What the figures of customers owe to what happens elsewhere: see sapa.reactions."""

from datetime import datetime

from django.utils import timezone

from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.lib.dates import today
from sapa.lifecycle import backfilling, departing, keeping
from sapa.tenancy.models import Organization


def know_customer(event: Event) -> None:
    """Bring the figures of the event's customer up to date, and those of who introduced them, now or until now."""
    if event.customer_id is None:
        return
    wanted = {event.customer_id}
    introduced = Customer.objects.filter(pk=event.customer_id).values_list("introduced_by_id", flat=True)
    wanted.update(pk for pk in introduced if pk)
    for pk in event.data.get("changes", {}).get("introduced_by", []):
        if isinstance(pk, int):
            wanted.add(pk)
    organization, now = _here(event)
    keeping.refresh(organization, wanted, on=today(organization.time_zone, now), now=now)


def know_everybody(event: Event) -> None:
    """Bring everybody's figures up to date, as at night."""
    organization, now = _here(event)
    backfilling.tell_afterwards(organization, on=today(organization.time_zone, now), now=now)
    keeping.run_pass(organization, on=today(organization.time_zone, now), now=now)


def note_return(event: Event) -> None:
    """Whoever buys after having left is back: the event's customer, or of an import whoever it is."""
    departing.end_by_sales(customer_id=event.customer_id, now=timezone.now())


def _here(event: Event) -> tuple[Organization, datetime]:
    return Organization.objects.get(pk=event.organization_id), timezone.now()
