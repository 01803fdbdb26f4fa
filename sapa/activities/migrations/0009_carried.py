"""The index of the newest carries what the board of profit counts."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("activities", "0008_satisfaction")]

    operations = [
        migrations.RemoveIndex(
            model_name="interaction",
            name="interaction_at",
        ),
        migrations.AddIndex(
            model_name="interaction",
            index=models.Index(
                fields=["organization", "-at"], include=("customer", "touch_point", "direction"), name="interaction_at"
            ),
        ),
    ]
