"""Whose region is which is read from an index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0015_walls_of_segments")]

    operations = [
        migrations.RemoveIndex(
            model_name="customer",
            name="customer_region",
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["organization", "region", "id"], name="customer_region"),
        ),
    ]
