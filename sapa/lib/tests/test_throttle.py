from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection

from sapa.lib import throttle
from sapa.lib.counting_cache import TABLE, CountingCache
from sapa.lib.throttle import Throttle


@pytest.fixture(autouse=True)
def nobody_came_before() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def table(db: None, monkeypatch: pytest.MonkeyPatch) -> CountingCache:
    """The cache in the database, as the product uses it, with its table made for this test."""
    moment = "timestamp with time zone" if connection.vendor == "postgresql" else "timestamp"
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE NONE") if connection.vendor == "postgresql" else None
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS sapa_cache "
            f"(cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires {moment} NOT NULL)"
        )
    found = CountingCache(TABLE, {})
    monkeypatch.setattr(throttle, "cache", found)
    return found


def test_each_asker_has_a_share_of_each_window() -> None:
    door = Throttle(limit=2, seconds=10)
    assert [door.allows("a", now) for now in (0, 1, 2)] == [True, True, False]
    assert door.allows("b", 2)
    assert door.allows("a", 10)


def test_only_so_many_askers_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttle, "KEPT", 2)
    door = Throttle(limit=1, seconds=10)
    assert all(door.allows(asker, 0) for asker in "abc")
    assert door.allows("a", 1)
    assert not door.allows("c", 1)


def test_all_processes_count_together() -> None:
    one, other = (Throttle(limit=3, seconds=10, name="door") for _process in range(2))
    assert [one.allows("a", 0), other.allows("a", 1), one.allows("a", 2)] == [True] * 3
    assert not one.allows("a", 3)
    assert not other.allows("a", 4)
    assert other.allows("a", 10)
    assert Throttle(limit=3, seconds=10, name="window").allows("a", 4)


def test_a_flood_is_not_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    door = Throttle(limit=1, seconds=10, name="door", certain=2)
    assert [door.count("a", 0) for _request in range(3)] == [1, 2, 3]
    monkeypatch.setattr(throttle, "cache", None)
    assert door.count("a", 1) == 4


def test_they_count_together_in_the_database(table: CountingCache) -> None:
    one, other = (Throttle(limit=3, seconds=1000, name="door") for _process in range(2))
    assert [door.count("a", 0) for door in (one, other, other, one)] == [1, 2, 3, 4]


def test_no_step_is_lost_where_another_process_is_quicker(
    table: CountingCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    table.add("turns", 0, 60)
    read, quicker = table.get, [7]

    def get(key: str, **how: object) -> object:
        found = read(key, **how)
        if quicker:
            table.set(key, quicker.pop(), 60)  # between reading and writing
        return found

    monkeypatch.setattr(table, "get", get)
    assert table.incr("turns") == 8
    assert read("turns") == 8


def test_what_nobody_has_counted_yet_is_said(table: CountingCache) -> None:
    with pytest.raises(ValueError, match="not found"):
        table.incr("turns")
