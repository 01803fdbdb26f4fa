"""The cache in a table of the database, whose numbers several processes may count up at once."""

import base64
import pickle

from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router

TRIES = 50  # how often others may be quicker
TABLE = "sapa_cache"
OVER_WHAT_WAS_READ = "UPDATE sapa_cache SET value = %s WHERE cache_key = %s AND value = %s"


class CountingCache(DatabaseCache):
    """Django's, with an `incr` in which no step is lost: it writes only over the value that it has read."""

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        """The number after it. Raises ValueError where the key is unknown or has expired, or others never pause."""
        row = self.make_and_validate_key(key, version=version)
        connection = connections[router.db_for_write(self.cache_model_class)]
        for _try in range(TRIES):
            found = self.get(key, version=version)
            if found is None:
                raise ValueError(f"Key {key!r} not found")
            with connection.cursor() as cursor:
                cursor.execute(OVER_WHAT_WAS_READ, [self._kept(found + delta), row, self._kept(found)])
                if cursor.rowcount == 1:
                    return int(found + delta)
        raise ValueError(f"Key {key!r} is written by others all the time")

    def _kept(self, number: int) -> str:
        """As Django writes it."""
        return base64.b64encode(pickle.dumps(number, self.pickle_protocol)).decode("latin1")
