"""Housekeeping, at night."""

from crontask import cron
from django.core.management import call_command
from django.tasks import task


@cron("20 2 * * *")
@task
def forget_what_has_expired() -> None:
    """Sessions that ran out, and the results of tasks finished more than two weeks ago."""
    call_command("clearsessions")
    call_command("prune_db_task_results", verbosity=0)
