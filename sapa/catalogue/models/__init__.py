"""The catalogue: products, what they cost whom, promotions, and the stock ledger."""

from sapa.catalogue.models.pricing import PriceItem, PriceList
from sapa.catalogue.models.product import Product, ProductMeasure, ProductQuerySet
from sapa.catalogue.models.promotion import Promotion
from sapa.catalogue.models.stock import StockLevel, StockMove, StockMoveQuerySet

__all__ = [
    "PriceItem",
    "PriceList",
    "Product",
    "ProductMeasure",
    "ProductQuerySet",
    "Promotion",
    "StockLevel",
    "StockMove",
    "StockMoveQuerySet",
]
