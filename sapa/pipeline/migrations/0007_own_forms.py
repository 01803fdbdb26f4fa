"""Organisations founded before there were public forms get their own. Runs as the tables' owner, over all of them."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from sapa.pipeline.defaults import OWN_FORM, OWN_FORM_SOURCE, consent_text
from sapa.tenancy.current import organization_scope


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    alias = editor.connection.alias
    forms = apps.get_model("pipeline", "CaptureForm").objects.using(alias)
    sources = apps.get_model("customers", "Source").objects.using(alias)
    having = set(forms.values_list("organization_id", flat=True))
    for organization in apps.get_model("tenancy", "Organization").objects.using(alias).exclude(pk__in=having):
        source = sources.filter(organization_id=organization.pk, name=OWN_FORM_SOURCE).first()
        with organization_scope(organization.pk):  # no row is written outside of its organisation
            forms.create(
                organization_id=organization.pk,
                source_id=source.pk if source else None,
                consent_text=consent_text(organization.name),
                **OWN_FORM,
            )


class Migration(migrations.Migration):
    dependencies = [
        ("pipeline", "0006_steps_of_known_customers"),
    ]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
