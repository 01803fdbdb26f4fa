"""Who leads whom, at any depth."""

from collections.abc import Iterable


def led_by(leader: int, pairs: Iterable[tuple[int, int | None]]) -> list[int]:
    """The leader and everyone below them, of (member, supervisor) for all members."""
    leads: dict[int | None, list[int]] = {}
    for pk, supervisor in pairs:
        leads.setdefault(supervisor, []).append(pk)
    found, waiting = [leader], [leader]
    while waiting:
        for pk in leads.get(waiting.pop(), []):
            if pk not in found:
                found.append(pk)
                waiting.append(pk)
    return found
