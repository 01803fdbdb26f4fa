"""By what answers that are remembered are told to be old."""

import django.db.models.deletion
from django.db import migrations, models

import sapa.tenancy.current
import sapa.tenancy.fields
from sapa.tenancy.walls import build_walls


class Migration(migrations.Migration):
    dependencies = [("events", "0002_walls"), ("tenancy", "0003_demo")]

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField(default=0)),
                (
                    "organization",
                    sapa.tenancy.fields.OrganizationField(
                        db_index=False,
                        default=sapa.tenancy.current.current_organization_id,
                        editable=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tenancy.organization",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "base_manager_name": "objects",
                "default_manager_name": "objects",
            },
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.UniqueConstraint(fields=("organization",), name="change_of_organization"),
        ),
        build_walls("Change"),
        migrations.AddIndex(
            model_name="event", index=models.Index(fields=["organization", "-id"], name="event_newest")
        ),
    ]
