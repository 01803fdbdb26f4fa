from sapa.lib import throttle
from sapa.lib.throttle import Throttle


def test_each_asker_has_a_share_of_each_window() -> None:
    door = Throttle(limit=2, seconds=10)
    assert [door.allows("a", now) for now in (0, 1, 2)] == [True, True, False]
    assert door.allows("b", 2)
    assert door.allows("a", 10)


def test_only_so_many_askers_are_remembered(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(throttle, "KEPT", 2)
    door = Throttle(limit=1, seconds=10)
    assert all(door.allows(asker, 0) for asker in "abc")
    assert door.allows("a", 1)
    assert not door.allows("c", 1)
