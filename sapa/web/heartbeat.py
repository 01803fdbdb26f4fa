"""The worker's sign of life: a row of the cache table that it renews."""

import time

from django.core.cache import cache

KEY = "worker-heartbeat"
EVERY = 20  # seconds between two beats
DEAD_AFTER = 60  # seconds without one


def beat() -> None:
    cache.set(KEY, time.time(), timeout=None)


def age() -> float | None:
    """Seconds since the last beat, or None if there never was one."""
    last = cache.get(KEY)
    return None if last is None else max(0.0, time.time() - last)
