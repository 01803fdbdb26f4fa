"""Django's PostgreSQL backend, telling the server which organisation is current.

The row-level security policies (see `tenancy.walls`) compare each row with the session variable
`sapa.organization`. It is set just before a cursor is handed out, and only when it changed.
"""

from typing import Any

from django.db.backends.postgresql import base
from psycopg import Error

from sapa.tenancy.current import scope


class DatabaseWrapper(base.DatabaseWrapper):
    _announced: int | str | None = None

    def create_cursor(self, name: str | None = None) -> Any:
        self._announce()
        return super().create_cursor(name)

    def _announce(self) -> None:
        wanted = scope()
        if wanted == self._announced or self.connection is None or self.needs_rollback:
            return
        # Sent on a cursor of psycopg's own: it is not a query of the page, and is not counted as one.
        with self.connection.cursor() as cursor:
            organization = str(wanted) if isinstance(wanted, int) else ""
            cursor.execute("SELECT set_config('sapa.organization', %s, false)", (organization,))
        self._announced = wanted

    def is_usable(self) -> bool:
        """Asked once per request: announcing anew shows it as well as a statement made for that alone."""
        self._announced = None
        try:
            self._announce()
        except Error:
            return False
        return self.connection is not None

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        self._announced = None
        return super().get_new_connection(conn_params)

    # PostgreSQL undoes set_config() with the transaction or savepoint it was called in.

    def _rollback(self) -> None:
        self._announced = None
        super()._rollback()

    def _savepoint_rollback(self, sid: str) -> None:
        self._announced = scope()  # a transaction that failed takes no statement but this one
        super()._savepoint_rollback(sid)
        self._announced = None

    def close(self) -> None:
        self._announced = None
        super().close()
