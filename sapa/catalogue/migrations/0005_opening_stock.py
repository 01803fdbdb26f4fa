"""Stock from before the ledger becomes its opening: a move and a level for each product that is counted.

Runs as the tables' owner, over all organisations.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from sapa.tenancy.current import unscoped

BATCH = 2000


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    alias = editor.connection.alias
    products = apps.get_model("catalogue", "Product").objects
    moves, levels = (apps.get_model("catalogue", name) for name in ("StockMove", "StockLevel"))
    new_moves, new_levels = [], []
    with unscoped():
        counted = products.using(alias).filter(stock__isnull=False, levels__isnull=True)
        for pk, organization, stock, cost in counted.values_list("pk", "organization_id", "stock", "cost"):
            own = {"organization_id": organization, "product_id": pk}
            new_levels.append(levels(**own, on_hand=stock))
            if stock:
                new_moves.append(moves(**own, kind="opening", quantity=stock, cost=cost))
        levels.objects.using(alias).bulk_create(new_levels, batch_size=BATCH)
        moves.objects.using(alias).bulk_create(new_moves, batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0004_walls_of_prices_and_stock")]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
