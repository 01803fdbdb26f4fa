"""Stock from before the ledger becomes its opening: a move and a level for each product that is counted.

Runs as the tables' owner, over all organisations.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BATCH = 2000


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    alias = editor.connection.alias
    products = apps.get_model("catalogue", "Product").objects.using(alias)
    moves = apps.get_model("catalogue", "StockMove")
    levels = apps.get_model("catalogue", "StockLevel")
    counted = products.filter(stock__isnull=False, levels__isnull=True).values_list("pk", "organization_id", "stock", "cost")
    new_moves, new_levels = [], []
    for pk, organization, stock, cost in counted.iterator(chunk_size=BATCH):
        new_levels.append(levels(organization_id=organization, product_id=pk, on_hand=stock))
        if stock:
            new_moves.append(
                moves(organization_id=organization, product_id=pk, kind="opening", quantity=stock, cost=cost)
            )
    levels.objects.using(alias).bulk_create(new_levels, batch_size=BATCH)
    moves.objects.using(alias).bulk_create(new_moves, batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0004_walls_of_prices_and_stock")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
