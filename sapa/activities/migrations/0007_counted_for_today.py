"""What Today counts of a member's activities is read from an index alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("activities", "0006_counted_for_targets")]

    operations = [
        migrations.RemoveIndex(model_name="activity", name="activity_open_of_member"),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                fields=["organization", "assigned_to", "due_on"],
                include=("id", "aim", "starts_at", "customer"),
                condition=models.Q(completed_at__isnull=True, cancelled_at__isnull=True),
                name="activity_open_of_member",
            ),
        ),
    ]
