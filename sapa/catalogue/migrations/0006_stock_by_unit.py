from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0005_opening_stock")]

    operations = [
        migrations.AddField(
            model_name="product",
            name="stock_by_unit",
            field=models.BooleanField(default=False, verbose_name="each business unit keeps its own stock"),
        ),
    ]
