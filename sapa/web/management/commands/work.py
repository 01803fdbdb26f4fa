"""The worker: runs background tasks, starts the scheduled ones, and shows that it lives."""

import importlib
import logging
from argparse import ArgumentParser
from threading import Thread
from typing import Any

from apscheduler.executors.debug import DebugExecutor
from apscheduler.job import Job
from apscheduler.triggers.interval import IntervalTrigger
from crontask import scheduler
from django.apps import apps
from django.core.management import BaseCommand
from django.db import close_old_connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.module_loading import module_has_submodule
from django_tasks_db.management.commands.db_worker import Worker

from sapa.web import heartbeat

LATE = 300  # seconds by which a scheduled task may start late, such as after the laptop slept


class InOneThread(DebugExecutor):
    """Runs what is due in the scheduler's own thread: it only enqueues, and so needs one connection."""

    def _do_submit_job(self, job: Job, run_times: list[Any]) -> None:
        close_old_connections()
        super()._do_submit_job(job, run_times)


class Command(BaseCommand):
    help = "Runs background tasks and schedules. One such process is enough; more of them need --no-schedule."
    requires_system_checks: list[str] = []  # `prepare` makes them; here they would load every page

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-schedule", action="store_true", help="only run tasks: another worker schedules")
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between two looks for tasks")

    def handle(self, *, no_schedule: bool, interval: float, **options: Any) -> None:
        logging.getLogger("django_tasks_db").setLevel(logging.ERROR)
        load_tasks()
        heartbeat.beat()
        worker = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=interval,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )
        worker.configure_signals()
        schedule(with_tasks=not no_schedule)
        worker.run()


def load_tasks() -> None:
    """Import each app's tasks, so that those with a time of day are known to the scheduler."""
    for app in apps.get_app_configs():
        if app.name.startswith("sapa.") and app.module and module_has_submodule(app.module, "tasks"):
            importlib.import_module(f"{app.name}.tasks")


def schedule(*, with_tasks: bool) -> None:
    """Start the clock in a thread: it ends with the process."""
    if not with_tasks:
        scheduler.remove_all_jobs()
    scheduler.configure(
        executors={"default": InOneThread()},
        timezone=timezone.get_default_timezone(),
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": LATE},
    )
    scheduler.add_job(heartbeat.beat, IntervalTrigger(seconds=heartbeat.EVERY), name="heartbeat")
    Thread(target=scheduler.start, name="schedule", daemon=True).start()
