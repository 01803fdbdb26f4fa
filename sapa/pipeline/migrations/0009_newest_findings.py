"""The voices of the market are counted in an index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pipeline", "0009_counted_for_today")]

    operations = [
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(
                fields=["organization", "-at", "-id"],
                include=("customer", "product", "kind", "answer", "met_at"),
                name="finding_newest",
            ),
        ),
    ]
