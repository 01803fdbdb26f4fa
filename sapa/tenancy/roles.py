"""Two roles on PostgreSQL: the owner of the tables, and the application, which only works with the rows.

The owner of a table is not held by its row-level security, so the application is another role. Where
DATABASE_OWNER_URL is not set, one role is both, and the querysets' own wall stands alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = "SELECT, INSERT, UPDATE, DELETE"


@contextmanager
def as_owner(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Be the owner until the block ends. The connection stays `default`: migrations of others know only that."""
    owner = settings.OWNER_DATABASE
    if not owner:
        yield
        return
    application = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(owner)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(application)


def grant_use(connection: BaseDatabaseWrapper, role: str, tables: str = TABLES) -> None:
    """Let the role work with every table that the connected owner has made, and will make, in this schema."""
    name = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        cursor.execute(f"GRANT {tables} ON ALL TABLES IN SCHEMA public TO {name}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")
        cursor.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {tables} ON TABLES TO {name}")
        cursor.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {name}")
