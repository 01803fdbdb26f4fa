"""Django's PostgreSQL backend, telling the server which organisation is current.

The row-level security policies (see `tenancy.walls`) compare each row with the session variable
`sapa.organization`. It is set just before a cursor is handed out, and only when it changed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.postgresql import base
from psycopg import Cursor, Error

from sapa.tenancy.current import scope


class PlannedCursor(Cursor):
    """Sends statements that the server keeps with their plan. Django's own put the parameters into the text."""

    def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
        return super().execute(query, params, **options | {"prepare": True})


class DatabaseWrapper(base.DatabaseWrapper):
    _announced: int | str | None = None

    def create_cursor(self, name: str | None = None) -> Any:
        self._announce()
        return super().create_cursor(name)

    @contextmanager
    def preparing(self) -> Iterator[None]:
        """In the block psycopg prepares statements. Only there: it remembers the last hundred that it sees meanwhile,
        and those of Django have their parameters in the text, of an import whole files."""
        self.ensure_connection()
        self.connection.prepare_threshold = 5
        try:
            yield
        finally:
            self.connection.prepare_threshold = None

    @contextmanager
    def plans_kept(self) -> Iterator[None]:
        """In the block the server plans a statement a few times for its parameters, and then once for all."""
        self.ensure_connection()
        connection = self.connection
        usual, connection.cursor_factory = connection.cursor_factory, PlannedCursor
        try:
            with self.preparing():
                yield
        finally:
            connection.cursor_factory = usual

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
