"""The index of buyers has those who only paid ahead as well, for the board of Pareto."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0006_due_and_spending")]

    operations = [
        migrations.RemoveIndex(
            model_name="customermetrics",
            name="metrics_of_buyers",
        ),
        migrations.AddIndex(
            model_name="customermetrics",
            index=models.Index(
                condition=models.Q(
                    ("recency_score__gt", 0), models.Q(("revenue_year", 0), _negated=True), _connector="OR"
                ),
                fields=["organization", "-contribution_year", "-id"],
                include=(
                    "customer",
                    "revenue_year",
                    "cost_year",
                    "service_cost_year",
                    "size",
                    "rfm_group",
                    "recency_score",
                    "frequency_score",
                    "money_score",
                    "purchases_year",
                ),
                name="metrics_of_buyers",
            ),
        ),
    ]
