"""Some indexes carry what the boards of attrition and retention count."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0003_rules_of_everybody")]

    operations = [
        migrations.RemoveIndex(
            model_name="customermetrics",
            name="metrics_slipping",
        ),
        migrations.RemoveIndex(
            model_name="customermetrics",
            name="metrics_by_activity",
        ),
        migrations.RemoveIndex(
            model_name="customermetrics",
            name="metrics_by_first_on",
        ),
        migrations.AddIndex(
            model_name="customermetrics",
            index=models.Index(
                condition=models.Q(("late_on__isnull", False)),
                fields=["organization", "late_on"],
                include=("slips_on", "last_on", "stage", "customer"),
                name="metrics_slipping",
            ),
        ),
        migrations.AddIndex(
            model_name="customermetrics",
            index=models.Index(
                condition=models.Q(("activity", ""), _negated=True),
                fields=["organization", "activity"],
                include=("customer", "revenue"),
                name="metrics_by_activity",
            ),
        ),
        migrations.AddIndex(
            model_name="customermetrics",
            index=models.Index(
                condition=models.Q(("first_on__isnull", False)),
                fields=["organization", "first_on"],
                include=("customer", "purchases"),
                name="metrics_by_first_on",
            ),
        ),
    ]
