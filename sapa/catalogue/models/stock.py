"""The stock ledger: what came, what went, and why."""

import uuid as uuids
from decimal import Decimal

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models.product import Product
from sapa.team.models import BusinessUnit, Member
from sapa.tenancy.models import OrganizationManager, OrganizationOwned, OrganizationQuerySet, TenantForeignKey


class StockMoveQuerySet(OrganizationQuerySet):
    def of_product(self, product: Product) -> "StockMoveQuerySet":
        """The stock card on the product's page, newest first."""
        return self.filter(product=product).order_by("-at", "-pk")


class StockMove(OrganizationOwned):
    """A quantity of a product's own unit that came (above zero) or went. Append-only: a slip is moved back.

    The document that moved it is named by kind, id and number, so that the catalogue knows no sale.
    """

    class Kind(models.TextChoices):
        OPENING = "opening", _("Opening stock")
        PURCHASE = "purchase", _("Purchase")
        SALE = "sale", _("Sale")
        RETURN = "return", _("Return")
        ADJUSTMENT = "adjustment", _("Adjustment")

    uuid = models.UUIDField(default=uuids.uuid4, editable=False)
    product = TenantForeignKey(Product, related_name="moves")
    unit = TenantForeignKey(BusinessUnit, verbose_name=_("business unit"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    quantity = models.DecimalField(_("quantity"), max_digits=14, decimal_places=3)
    cost = models.BigIntegerField(_("cost"), null=True, blank=True)  # of one, in minor units
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    document_kind = models.CharField(max_length=20, blank=True)
    document_id = models.BigIntegerField(null=True, blank=True)
    document_number = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = TenantForeignKey(Member, null=True, blank=True, related_name="+")

    objects = OrganizationManager.from_queryset(StockMoveQuerySet)()

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("stock move")
        constraints = [
            models.UniqueConstraint(fields=["organization", "uuid"], name="stock_move_uuid"),
            models.CheckConstraint(condition=~models.Q(quantity=0), name="stock_move_moves"),
            models.CheckConstraint(
                condition=~models.Q(kind="adjustment") | ~models.Q(reason=""), name="stock_adjusted_for_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "product", "-at", "-id"], name="stock_move_of_product"),
            models.Index(fields=["organization", "-at", "-id"], name="stock_move_newest"),
            # each a filter of the list of all moves: the few of 600,000 would else be looked for in all of them
            models.Index(fields=["organization", "kind", "-at", "-id"], name="stock_move_of_kind"),
            models.Index(fields=["organization", "by", "-at", "-id"], name="stock_move_of_member"),
            models.Index(fields=["organization", "unit", "-at", "-id"], name="stock_move_of_unit"),
            models.Index(fields=["organization", "document_kind", "document_id"], name="stock_move_of_document"),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.quantity}"


class StockLevel(OrganizationOwned):
    """What one business unit has of a product, kept beside the ledger. `unit_id` 0 is no unit: nulls are not unique."""

    product = TenantForeignKey(Product, models.CASCADE, related_name="levels")
    unit_id = models.BigIntegerField(default=0)
    on_hand = models.DecimalField(max_digits=14, decimal_places=3, default=0)  # the sum of its moves
    promised = models.DecimalField(max_digits=14, decimal_places=3, default=0)  # ordered and not delivered

    class Meta(OrganizationOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "product", "unit_id"], name="stock_level_once"),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}/{self.unit_id}: {self.on_hand}"

    @property
    def available(self) -> Decimal:
        """On hand less what is promised to orders."""
        return self.on_hand - self.promised
