"""The units in which a product is sold besides its own: 1 dus = 24 pcs."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from sapa.catalogue.models import PriceItem, Product, ProductMeasure
from sapa.lib.errors import Refused
from sapa.lib.numbers import format_number


@dataclass(frozen=True)
class Measure:
    """`factor` of the product's own unit; the price of one in minor units, None for the product's times the factor.

    `id` is that of the measure that it changes, None of a new one.
    """

    name: str
    factor: Decimal
    price: int | None = None
    id: int | None = None


def measures_of(product: Product) -> list[Measure]:
    return [Measure(row.name, row.factor, row.price, row.pk) for row in product.measures.all()]


def told(measures: Sequence[Measure], unit: str) -> str:
    """As the history tells them: "dus = 24 pcs, karton = 48 pcs"."""
    return ", ".join(f"{one.name} = {format_number(one.factor)} {unit}" for one in measures)


def write(product: Product, measures: Sequence[Measure]) -> None:
    """Make a product's measures these. Raises Refused where a price list has prices of one that would go."""
    known = {row.pk: row for row in product.measures.all()}
    kept = {one.id for one in measures}
    gone = [row for pk, row in known.items() if pk not in kept]
    _refuse_priced(gone)
    ProductMeasure.objects.filter(pk__in=[row.pk for row in gone]).delete()
    changed: list[ProductMeasure] = []
    new: list[ProductMeasure] = []
    for one in measures:
        row = known.get(one.id or 0) or ProductMeasure(product=product)
        row.name, row.factor, row.price = one.name, one.factor, one.price
        (changed if row.pk else new).append(row)
    if changed:
        ProductMeasure.objects.bulk_update(changed, ["name", "factor", "price"])
    ProductMeasure.objects.bulk_create(new)


def _refuse_priced(gone: Sequence[ProductMeasure]) -> None:
    if not gone:
        return
    priced = PriceItem.objects.filter(measure__in=[row.pk for row in gone])
    item = priced.select_related("price_list", "measure").first()
    if item is not None and item.measure is not None:
        names = {"measure": item.measure.name, "list": item.price_list.name}
        raise Refused(_("“%(measure)s” has a price in the list “%(list)s”. Remove it there first.") % names)
