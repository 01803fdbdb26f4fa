"""What is sold: a light catalogue."""

import uuid as uuids
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sapa.lib.text import search_key
from sapa.tenancy.models import OrganizationManager, OrganizationOwned, OrganizationQuerySet


class ProductQuerySet(OrganizationQuerySet):
    def on_sale(self) -> "ProductQuerySet":
        """What a new line can offer."""
        return self.filter(archived_at__isnull=True)

    def matching(self, text: str) -> "ProductQuerySet":
        """Those with all these words in the name, or this beginning of a SKU: the search of list and combobox."""
        words = search_key(text).split()
        in_name = Q(*(Q(name_key__contains=word) for word in words))
        return self.filter(in_name | Q(sku__istartswith=text.strip())) if words else self


class Product(OrganizationOwned):
    """A good or a service. Price and cost are in minor units for one unit; stock has three decimals."""

    uuid = models.UUIDField(default=uuids.uuid4, editable=False)  # what a form sent twice made once
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
            models.UniqueConstraint(fields=["organization", "uuid"], name="product_uuid"),
            models.UniqueConstraint(fields=["organization", "name_key"], name="product_name"),
            models.UniqueConstraint(fields=["organization", "sku"], condition=~models.Q(sku=""), name="product_sku"),
            models.CheckConstraint(condition=models.Q(price__gte=0), name="product_price_positive"),
        ]

    def __str__(self) -> str:
        return self.name

    def tracked(self) -> dict[str, Any]:
        """The fields whose changes the history tells, by name."""
        untold = {"id", "organization", "uuid", "name_key", "version"}
        return {f.name: getattr(self, f.attname) for f in self._meta.concrete_fields if f.name not in untold}

    def can_supply(self, quantity: Decimal) -> bool:
        """Whether this quantity is in stock; a product whose stock is not counted always is."""
        return self.stock is None or self.stock >= quantity
