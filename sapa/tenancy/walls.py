"""PostgreSQL's row-level security: a second wall around each organisation's rows.

The policies compare with the session variables that `tenancy.postgresql` sets. The scalar
sub-selects make PostgreSQL read those once per query, not once per row.
"""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

POLICY = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY organization_wall ON {table} USING (
    organization_id = (SELECT NULLIF(current_setting('sapa.organization', true), '')::bigint)
    OR (SELECT current_setting('sapa.unscoped', true) = 'on')
);
"""


def build_walls(*models: str) -> migrations.RunPython:
    """The migration operation that walls these models of the migration's app in."""

    def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            for table in _tables(apps, models):
                editor.execute(POLICY.format(table=editor.quote_name(table)))

    def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        if editor.connection.vendor == "postgresql":
            for table in _tables(apps, models):
                editor.execute(f"DROP POLICY organization_wall ON {editor.quote_name(table)}")

    operation = migrations.RunPython(forwards, backwards)
    operation.walls = models  # type: ignore[attr-defined]
    return operation


def _tables(apps: Any, models: tuple[str, ...]) -> list[str]:
    return [apps.get_model(label)._meta.db_table for label in models]
