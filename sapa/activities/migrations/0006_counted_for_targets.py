"""Visits by day and member are read from an index alone, for targets."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("activities", "0005_by_day")]

    operations = [
        migrations.AddIndex(
            model_name="interaction",
            index=models.Index(
                fields=["organization", "at", "by"],
                condition=models.Q(touch_point="visit"),
                name="interaction_visit",
            ),
        ),
    ]
