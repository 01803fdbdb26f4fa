"""How often somebody may ask for something open to all."""

from collections import OrderedDict
from threading import Lock

from django.core.cache import cache
from django.db import DatabaseError

KEPT = 10_000  # askers remembered at most in this process


class Throttle:
    """`limit` requests from one asker in each window of so many `seconds`, counted in this process's memory.

    With a `name` all processes count together, in the cache. This process stops asking it where its own count is
    past `certain`: a flood is to cost no writing.
    """

    def __init__(self, limit: int, seconds: int, *, name: str = "", certain: int | None = None) -> None:
        self.limit, self.seconds, self.name = limit, seconds, name
        self.certain = limit if certain is None else certain
        self._counts: OrderedDict[str, tuple[int, int]] = OrderedDict()  # asker → window, requests in it
        self._lock = Lock()

    def allows(self, asker: str, now: float) -> bool:
        """Whether this request, at `now` in seconds, is within the limit. It counts.

        `now` is the clock's time where there is a name, so that all processes speak of the same window.
        """
        return self.count(asker, now) <= self.limit

    def count(self, asker: str, now: float) -> int:
        """Which request of this window it is, at `now` in seconds: 1 for the first."""
        window = int(now // self.seconds)
        own = self._count_here(asker, window)
        if not self.name or own > self.certain:
            return own
        together = self._count_together(f"throttle.{self.name}.{window}.{asker}")
        return self._count_here(asker, window, together) if together > own else own

    def _count_here(self, asker: str, window: int, at_least: int = 0) -> int:
        with self._lock:
            last, count = self._counts.pop(asker, (window, 0))
            count = count if last == window else 0
            count = max(count, at_least) if at_least else count + 1
            self._counts[asker] = window, count
            if len(self._counts) > KEPT:
                self._counts.popitem(last=False)
        return count

    def _count_together(self, key: str) -> int:
        """0 where the cache cannot say: this process's own count holds then."""
        try:
            cache.add(key, 0, self.seconds)
            return int(cache.incr(key))
        except (ValueError, DatabaseError):
            return 0
