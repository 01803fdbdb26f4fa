"""A worker died in the middle of a change over many customers: the next one takes it up."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import QuerySet
from django.tasks import TaskResultStatus
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from sapa.customers import bulk, tasks
from sapa.customers.models import BulkChange, BulkPart, Customer
from sapa.customers.tests.making import make
from sapa.testing import Cast

LONG_AGO = timezone.now() - timedelta(hours=1)


@pytest.fixture(autouse=True)
def worker(settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tasks are rows, and each change is big: one row in a part."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr(bulk, "AT_ONCE", 0)
    monkeypatch.setattr(bulk, "PART", 1)


def died(status: str = TaskResultStatus.RUNNING) -> None:
    """Whoever had taken the task is no more."""
    _of_changes().update(status=status, started_at=LONG_AGO)


def given(cast: Cast) -> BulkChange:
    """Three customers of Budi become Wati's, an hour ago."""
    for name in "ABC":
        make(cast.budi, name, "")
    change = bulk.change_many(
        Customer.objects.all(), kind="assign", target=cast.wati, by=cast.sari, token=uuid4(), now=LONG_AGO
    )
    assert not change.finished_at
    return change


def _of_changes() -> QuerySet[DBTaskResult]:
    """The tasks of this trade: what follows each customer's events waits beside them."""
    return DBTaskResult.objects.filter(task_path__startswith="sapa.customers.")


def waiting() -> list[str]:
    rows = _of_changes().filter(status=TaskResultStatus.READY)
    return [path.rpartition(".")[2] for path in rows.values_list("task_path", flat=True)]


def owners() -> set[str]:
    return set(Customer.objects.values_list("owner__name", flat=True))


@pytest.mark.parametrize("status", [TaskResultStatus.RUNNING, TaskResultStatus.FAILED])
def test_it_is_given_to_the_next_worker_once(cast: Cast, status: str) -> None:
    change = given(cast)
    died(status)
    tasks.take_up_again.func()
    tasks.take_up_again.func()
    assert waiting() == ["carry_on"]
    tasks.carry_on.func(change.organization_id, change.pk)
    change.refresh_from_db()
    assert (owners(), change.done, change.changed) == ({"Wati"}, 3, 3)
    assert change.finished_at


def test_only_what_was_not_done_is_done(cast: Cast) -> None:
    change = given(cast)
    BulkPart.objects.filter(change=change, position=0).update(done_at=LONG_AGO)
    died()
    tasks.take_up_again.func()
    tasks.carry_on.func(change.organization_id, change.pk)
    assert sorted(Customer.objects.values_list("owner__name", flat=True)) == ["Budi", "Wati", "Wati"]


def test_one_that_is_being_made_or_still_waits_is_let_be(cast: Cast) -> None:
    change = given(cast)
    tasks.take_up_again.func()
    assert waiting() == ["carry_on"]  # the first one, which nobody has taken yet
    died()
    BulkPart.objects.filter(change=change, position=0).update(done_at=timezone.now())
    tasks.take_up_again.func()
    assert waiting() == []


def test_undoing_is_taken_up_as_well(cast: Cast) -> None:
    change = given(cast)
    bulk.carry_on(change, now=LONG_AGO)
    bulk.undo(change, by=cast.sari, now=LONG_AGO)
    died()
    tasks.take_up_again.func()
    assert waiting() == ["carry_back"]
    tasks.carry_back.func(change.organization_id, change.pk)
    change.refresh_from_db()
    assert (owners(), change.restored, change.is_running) == ({"Budi"}, 3, False)
    died()
    tasks.take_up_again.func()
    assert waiting() == []


def test_what_came_to_its_end_stays_there(cast: Cast) -> None:
    change = given(cast)
    bulk.carry_on(change, now=LONG_AGO)
    died()
    tasks.take_up_again.func()
    assert waiting() == []
