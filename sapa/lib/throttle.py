"""How often somebody may ask for something open to all, counted in this process's memory."""

from collections import OrderedDict
from threading import Lock

KEPT = 10_000  # askers remembered at most


class Throttle:
    """`limit` requests from one asker in each window of so many `seconds`."""

    def __init__(self, limit: int, seconds: int) -> None:
        self.limit, self.seconds = limit, seconds
        self._counts: OrderedDict[str, tuple[int, int]] = OrderedDict()  # asker → window, requests in it
        self._lock = Lock()

    def allows(self, asker: str, now: float) -> bool:
        """Whether this request, at `now` in seconds, is within the limit. It counts."""
        return self.count(asker, now) <= self.limit

    def count(self, asker: str, now: float) -> int:
        """Which request of this window it is, at `now` in seconds: 1 for the first."""
        window = int(now // self.seconds)
        with self._lock:
            last, count = self._counts.pop(asker, (window, 0))
            count = count + 1 if last == window else 1
            self._counts[asker] = window, count
            if len(self._counts) > KEPT:
                self._counts.popitem(last=False)
        return count
