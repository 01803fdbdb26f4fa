"""The report of the funnel is counted in an index alone, and so is the board when it is searched."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("customers", "0011_counted_for_today")]

    operations = [
        migrations.RemoveIndex(model_name="customer", name="customer_newest"),
        migrations.RemoveIndex(model_name="customer", name="customer_on_board"),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                fields=["organization", "-created_at", "-id"],
                include=(
                    "contact_at", "account_at", "opportunity_at", "won_at", "source", "market", "owner", "unit", "field"
                ),
                name="customer_newest",
            ),
        ),
        migrations.AddIndex(
            model_name="customer",
            index=models.Index(
                fields=["organization", "step", "-step_entered_at", "-id"],
                include=("owner", "unit", "search"),
                condition=models.Q(set_aside_at__isnull=True),
                name="customer_on_board",
            ),
        ),
    ]
