"""How many customers stand at each stage is counted in a small index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0012_stage")]

    operations = [
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(fields=["organization", "stage"], name="customer_at_stage"),
        ),
    ]
