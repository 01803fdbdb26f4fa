"""What the application's role may do on PostgreSQL: work with the rows, and never own a table.

The owner of a table is not held by its row-level security, so the application connects as another role.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = "SELECT, INSERT, UPDATE, DELETE"


def grant_use(connection: BaseDatabaseWrapper, role: str, tables: str = TABLES) -> None:
    """Let the role work with every table that the connected owner has made, and will make, in this schema."""
    name = connection.ops.quote_name(role)
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {name}")
        cursor.execute(f"GRANT {tables} ON ALL TABLES IN SCHEMA public TO {name}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name}")
        cursor.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT {tables} ON TABLES TO {name}")
        cursor.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {name}")
