"""The funnel's board finds and counts its customers in the index, without those set aside."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0008_who_brought_them")]

    operations = [
        migrations.RemoveIndex(model_name="customer", name="customer_of_step"),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                fields=["organization", "step", "-step_entered_at", "-id"],
                include=("owner", "unit"),
                condition=models.Q(set_aside_at__isnull=True),
                name="customer_on_board",
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                fields=["organization", "owner", "step", "-step_entered_at", "-id"],
                condition=models.Q(set_aside_at__isnull=True),
                name="customer_own_on_board",
            ),
        ),
    ]
