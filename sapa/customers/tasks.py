"""Changes over very many customers, made by the worker; and what is counted of them each night."""

from datetime import datetime, timedelta

from crontask import cron
from django.tasks import TaskResultStatus, task
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet

from sapa.customers import bulk, segment_sizes
from sapa.customers.models import BulkChange
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization

REMEMBERED = timedelta(days=7)  # after that nobody waits for it any more


@task
def carry_on(organization_id: int, change_id: int) -> None:
    with organization_scope(organization_id):
        bulk.carry_on(BulkChange.objects.select_related("by").get(pk=change_id))


@task
def carry_back(organization_id: int, change_id: int) -> None:
    with organization_scope(organization_id):
        bulk.carry_back(BulkChange.objects.select_related("by").get(pk=change_id))


@cron("*/5 * * * *")
@task
def take_up_again() -> None:
    """What a worker left lying when it died, or failed at, is given to the next one.

    Each part is made once, so a change that is being made after all takes no harm.
    """
    now = timezone.now()
    tasks = {one.module_path: one for one in (carry_on, carry_back)}
    given = DBTaskResult.objects.filter(task_path__in=tasks, enqueued_at__gte=now - REMEMBERED)
    waiting = _changes(given.filter(status=TaskResultStatus.READY))
    left = given.filter(status__in=[TaskResultStatus.RUNNING, TaskResultStatus.FAILED])
    for path, organization_id, change_id in sorted(_changes(left) - waiting):
        with organization_scope(organization_id):
            change = BulkChange.objects.filter(pk=change_id).first()
            is_back = path == carry_back.module_path
            if change and bulk.is_left_lying(change, now) and is_back == (change.undone_at is not None):
                tasks[path].enqueue(organization_id, change_id)


@cron("30 1 * * *")
@task
def note_sizes_everywhere() -> None:
    """After the nightly pass over the figures of customers, which segments ask for."""
    now = timezone.now().isoformat()
    for pk in Organization.objects.order_by("pk").values_list("pk", flat=True):
        note_sizes.enqueue(pk, now)


@task
def note_sizes(organization_id: int, now: str) -> None:
    """One organisation's. A second run on the same day writes nothing."""
    with organization_scope(Organization.objects.get(pk=organization_id)):
        segment_sizes.note_sizes(datetime.fromisoformat(now))


def _changes(results: DBTaskResultQuerySet) -> set[tuple[str, int, int]]:
    """Which task, of which organisation, for which change."""
    return {(path, *given["args"]) for path, given in results.order_by().values_list("task_path", "args_kwargs")}
