"""What is sold: goods and services."""

import uuid as uuids
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sapa.files.models import StoredFile
from sapa.lib.money import multiply
from sapa.lib.text import search_key
from sapa.team.models import BusinessUnit
from sapa.tenancy.models import OrganizationManager, OrganizationOwned, OrganizationQuerySet, TenantForeignKey

HALAL_WARNING_DAYS = 90  # renewing a certificate takes weeks


class ProductQuerySet(OrganizationQuerySet):
    def on_sale(self) -> "ProductQuerySet":
        """What a new line can offer."""
        return self.filter(archived_at__isnull=True)

    def running_low(self) -> "ProductQuerySet":
        """Those of which no more is available than their minimum: a filter of the catalogue's list."""
        return self.filter(stock__isnull=False, stock__lte=F("reorder_at") + F("promised"))

    def sold_out(self) -> "ProductQuerySet":
        """Those that are counted and of which nothing is available: another one."""
        return self.filter(stock__isnull=False, stock__lte=F("promised"))

    def halal_expiring(self, on: date) -> "ProductQuerySet":
        """Those whose halal certificate has run out, or will soon: another one."""
        return self.filter(halal_until__lte=on + timedelta(HALAL_WARNING_DAYS))

    def matching(self, text: str) -> "ProductQuerySet":
        """Those with all these words in the name, or this beginning of a SKU: the search of list and combobox."""
        words = search_key(text).split()
        in_name = Q(*(Q(name_key__contains=word) for word in words))
        return self.filter(in_name | Q(sku__istartswith=text.strip())) if words else self


class Product(OrganizationOwned):
    """A good or a service. Price and cost are in minor units for one unit; stock has three decimals.

    `stock` and `promised` are kept by `catalogue.stocking` over all business units; `StockLevel` has each unit's.
    """

    class Kind(models.TextChoices):
        GOODS = "goods", _("Goods")
        SERVICE = "service", _("Service")
        DELIVERY = "delivery", _("Delivery fee")  # what a promotion of free delivery takes off

    class TaxCategory(models.TextChoices):
        """What value-added tax says of it; the rates stand in `sales.TaxRate`."""

        STANDARD = "standard", _("Taxed as usual")
        LUXURY = "luxury", _("Luxury goods")
        EXEMPT = "exempt", _("Not taxed")

    uuid = models.UUIDField(default=uuids.uuid4, editable=False)  # what a form sent twice made once
    sku = models.CharField(_("SKU"), max_length=40, blank=True)
    name = models.CharField(_("name"), max_length=120)
    unit = models.CharField(_("unit of measure"), max_length=20, default="pcs")
    price = models.BigIntegerField(_("price"), default=0)
    cost = models.BigIntegerField(_("cost"), null=True, blank=True)
    stock = models.DecimalField(_("stock"), max_digits=14, decimal_places=3, null=True, blank=True)  # null: not counted
    promised = models.DecimalField(max_digits=14, decimal_places=3, default=0, editable=False)  # ordered, not delivered
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.GOODS)
    tax_category = models.CharField(_("tax"), max_length=8, choices=TaxCategory, default=TaxCategory.STANDARD)
    business_unit = TenantForeignKey(BusinessUnit, verbose_name=_("business unit"), null=True, blank=True)
    stock_by_unit = models.BooleanField(  # where it belongs to no unit: each counts what it has itself
        _("each business unit keeps its own stock"), default=False
    )
    reorder_at = models.DecimalField(  # available stock is low from here on down; None: never
        _("minimum stock"), max_digits=14, decimal_places=3, null=True, blank=True
    )
    lasts_days = models.PositiveSmallIntegerField(  # for one unit and one user: whom to remind before it runs out
        _("lasts (days)"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    halal_number = models.CharField(_("halal certificate"), max_length=40, blank=True)
    halal_until = models.DateField(_("halal certificate valid until"), null=True, blank=True)
    photo = TenantForeignKey(StoredFile, models.SET_NULL, verbose_name=_("photo"), null=True, blank=True)
    description = models.CharField(_("description"), max_length=300, blank=True)
    category = models.CharField(_("category"), max_length=60, blank=True)
    profile = models.TextField(_("product profile"), blank=True)
    name_key = models.CharField(max_length=120, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OrganizationManager.from_queryset(ProductQuerySet)()

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("product")
        constraints = [
            models.UniqueConstraint(fields=["organization", "uuid"], name="product_uuid"),
            models.UniqueConstraint(fields=["organization", "name_key"], name="product_name"),
            models.UniqueConstraint(fields=["organization", "sku"], condition=~models.Q(sku=""), name="product_sku"),
            models.CheckConstraint(condition=models.Q(price__gte=0), name="product_price_positive"),
        ]

    def __str__(self) -> str:
        return self.name

    def tracked(self) -> dict[str, Any]:
        """The fields whose changes the history tells, by name."""
        untold = {"id", "organization", "uuid", "name_key", "version", "stock", "promised"}
        return {f.name: getattr(self, f.attname) for f in self._meta.concrete_fields if f.name not in untold}

    @property
    def is_counted(self) -> bool:
        return self.stock is not None

    @property
    def available(self) -> Decimal | None:
        """On hand less what is promised to orders, over all units; None where it is not counted."""
        return None if self.stock is None else self.stock - self.promised

    def can_supply(self, quantity: Decimal) -> bool:
        """Whether this quantity is available; a product whose stock is not counted always is."""
        return self.available is None or self.available >= quantity

    @property
    def is_low(self) -> bool:
        """Whether no more is available than its minimum."""
        return self.available is not None and self.reorder_at is not None and self.available <= self.reorder_at

    def halal_expires_within(self, days: int, on: date) -> bool:
        """Whether its halal certificate has run out on that day, or will in so many days."""
        return self.halal_until is not None and (self.halal_until - on).days <= days


class ProductMeasure(OrganizationOwned):
    """Another unit in which a product is sold: 1 dus = 24 pcs."""

    product = TenantForeignKey(Product, models.CASCADE, related_name="measures")
    name = models.CharField(_("unit of measure"), max_length=20)
    factor = models.DecimalField(  # of the product's own unit
        _("contains"), max_digits=14, decimal_places=3, validators=[MinValueValidator(Decimal("0.001"))]
    )
    price = models.BigIntegerField(_("price"), null=True, blank=True)  # None: the product's times the factor

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("unit of measure")
        ordering = ["factor", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "product", "name"], name="product_measure_name"),
            models.CheckConstraint(condition=models.Q(factor__gt=0), name="product_measure_factor"),
        ]

    def __str__(self) -> str:
        return self.name

    def price_of(self, product: Product) -> int:
        """What one of it costs, in minor units, where no price list says otherwise."""
        return multiply(product.price, self.factor) if self.price is None else self.price
