"""The web server. Its processes are begun once everything is loaded: what they only read stands in memory once."""

import gc
import multiprocessing
import sys
from functools import partial
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import BaseCommand
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.template.loader import get_template
from django.urls import get_resolver
from django.utils.translation import override
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from sapa.web import icons

THREADS = 2  # of a process: one more page while another waits for the database
IDLE = 600  # seconds until a thread that has nothing to do ends
KILLED_AFTER = 10  # seconds that a page has when the server is asked to stop


class Command(BaseCommand):
    help = "Serves Sapa at HOST and PORT by as many processes as WEB_PROCESSES says."
    requires_system_checks: list[str] = []  # `prepare` has made them

    def handle(self, **options: Any) -> None:
        configuration = settings.CONFIGURATION
        if sys.platform == "linux":
            multiprocessing.set_start_method("fork")  # what newer Pythons would do shares nothing
        server = Server(
            "sapa.wsgi:application",
            address=configuration.host,
            port=configuration.port,
            interface=Interfaces.WSGI,
            workers=configuration.web_processes,
            blocking_threads=THREADS,
            blocking_threads_idle_timeout=IDLE,
            workers_kill_timeout=KILLED_AFTER,
            websockets=False,
            log_level=LogLevels.warning,
        )
        server.serve(target_loader=partial(same, loaded()), wrap_loader=False)


def loaded() -> Any:
    """The application with all its pages, in memory that no process looks through again for what may be thrown away."""
    application = get_wsgi_application()
    for urls in (settings.ROOT_URLCONF, settings.ORGANIZATION_URLCONF):
        for language, _name in settings.LANGUAGES:
            with override(language):
                get_resolver(urls).reverse_dict  # noqa: B018, it is made when it is first asked for
    for template in sorted(template_names()):
        get_template(template)
    icons.draw("search")
    connections.close_all()  # a connection is of one process
    gc.collect()
    gc.freeze()
    return application


def template_names() -> set[str]:
    """Of all pages: each process would read them anew when they are first asked for."""
    places = (Path(app.path, "templates") for app in apps.get_app_configs() if app.name.startswith("sapa."))
    return {str(file.relative_to(place)) for place in places for file in place.glob("**/*.html")}


def same(application: Any) -> Any:
    """How granian asks for the application in each process."""
    return application
