"""Databases made before the first release have walls with a door (see ADR 3): these close it."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

WALLED = "SELECT tablename FROM pg_policies WHERE policyname = 'organization_wall' AND schemaname = current_schema()"
POLICY = """
ALTER POLICY organization_wall ON {table} USING (
    organization_id = NULLIF(current_setting('sapa.organization', true), '')::bigint
)
"""


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "postgresql":
        return
    with editor.connection.cursor() as cursor:
        cursor.execute(WALLED)
        tables = [table for (table,) in cursor.fetchall()]
    for table in tables:
        editor.execute(POLICY.format(table=editor.quote_name(table)))


class Migration(migrations.Migration):
    dependencies = [
        ("web", "0002_walls"),
        ("activities", "0002_walls"),
        ("catalogue", "0002_walls"),
        ("customers", "0002_walls"),
        ("events", "0002_walls"),
        ("pipeline", "0002_walls"),
        ("places", "0002_walls"),
        ("team", "0002_walls"),
    ]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
