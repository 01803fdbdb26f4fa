"""Who brought each customer, as its first event says. Runs as the tables' owner, over all organisations."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Exists, OuterRef, Subquery


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    alias = editor.connection.alias
    customers = apps.get_model("customers", "Customer").objects.using(alias)
    members = apps.get_model("team", "Member").objects.using(alias)
    events = (
        apps.get_model("events", "Event")
        .objects.using(alias)
        .filter(
            organization=OuterRef("organization"),
            subject_kind="customer",
            subject_id=OuterRef("pk"),
            kind="customer.created",
        )
    )
    known = events.filter(Exists(members.filter(organization=OuterRef("organization"), pk=OuterRef("by_id"))))
    customers.filter(created_by=None).update(created_by=Subquery(known.order_by("pk").values("by_id")[:1]))


class Migration(migrations.Migration):
    dependencies = [("customers", "0007_walls_of_sharing")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
