"""Who buys next soon, and who depends on what is spent on them, is found without looking at all others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0005_left")]

    operations = [
        migrations.AddIndex(
            model_name="customermetrics",
            index=models.Index(
                condition=models.Q(("spending_verdict", "unknown"), _negated=True),
                fields=["organization", "spending_verdict"],
                include=("customer",),
                name="metrics_by_spending_verdict",
            ),
        ),
        migrations.AddIndex(
            model_name="customermetrics",
            index=models.Index(
                condition=models.Q(("due_on__isnull", False)),
                fields=["organization", "due_on"],
                include=("customer",),
                name="metrics_by_due_on",
            ),
        ),
    ]
