from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0006_stock_by_unit")]

    operations = [
        migrations.AddField(
            model_name="product",
            name="reorder_at",
            field=models.DecimalField(
                blank=True, decimal_places=3, max_digits=14, null=True, verbose_name="minimum stock"
            ),
        ),
    ]
