"""The nightly pass over all customers of each organisation."""

from datetime import datetime

from crontask import cron
from django.tasks import task
from django.utils import timezone

from sapa.lib.dates import today
from sapa.lifecycle import backfilling, keeping
from sapa.lifecycle.pinning import end_expired_pins
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization


@cron("40 0 * * *")
@task
def pass_over_everybody() -> None:
    """Soon after midnight everywhere: the clock here is Jakarta's, and it is later further east."""
    now = timezone.now().isoformat()
    for pk in Organization.objects.order_by("pk").values_list("pk", flat=True):
        pass_over.enqueue(pk, now)


@task
def pass_over(organization_id: int, now: str) -> None:
    """One organisation's. A second run finds nothing to change."""
    organization = Organization.objects.get(pk=organization_id)
    at = datetime.fromisoformat(now)
    on = today(organization.time_zone, at)
    with organization_scope(organization):
        backfilling.tell_afterwards(organization, on=on, now=at)
        end_expired_pins(on=on, now=at)
        keeping.run_pass(organization, on=on, now=at)
