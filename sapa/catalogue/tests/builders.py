"""Products, customers and price lists for the tests of the catalogue."""

from decimal import Decimal
from typing import Any

from sapa.catalogue.models import PriceItem, PriceList, Product, ProductMeasure
from sapa.customers.models import Customer
from sapa.lib.text import search_key


def product(name: str = "Nasi kotak", **fields: Any) -> Product:
    return Product.objects.create(name=name, name_key=search_key(name), **{"price": 25_000, **fields})


def dus(of: Product, factor: str, *, name: str = "dus", price: int | None = None) -> ProductMeasure:
    """A measure that holds so many of the product."""
    return ProductMeasure.objects.create(product=of, name=name, factor=Decimal(factor), price=price)


def customer(name: str, **fields: Any) -> Customer:
    return Customer.objects.create(name=name, name_key=search_key(name), **fields)


def listed(name: str, *steps: tuple[Product, int, Any], **fields: Any) -> PriceList:
    """A price list with steps of (product, price, from this quantity)."""
    made = PriceList.objects.create(name=name, **fields)
    for row, price, start in steps:
        PriceItem.objects.create(price_list=made, product=row, price=price, from_quantity=Decimal(start))
    return made
