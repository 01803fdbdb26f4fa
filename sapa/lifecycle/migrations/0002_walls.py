from django.db import migrations

from sapa.tenancy.walls import build_walls


class Migration(migrations.Migration):
    dependencies = [("lifecycle", "0001_initial")]

    operations = [
        build_walls(
            "BadMark",
            "CustomerMetrics",
            "CustomerProfile",
            "CustomerValue",
            "Departure",
            "Factor",
            "LifecycleRules",
            "MetricsPass",
            "ProductUse",
            "RulesTrial",
            "StageChange",
            "StagePin",
            "ValueModel",
        )
    ]
