"""The clock of the tests: it goes on as ever, but from a day that they know."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

# Dates that a test types into a form are to come, or gone by, as they were when it was written. Another day: to see that
# nothing but the dates in tests depends on it.
STARTS = datetime.fromisoformat(os.environ.get("TESTS_START", "2026-11-22T09:00")).replace(tzinfo=UTC)


@pytest.fixture(scope="session", autouse=True)
def clock() -> Iterator[None]:
    """Nothing stands still: a moment after another is later. Browsers have clocks of their own: not for them."""
    with time_machine.travel(STARTS, tick=True):
        yield
