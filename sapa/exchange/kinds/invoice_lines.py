"""What a row of a past invoice sold, and for how much."""

from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models import Product, ProductMeasure, Promotion
from sapa.catalogue.promoting import tidy_code
from sapa.exchange.reading import Record
from sapa.exchange.running import Job
from sapa.lib.invalid import Invalid
from sapa.lib.money import MAX_AMOUNT, multiply
from sapa.lib.numbers import round_half_up
from sapa.lib.text import search_key

KEPT = 20_000  # products that stay in memory
MOST_QUANTITY = Decimal("99999999999.999")
_key = lru_cache(maxsize=10_000)(search_key)  # the same products stand in many rows


class Goods:
    """Products by SKU or name, read a chunk of rows at a time; made where the mapping wants it."""

    def __init__(self, job: Job) -> None:
        self._may_make = "products" in job.mapping.create
        self._by_sku: dict[str, Product | None] = {}
        self._by_name: dict[str, Product | None] = {}
        self._measures: dict[tuple[int, str], ProductMeasure] = {}
        self._promotions: dict[str, Promotion] = {}
        for promotion in Promotion.objects.order_by("pk"):
            self._promotions[search_key(promotion.name)] = promotion
            if promotion.code:
                self._promotions[search_key(promotion.code)] = promotion

    def load(self, records: list[Record]) -> None:
        """Read at once what these rows name."""
        if len(self._by_name) + len(self._by_sku) > KEPT:
            self._by_name.clear()
            self._by_sku.clear()
            self._measures.clear()
        skus = {sku for record in records if (sku := record.get("sku"))} - self._by_sku.keys()
        names = {_key(name) for record in records if (name := record.get("product"))} - self._by_name.keys()
        skus |= {name for record in records if (name := record.get("product", "")[:40])} - self._by_sku.keys()
        self._by_sku |= dict.fromkeys(skus)
        self._by_name |= dict.fromkeys(names)
        found = list(Product.objects.filter(sku__in=skus).defer("profile")) if skus else []
        found += list(Product.objects.filter(name_key__in=names).defer("profile")) if names else []
        for product in found:
            if product.sku:
                self._by_sku[product.sku] = product
            self._by_name[product.name_key] = product
        if found:
            for measure in ProductMeasure.objects.filter(product__in=found):
                self._measures[measure.product_id, _key(measure.name)] = measure

    def product_of(self, record: Record) -> Product | None:
        """The product that the row names, by SKU or name; None for a row of free text. Raises Invalid."""
        sku, name = record.get("sku", ""), record.get("product", "")
        found = self._by_sku.get(sku) if sku else None
        found = found or self._by_name.get(_key(name)) or self._by_sku.get(name)
        if found is not None or not (sku or name):
            return found
        if not (self._may_make and _key(name)):
            raise Invalid(_("There is no product “%(name)s”."), name=name or sku)
        made = Product.objects.create(name=name, name_key=_key(name), sku=sku)
        self._by_name[made.name_key] = made
        if sku:
            self._by_sku[sku] = made
        return made

    def measure(self, product: Product, written: str) -> ProductMeasure | None:
        """The measure of a product that a row names; None for its own unit. Raises Invalid."""
        if not written or _key(written) == _key(product.unit):
            return None
        if found := self._measures.get((product.pk, _key(written))):
            return found
        raise Invalid(_("“%(product)s” is not sold by “%(measure)s”."), product=product.name, measure=written)

    def factor(self, product: Product | None, measure: str) -> Decimal:
        known = self._measures.get((product.pk, _key(measure))) if product and measure else None
        return known.factor if known else Decimal(1)

    def promotion(self, written: str) -> Promotion | None:
        return self._promotions.get(_key(written)) or self._promotions.get(_key(tidy_code(written)))


def line_of(record: Record, goods: Goods) -> dict[str, Any]:
    """The columns of an invoice's line. Money in minor units; the amount is the file's, where it says one.

    The price of one is that of the file, else what the amount makes it, rounded half up. Raises Invalid.
    """
    product = goods.product_of(record)
    quantity = record.get("quantity", Decimal(1))
    if not 0 < quantity <= MOST_QUANTITY:
        raise Invalid(_("The quantity must be above zero."))
    price, off, amount = _money(record, quantity)
    measure = record.get("measure", product.unit if product else "")
    written = record.get("promotion", "")
    promotion = goods.promotion(written) if written else None
    by_promotion = off if written else 0
    tax = record.get("tax", 0)
    return {
        "product_id": product.pk if product else None,
        "description": record.get("description", product.name if product else ""),
        "measure": measure,
        "factor": goods.factor(product, measure),
        "quantity": quantity,
        "price": price,
        "price_rule": "" if promotion else written,  # a promotion that we do not know is remembered by its name
        "discount": off - by_promotion,
        "promotion_id": promotion.pk if promotion else None,
        "promotion_discount": by_promotion,
        "amount": amount,
        "tax_category": product.tax_category if product else Product.TaxCategory.STANDARD,
        "tax_base": amount if tax else 0,
        "tax": tax,
        "cost": multiply(product.cost or 0, quantity * goods.factor(product, measure)) if product else 0,
    }


def _money(record: Record, quantity: Decimal) -> tuple[int, int, int]:
    """Price of one, what was taken off, and the amount. Two of price, amount and discount tell the third."""
    price, off, amount = record.get("price"), record.get("discount"), record.get("amount")
    if price is None and amount is None:
        raise Invalid(_("Neither a price nor an amount."))
    if price is None:
        gross = amount + (off or 0)
        return int(round_half_up(Decimal(gross) / quantity)), off or 0, amount
    gross = multiply(price, quantity)
    if gross > MAX_AMOUNT:
        raise Invalid(_("This amount is too large."))
    if amount is None:
        if (off or 0) > gross:
            raise Invalid(_("The discount is more than the line."))
        return price, off or 0, gross - (off or 0)
    slip = max(Decimal(1), quantity)  # prices of a file are rounded: by half a unit each
    if off is None:
        off = gross - amount if gross - amount > slip else 0
    if abs(gross - off - amount) > slip:
        raise Invalid(_("Quantity, price, discount and amount do not add up."))
    return price, off, amount
