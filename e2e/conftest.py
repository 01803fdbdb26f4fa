"""Chromium for the browser tests: the machine's own, as `bin/test` found it."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Page

from e2e.newcomer import WAYS, Newcomer
from e2e.village import Village, settle
from sapa.lib.throttle import Throttle
from sapa.pipeline import screening
from sapa.team.models import Member, User

pytest.register_assert_rewrite("e2e.steps")  # they say what was not so

type Visit = Callable[..., Page]

SIZES = {"phone": (360, 740), "desktop": (1280, 800)}

# Playwright keeps an event loop in this thread, which Django takes for asynchronous code. It is not.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

QUIET = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Root, as in CI, needs Chromium without its sandbox; a person's Chromium keeps it."""
    program = os.environ.get("SAPA_CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": program, "args": [*QUIET, *sandbox]}


@pytest.fixture(scope="session", autouse=True)
def _queries_beside_the_browser() -> None:
    """Playwright keeps an event loop in this thread; what the tests ask the database meanwhile is safe."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture
def village(live_server: Any, transactional_db: None) -> Village:
    """A village enterprise with a week's work in it, behind a live server."""
    return settle()


@pytest.fixture
def visit(live_server: Any, new_context: Any) -> Visit:
    """`visit(member, …)`: a page of a browser in which this member is logged in."""

    def open_page(
        member: Member | None = None,
        *,
        language: str = "en",
        theme: str = "sapa",
        size: str = "desktop",
        **options: Any,
    ) -> Page:
        width, height = SIZES[size]
        context = new_context(
            base_url=live_server.url,
            reduced_motion="reduce",  # a click waits until nothing moves
            viewport={"width": width, "height": height},
            has_touch=size == "phone",
            **options,
        )
        cookies = {"django_language": language, "sapa_theme": theme}
        if member is not None:
            client = Client()
            client.force_login(member.user)
            User.objects.filter(pk=member.user_id).update(language=language)
            cookies["sessionid"] = client.cookies["sessionid"].value
        context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
        return context.new_page()

    return open_page


@pytest.fixture(params=WAYS)
def newcomer(
    request: Any, live_server: Any, transactional_db: None, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Newcomer]:
    """Somebody new, once on a phone and once at a desk."""
    cache.clear()
    alone = Throttle(screening.PER_MINUTE.limit, screening.PER_MINUTE.seconds)  # the second walk is no robot
    monkeypatch.setattr(screening, "PER_MINUTE", alone)
    yield Newcomer(visit, request.param)
    cache.clear()
