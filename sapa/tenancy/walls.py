"""PostgreSQL's row-level security: a second wall around each organisation's rows.

The policies compare with the session variable that `tenancy.postgresql` sets, and with nothing else:
the planner then sees that the query's own condition says the same, and checks the two once per query.
No door stands in the wall for work across organisations: that is done as the owner (see `roles`).
"""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

POLICY = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY organization_wall ON {table} USING (
    organization_id = NULLIF(current_setting('sapa.organization', true), '')::bigint
);
"""


class Walls(migrations.RunPython):
    """RunPython that knows the app it stands in, so that a migration names its models without it."""

    def __init__(self, *models: str) -> None:
        super().__init__(migrations.RunPython.noop, migrations.RunPython.noop)
        self.walls = models

    def deconstruct(self) -> tuple[str, tuple[str, ...], dict[str, Any]]:
        return self.__class__.__name__, self.walls, {}

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        self._execute(POLICY, app_label, schema_editor, to_state.apps)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        self._execute("DROP POLICY organization_wall ON {table}", app_label, schema_editor, to_state.apps)

    def _execute(self, statement: str, app_label: str, editor: BaseDatabaseSchemaEditor, apps: Apps) -> None:
        if editor.connection.vendor == "postgresql":
            for model in self.walls:
                table = apps.get_model(app_label, model)._meta.db_table
                editor.execute(statement.format(table=editor.quote_name(table)))


def build_walls(*models: str) -> Walls:
    """The migration operation that walls these models of the migration's app in."""
    return Walls(*models)
