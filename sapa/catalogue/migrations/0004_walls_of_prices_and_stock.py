from django.db import migrations

from sapa.tenancy.walls import build_walls


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_prices_and_stock")]

    operations = [
        build_walls("PriceItem", "PriceList", "ProductMeasure", "Promotion", "StockLevel", "StockMove"),
    ]
