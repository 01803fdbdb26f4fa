from django.db import migrations

from sapa.tenancy.walls import build_walls


class Migration(migrations.Migration):
    dependencies = [("customers", "0006_sharing")]

    operations = [build_walls("BulkPart")]
