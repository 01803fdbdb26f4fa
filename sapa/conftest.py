"""The clock of the tests: it goes on as ever, but from a day that they know."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine

# Dates that a test types into a form are to come, or gone by, as they were when it was written. With another day one
# sees what depends on it.
STARTS = datetime.fromisoformat(os.environ.get("TESTS_START", "2026-11-22T09:00")).replace(tzinfo=UTC)


# From here on, so that what test modules reckon when they are read agrees. Nothing stands still: a moment after another
# is later. Browsers have clocks of their own: not for them.
traveller = time_machine.travel(STARTS, tick=True)
traveller.start()


@pytest.fixture(scope="session", autouse=True)
def clock() -> Iterator[None]:
    """Back to the present when all is done."""
    yield
    traveller.stop()
