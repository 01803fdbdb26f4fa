"""What is sold: a light catalogue."""

from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from sapa.tenancy.models import OrganizationManager, OrganizationOwned, OrganizationQuerySet


class ProductQuerySet(OrganizationQuerySet):
    def on_sale(self) -> "ProductQuerySet":
        """What a new line can offer."""
        return self.filter(archived_at__isnull=True)


class Product(OrganizationOwned):
    """A good or a service. Price and cost are in minor units for one unit; stock has three decimals."""

    sku = models.CharField(_("SKU"), max_length=40, blank=True)
    name = models.CharField(_("name"), max_length=120)
    unit = models.CharField(_("unit of measure"), max_length=20, default="pcs")
    price = models.BigIntegerField(_("price"), default=0)
    cost = models.BigIntegerField(_("cost"), null=True, blank=True)
    stock = models.DecimalField(_("stock"), max_digits=14, decimal_places=3, null=True, blank=True)  # null: not counted
    category = models.CharField(_("category"), max_length=60, blank=True)
    profile = models.TextField(_("product profile"), blank=True)
    name_key = models.CharField(max_length=120, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OrganizationManager.from_queryset(ProductQuerySet)()

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("product")
        constraints = [
            models.UniqueConstraint(fields=["organization", "name_key"], name="product_name"),
            models.UniqueConstraint(fields=["organization", "sku"], condition=~models.Q(sku=""), name="product_sku"),
            models.CheckConstraint(condition=models.Q(price__gte=0), name="product_price_positive"),
        ]

    def __str__(self) -> str:
        return self.name

    def can_supply(self, quantity: Decimal) -> bool:
        """Whether this quantity is in stock; a product whose stock is not counted always is."""
        return self.stock is None or self.stock >= quantity
