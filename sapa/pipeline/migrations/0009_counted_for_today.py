"""Which deals need a decision is read from an index alone, for Today."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pipeline", "0008_counted_for_targets")]

    operations = [
        migrations.RemoveIndex(model_name="opportunity", name="opportunity_of_owner"),
        migrations.AddIndex(
            model_name="opportunity",
            index=models.Index(
                fields=["organization", "owner", "outcome"],
                include=("expected_close", "stage", "stage_entered_at"),
                name="opportunity_of_owner",
            ),
        ),
    ]
