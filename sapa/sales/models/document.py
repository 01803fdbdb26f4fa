"""What all documents of a sale have, and all their lines."""

import uuid as uuids
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models import Product, Promotion
from sapa.customers.models import Customer
from sapa.team.models import BusinessUnit, Member
from sapa.tenancy.models import OrganizationManager, OrganizationOwned, OrganizationQuerySet, TenantForeignKey

MOST_LINES = 200


class DocumentQuerySet(OrganizationQuerySet):
    def visible_to(self, member: Any) -> Self:
        """The documents of the member's own sales, team, unit, or all; none where they see no sales."""
        return self.filter(member.seen()) if member.may("sales.view") else self.none()

    def of_customer(self, customer: Customer) -> Self:
        return self.filter(customer=customer)


class Document(OrganizationOwned):
    """A paper of a sale. `on` is its date in the organisation's zone. Once numbered only its state changes.

    Money in minor units: `net` = `gross` − `discount` − `promotion`; `total` = `net` + `tax`. `cost` is what the
    lines cost us, for those who may know.
    """

    uuid = models.UUIDField(default=uuids.uuid4, editable=False)  # the form's: sent twice it makes one
    number = models.CharField(_("number"), max_length=60, blank=True)
    customer = TenantForeignKey(Customer, verbose_name=_("customer"), related_name="+")
    unit = TenantForeignKey(BusinessUnit, verbose_name=_("business unit"), null=True, blank=True, related_name="+")
    owner = TenantForeignKey(Member, verbose_name=_("salesperson"), null=True, blank=True, related_name="+")
    on = models.DateField(_("date"))
    note = models.TextField(_("note"), max_length=2000, blank=True)
    created_by = TenantForeignKey(Member, null=True, blank=True, related_name="+", editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_by = TenantForeignKey(Member, null=True, blank=True, related_name="+", editable=False)
    cancelled_reason = models.CharField(_("reason"), max_length=200, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = OrganizationManager.from_queryset(DocumentQuerySet)()

    class Meta(OrganizationOwned.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.number or str(self._meta.verbose_name)

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None


class Priced(Document):
    """A document with lines that have prices."""

    gross = models.BigIntegerField(default=0, editable=False)
    discount = models.BigIntegerField(default=0, editable=False)  # given by hand
    promotion_discount = models.BigIntegerField(default=0, editable=False)  # by promotions
    net = models.BigIntegerField(default=0, editable=False)  # without tax
    tax_base = models.BigIntegerField(default=0, editable=False)
    tax = models.BigIntegerField(default=0, editable=False)
    total = models.BigIntegerField(default=0, editable=False)
    cost = models.BigIntegerField(default=0, editable=False)

    class Meta(Document.Meta):
        abstract = True

    @property
    def margin(self) -> int:
        return self.net - self.cost

    @property
    def margin_percent(self) -> Decimal:
        """Of `net`; 0 where that is nothing."""
        return Decimal(self.margin * 100) / self.net if self.net else Decimal(0)


class DocumentLine(OrganizationOwned):
    """A product, or free text. `quantity` counts `measure`s of `factor` units of the product each.

    `amount` = price × quantity − discount − promotion_discount, `tax_base` and `tax` as `lib.taxes` computes them;
    all in minor units, each rounded half up once. `cost` is that of the whole line when it was written.
    """

    position = models.PositiveSmallIntegerField(default=0)
    product = TenantForeignKey(Product, verbose_name=_("product"), null=True, blank=True, related_name="+")
    description = models.CharField(_("description"), max_length=300, blank=True)  # as it was when it was written
    measure = models.CharField(_("unit of measure"), max_length=20, blank=True)
    factor = models.DecimalField(max_digits=14, decimal_places=3, default=1)
    quantity = models.DecimalField(_("quantity"), max_digits=14, decimal_places=3)
    price = models.BigIntegerField(_("price"))
    price_rule = models.CharField(max_length=160, blank=True)  # "Grosir, from 24 pcs": where the price came from
    discount = models.BigIntegerField(_("discount"), default=0)
    promotion = TenantForeignKey(Promotion, verbose_name=_("promotion"), null=True, blank=True, related_name="+")
    promotion_discount = models.BigIntegerField(default=0)
    amount = models.BigIntegerField(_("amount"))
    tax_category = models.CharField(max_length=8, choices=Product.TaxCategory, default=Product.TaxCategory.STANDARD)
    tax_rate = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    tax_base = models.BigIntegerField(default=0)
    tax = models.BigIntegerField(default=0)
    cost = models.BigIntegerField(default=0)

    class Meta(OrganizationOwned.Meta):
        abstract = True
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.description or str(self.product)

    @property
    def total(self) -> int:
        return self.amount + self.tax

    @property
    def taken_off(self) -> int:
        return self.discount + self.promotion_discount

    @property
    def base_quantity(self) -> Any:
        """In the product's own unit, for the stock."""
        return self.quantity * self.factor


def document_rules(name: str, *, numbered: bool = True, summed: Sequence[str] = ()) -> tuple[list[Any], list[Any]]:
    """Constraints and indexes that every kind of document has: (constraints, indexes).

    `summed` are columns that the index of the newest carries, for who sums all documents of a period.
    """
    constraints: list[Any] = [models.UniqueConstraint(fields=["organization", "uuid"], name=f"{name}_uuid")]
    if numbered:
        constraints.append(
            models.UniqueConstraint(fields=["organization", "number"], condition=~Q(number=""), name=f"{name}_number")
        )
    indexes = [
        models.Index(fields=["organization", "-on", "-id"], include=["owner", "unit", *summed], name=f"{name}_newest"),
        models.Index(fields=["organization", "customer", "-on", "-id"], name=f"{name}_of_customer"),
        models.Index(fields=["organization", "owner", "-on", "-id"], name=f"{name}_of_owner"),
    ]
    return constraints, indexes


TERMS = [MinValueValidator(0), MaxValueValidator(365)]  # days until payment is due; 0 is cash on delivery
