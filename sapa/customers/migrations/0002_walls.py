from django.db import migrations

from sapa.tenancy.walls import build_walls


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]

    operations = [
        build_walls(
            "BulkChange",
            "Contact",
            "CustomField",
            "Customer",
            "CustomerTag",
            "Phone",
            "Source",
            "Tag",
        )
    ]
