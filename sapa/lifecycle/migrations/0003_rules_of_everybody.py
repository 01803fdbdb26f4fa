"""Organisations from before get the rules that new ones are founded with. Runs as the tables' owner."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from sapa.tenancy.current import unscoped


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    alias = editor.connection.alias
    rules = apps.get_model("lifecycle", "LifecycleRules")
    organizations = apps.get_model("tenancy", "Organization").objects.using(alias)
    with unscoped():
        rules.objects.using(alias).bulk_create(
            rules(organization_id=pk) for pk in organizations.values_list("pk", flat=True)
        )


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0002_walls")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
