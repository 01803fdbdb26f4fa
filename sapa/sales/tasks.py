"""What sales does by itself at night: reminders of invoices, and quotations whose time is over."""

from datetime import datetime

from crontask import cron
from django.conf import settings
from django.tasks import task
from django.utils import timezone, translation

from sapa.lib import dates
from sapa.sales import quoting, reminding
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization


@cron("15 1 * * *")
@task
def begin_the_day() -> None:
    """For each organisation on its own, so that one that fails keeps none of the others waiting."""
    now = timezone.now().isoformat()
    for pk in Organization.objects.order_by("pk").values_list("pk", flat=True):
        begin_the_day_of.enqueue(pk, now)


@task
def begin_the_day_of(organization_id: int, now: str) -> None:
    """Expire quotations and plan reminders, in the organisation's zone. A second run does nothing more."""
    moment = datetime.fromisoformat(now)
    organization = Organization.objects.get(pk=organization_id)
    on = dates.today(organization.time_zone, moment)
    with organization_scope(organization), translation.override(settings.LANGUAGE_CODE):
        quoting.expire_overdue(on=on, now=moment)
        reminding.plan_reminders(on=on, now=moment, currency=organization.currency)
