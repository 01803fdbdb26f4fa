"""The worker beats, knows the tasks and their times, and forgets what has expired."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from crontask import scheduler
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django_tasks_db.management.commands.db_worker import Worker

from sapa.web import heartbeat
from sapa.web.management.commands import work
from sapa.web.tasks import forget_what_has_expired


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The scheduler is told everything and never starts; the worker does nothing and ends."""
    started: list[str] = []
    monkeypatch.setattr(scheduler, "start", lambda: started.append("schedule"))
    monkeypatch.setattr(Worker, "configure_signals", lambda _: None)
    monkeypatch.setattr(Worker, "run", lambda worker: started.append(",".join(worker.queue_names)))
    kept = scheduler.get_jobs()
    yield started
    for job in scheduler.get_jobs():
        if job not in kept:
            job.remove()


@pytest.mark.django_db
def test_it_beats_at_once_and_takes_tasks_of_every_queue(clock: list[str]) -> None:
    cache.delete(heartbeat.KEY)
    work.Command().handle(no_schedule=False, interval=1.0)
    assert heartbeat.age() is not None
    assert sorted(clock) == ["*", "schedule"]
    names = {job.name for job in scheduler.get_jobs()}
    assert {"heartbeat", "forget_what_has_expired"} <= names


@pytest.mark.django_db
def test_it_forgets_sessions_that_ran_out(settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    now = datetime.now(UTC)
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(days=1))
    Session.objects.create(session_key="new", session_data="", expire_date=now + timedelta(days=1))
    forget_what_has_expired.call()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]
