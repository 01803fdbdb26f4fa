"""What every test can ask for, and on which database it runs."""

import gc
import os
from collections.abc import Iterator
from zlib import crc32

import pytest

from sapa.events import answers
from sapa.tenancy.current import organization_scope
from sapa.tenancy.testing import django_db_setup  # noqa: F401, on PostgreSQL: not as the owner of the tables
from sapa.testing import Cast, assemble


@pytest.fixture(autouse=True)
def asks_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is remembered that another test found out, or that a test wrote without its event."""
    answers.forget()
    monkeypatch.setattr(answers, "LEAST", float("inf"))


@pytest.fixture
def cast(db: None) -> Iterator[Cast]:
    """Everyone, with their organisation current."""
    everyone = assemble()
    with organization_scope(everyone.organization):
        yield everyone


@pytest.fixture
def strangers(db: None) -> Cast:
    """Everyone, with no organisation current."""
    return assemble()


SHARE = os.environ.get("TESTS_SHARE")  # "sqlite" or "postgresql", where bin/test runs the suite on both of them


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where the suite runs on both databases, what knows none of them, or is marked as `shared`, runs on one."""
    if SHARE:
        config.hook.pytest_deselected(items=[item for item in items if place_of(item) not in {SHARE, "both"}])
        items[:] = [item for item in items if place_of(item) in {SHARE, "both"}]


def pytest_collection_finish() -> None:
    """What was loaded until now stays to the end: it need not be searched for garbage again and again."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def place_of(item: pytest.Item) -> str:
    """Where a test runs. PostgreSQL is the slower one: it takes one in three of those that are shared."""
    if item.get_closest_marker("shared"):
        return "sqlite" if crc32(item.nodeid.encode()) % 3 else "postgresql"
    return "both" if asks_a_database(item) else "sqlite"


def asks_a_database(item: pytest.Item) -> bool:
    fixtures = {"db", "transactional_db", "django_db_setup", "live_server"}
    return bool(item.get_closest_marker("django_db") or fixtures & set(getattr(item, "fixturenames", ())))
