"""The deals opened in a period are read from an index alone, for targets."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pipeline", "0007_own_forms")]

    operations = [
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(
                fields=["organization", "opened_on"], include=("owner", "unit"), name="opportunity_opened"
            ),
        ),
    ]
