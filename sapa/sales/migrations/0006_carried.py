"""The index of the newest carries what the boards of profit, retention and attrition sum."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sales", "0005_segments")]

    operations = [
        migrations.RemoveIndex(
            model_name="invoice",
            name="invoice_newest",
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                fields=["organization", "-on", "-id"],
                include=(
                    "owner",
                    "unit",
                    "customer",
                    "kind",
                    "net",
                    "discount",
                    "promotion_discount",
                    "cost",
                    "total",
                    "credited",
                    "cancelled_at",
                ),
                name="invoice_newest",
            ),
        ),
    ]
