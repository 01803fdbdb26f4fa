"""Organisations from before sales get the settings that new ones are founded with. Runs as the tables' owner."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from sapa.tenancy.current import unscoped


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    alias = editor.connection.alias
    settings = apps.get_model("sales", "SalesSettings")
    organizations = apps.get_model("tenancy", "Organization").objects.using(alias)
    with unscoped():
        known = set(settings.objects.using(alias).values_list("organization_id", flat=True))
        missing = [pk for pk in organizations.values_list("pk", flat=True) if pk not in known]
        settings.objects.using(alias).bulk_create(settings(organization_id=pk) for pk in missing)


class Migration(migrations.Migration):
    dependencies = [("sales", "0002_walls")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
