"""What a product costs whom."""

import uuid as uuids
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import ExpressionWrapper, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models.product import Product, ProductMeasure
from sapa.customers.models import Customer, Market, Tag
from sapa.places.models import Channel, OutletType
from sapa.team.models import BusinessUnit
from sapa.tenancy.models import OrganizationManager, OrganizationOwned, OrganizationQuerySet, TenantForeignKey


class PriceListQuerySet(OrganizationQuerySet):
    def valid_on(self, on: date) -> "PriceListQuerySet":
        """Those in force on a day: what `catalogue.pricing` chooses from."""
        begun = Q(starts_on__isnull=True) | Q(starts_on__lte=on)
        not_over = Q(ends_on__isnull=True) | Q(ends_on__gte=on)
        return self.filter(begun, not_over, archived_at__isnull=True)

    def visible_to(self, member: Any) -> "PriceListQuerySet":
        """Those of single customers only with the customer."""
        return self.filter(Q(customer__isnull=True) | Q(customer__in=Customer.objects.visible_to(member)))

    def told_on(self, on: date) -> "PriceListQuerySet":
        """With `is_coming` and `is_over` on a day: the page of price lists."""
        coming, over = (ExpressionWrapper(q, models.BooleanField()) for q in (Q(starts_on__gt=on), Q(ends_on__lt=on)))
        return self.annotate(is_coming=coming, is_over=over)

    def general(self) -> "PriceListQuerySet":
        """Those for more than one customer: the page of price lists."""
        return self.filter(customer__isnull=True)


class PriceList(OrganizationOwned):
    """Prices for one customer, or for a group (tag), an outlet type, a channel, a market, or everybody.

    The more a list says about whom it is for, the earlier it is asked; every condition that is set must hold.
    """

    uuid = models.UUIDField(default=uuids.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=80)
    customer = TenantForeignKey(
        Customer, models.CASCADE, verbose_name=_("customer"), null=True, blank=True, related_name="price_lists"
    )
    tag = TenantForeignKey(Tag, verbose_name=_("customer group"), null=True, blank=True)
    outlet_type = TenantForeignKey(OutletType, verbose_name=_("outlet type"), null=True, blank=True)
    channel = TenantForeignKey(Channel, verbose_name=_("channel"), null=True, blank=True)
    market = models.CharField(_("market"), max_length=3, choices=Market, blank=True)
    unit = TenantForeignKey(BusinessUnit, verbose_name=_("business unit"), null=True, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OrganizationManager.from_queryset(PriceListQuerySet)()

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("price list")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "uuid"], name="price_list_uuid"),
            models.UniqueConstraint(  # a customer's own prices are one list
                fields=["organization", "customer"], condition=Q(customer__isnull=False), name="price_list_of_customer"
            ),
            models.UniqueConstraint(
                fields=["organization", "name"], condition=Q(customer__isnull=True), name="price_list_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def conditions(self) -> list[str]:
        """For whom it is, in words; empty where it is for everybody. A customer's own says nothing here."""
        said = [self.tag, self.outlet_type, self.channel, self.get_market_display(), self.unit]
        return [str(one) for one in said if one]


class PriceItem(OrganizationOwned):
    """The price of one `measure` (None: the product's own unit) from a quantity on, counted in that same measure."""

    price_list = TenantForeignKey(PriceList, models.CASCADE, related_name="items")
    product = TenantForeignKey(Product, models.CASCADE, verbose_name=_("product"), related_name="price_items")
    measure = TenantForeignKey(
        ProductMeasure, models.CASCADE, verbose_name=_("unit of measure"), null=True, blank=True, related_name="+"
    )
    from_quantity = models.DecimalField(
        _("from quantity"), max_digits=14, decimal_places=3, default=0, validators=[MinValueValidator(Decimal(0))]
    )
    price = models.BigIntegerField(_("price"), validators=[MinValueValidator(0)])

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("price")
        ordering = ["product__name_key", "from_quantity", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "price_list", "product", "measure", "from_quantity"], name="price_item_step"
            ),
            models.UniqueConstraint(
                fields=["organization", "price_list", "product", "from_quantity"],
                condition=Q(measure__isnull=True),
                name="price_item_own_step",
            ),
            models.CheckConstraint(condition=Q(price__gte=0, from_quantity__gte=0), name="price_item_positive"),
        ]
        indexes = [models.Index(fields=["organization", "product", "price_list"], name="price_item_of_product")]

    def __str__(self) -> str:
        return f"{self.product} {self.price}"
