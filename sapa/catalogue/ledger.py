"""The stock ledger's bookkeeping: moves, each unit's level and the product's figures are written together.

Every verb that moves stock holds its products first. One statement locks them in one order, so that two
verbs wait for each other and never for themselves; the levels below a product are changed by its holder alone.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import batched

from django.db import connection

from sapa.catalogue.models import Product, StockLevel, StockMove
from sapa.tenancy.current import current_organization_id

type Place = tuple[int, int]  # a product's id and a unit's; 0 is no unit

ADD = """
INSERT INTO catalogue_stocklevel (organization_id, product_id, unit_id, on_hand, promised)
VALUES {rows}
ON CONFLICT (organization_id, product_id, unit_id) DO UPDATE SET
    on_hand = ROUND(catalogue_stocklevel.on_hand + excluded.on_hand, 3),
    promised = ROUND(catalogue_stocklevel.promised + excluded.promised, 3)
"""
# Written out: Django takes longer to build it than the database to answer.
SUM_UP = """
UPDATE catalogue_product SET
    stock = CASE WHEN stock IS NULL THEN NULL ELSE ROUND(COALESCE((
        SELECT SUM(on_hand) FROM catalogue_stocklevel AS level
        WHERE level.organization_id = %s AND level.product_id = catalogue_product.id
    ), 0), 3) END,
    promised = ROUND(COALESCE((
        SELECT SUM(level.promised) FROM catalogue_stocklevel AS level
        WHERE level.organization_id = %s AND level.product_id = catalogue_product.id
    ), 0), 3)
WHERE organization_id = %s AND id IN ({products})
"""
ROWS_AT_ONCE = 200
IDS_AT_ONCE = 1000
NOTHING = Decimal(0)


def hold(products: Iterable[int]) -> dict[int, Product]:
    """These products by id, their stock ours until the transaction ends. Only what stock needs is read."""
    rows = Product.objects.filter(pk__in=set(products)).order_by("pk")
    found = rows.only(
        "organization", "name", "unit", "stock", "promised", "cost", "version", "business_unit", "stock_by_unit"
    )
    return {product.pk: product for product in found.select_for_update(no_key=True)}


def levels(products: Iterable[int]) -> dict[Place, StockLevel]:
    """What each unit has of these products."""
    return {(row.product_id, row.unit_id): row for row in StockLevel.objects.filter(product__in=set(products))}


def post(moves: Sequence[StockMove] = (), *, promised: Mapping[Place, Decimal] | None = None) -> None:
    """Write moves of products that are held and counted, and change what is promised by these differences."""
    changed: dict[Place, tuple[Decimal, Decimal]] = {}
    for move in moves:
        place = (move.product_id, move.unit_id or 0)
        on_hand, owed = changed.get(place, (NOTHING, NOTHING))
        changed[place] = (on_hand + move.quantity, owed)
    for place, quantity in (promised or {}).items():
        on_hand, owed = changed.get(place, (NOTHING, NOTHING))
        changed[place] = (on_hand, owed + quantity)
    StockMove.objects.bulk_create([move for move in moves if move.quantity], batch_size=1000)
    _add(changed)
    _sum_up({product for product, _unit in changed})


def _add(changed: Mapping[Place, tuple[Decimal, Decimal]]) -> None:
    """Each unit's level; one that is missing is made, also with nothing in it."""
    organization, places = current_organization_id(), sorted(changed)
    with connection.cursor() as cursor:
        for start in range(0, len(places), ROWS_AT_ONCE):
            some = places[start : start + ROWS_AT_ONCE]
            cells = [cell for place in some for cell in (organization, *place, *changed[place])]
            cursor.execute(ADD.format(rows=", ".join(["(%s, %s, %s, %s, %s)"] * len(some))), cells)


def _sum_up(products: set[int]) -> None:
    """The product's figures, from its levels. What is not counted has no stock, and may still be promised."""
    organization, wanted = current_organization_id(), sorted(products)
    with connection.cursor() as cursor:
        for some in batched(wanted, IDS_AT_ONCE):
            places = ", ".join(["%s"] * len(some))
            cursor.execute(SUM_UP.format(products=places), [organization, organization, organization, *some])
