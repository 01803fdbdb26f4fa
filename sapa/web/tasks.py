"""Housekeeping at night, and the mail of the morning."""

from datetime import datetime

from crontask import cron
from django.core.management import call_command
from django.tasks import task
from django.utils import timezone

from sapa.web import morning


@cron("20 2 * * *")
@task
def forget_what_has_expired() -> None:
    """Sessions that ran out, and the results of tasks finished more than two weeks ago."""
    call_command("clearsessions")
    call_command("prune_db_task_results", verbosity=0)


@cron("0 4-8 * * *")
@task
def send_morning_mails() -> None:
    """At six in the morning of each zone (the clock here is Jakarta's): WIT first, then WITA, then WIB."""
    now = timezone.now()
    for organization_id in morning.due_organizations(now):
        for member_id in morning.waiting_members(organization_id, now):
            send_morning_mail.enqueue(organization_id, member_id, now.isoformat())


@task
def send_morning_mail(organization_id: int, member_id: int, now: str) -> None:
    """One member's. A second run sends nothing."""
    morning.send(organization_id, member_id, datetime.fromisoformat(now))
