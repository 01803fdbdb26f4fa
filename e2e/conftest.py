"""Chromium for the browser tests: the machine's own, as `bin/test` found it."""

import os
import shutil
from typing import Any

import pytest

# Playwright keeps an event loop in this thread, which Django takes for asynchronous code. It is not.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

QUIET = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Root, as in CI, needs Chromium without its sandbox; a person's Chromium keeps it."""
    program = os.environ.get("SAPA_CHROMIUM") or shutil.which("chromium")
    sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
    return {**browser_type_launch_args, "executable_path": program, "args": [*QUIET, *sandbox]}
