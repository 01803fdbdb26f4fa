"""The boards of customers are counted in indexes alone; who contributes most stands first in one of them."""

from django.db import migrations, models
from django.db.models import F


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0003_rules_of_everybody")]

    operations = [
        migrations.RemoveIndex(model_name="customermetrics", name="metrics_by_profit"),
        migrations.RemoveIndex(model_name="stagechange", name="stage_change_by_day"),
        migrations.AddField(
            model_name="customermetrics",
            name="contribution_year",
            field=models.GeneratedField(
                expression=F("revenue_year") - F("cost_year"), output_field=models.BigIntegerField(), db_persist=True
            ),
        ),
        migrations.AddIndex(
            model_name="customermetrics",
            index=models.Index(
                fields=["organization", "profit_year", "id"],
                include=("revenue_year", "discount_year", "cost_year", "service_cost_year"),
                name="metrics_by_profit",
            ),
        ),
        migrations.AddIndex(
            model_name="customermetrics",
            index=models.Index(
                fields=["organization", "-contribution_year", "-id"],
                include=(
                    "customer", "revenue_year", "cost_year", "service_cost_year", "size", "rfm_group", "recency_score",
                    "frequency_score", "money_score",
                ),
                condition=models.Q(recency_score__gt=0),
                name="metrics_of_buyers",
            ),
        ),
        migrations.AddIndex(
            model_name="stagechange",
            index=models.Index(
                fields=["organization", "-on", "-id"],
                include=("customer", "before", "after", "is_told_afterwards"),
                name="stage_change_by_day",
            ),
        ),
    ]
