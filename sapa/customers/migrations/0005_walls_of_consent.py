from django.db import migrations

from sapa.tenancy.walls import build_walls


class Migration(migrations.Migration):
    dependencies = [("customers", "0004_funnel")]

    operations = [build_walls("Consent")]
