"""Promotions that a line of a document can carry."""

import uuid as uuids
from datetime import date
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models.product import Product
from sapa.customers.models import Tag
from sapa.places.models import Channel
from sapa.team.models import BusinessUnit
from sapa.tenancy.models import OrganizationManager, OrganizationOwned, OrganizationQuerySet, TenantForeignKey


class PromotionQuerySet(OrganizationQuerySet):
    def running_on(self, on: date) -> "PromotionQuerySet":
        """Those that a line can carry on a day, while their budget lasts."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=on),
            Q(budget__isnull=True) | Q(spent__lt=models.F("budget")),
            starts_on__lte=on,
            archived_at__isnull=True,
        )

    def coming_on(self, on: date) -> "PromotionQuerySet":
        """Those that have not begun: a tab of the page of promotions."""
        return self.filter(starts_on__gt=on, archived_at__isnull=True)

    def over_on(self, on: date) -> "PromotionQuerySet":
        """Those that were ended, whose last day is past, or whose budget is used up: another tab."""
        used_up = Q(budget__isnull=False, spent__gte=models.F("budget"), starts_on__lte=on)
        return self.filter(Q(ends_on__lt=on, starts_on__lte=on) | used_up | Q(archived_at__isnull=False))


class Promotion(OrganizationOwned):
    """What is taken off a line, for whom, when, and until how much was given. Money in minor units.

    `spent` and the uses of each customer are kept by the sale that carries it (`sales.PromotionUse`).
    """

    class Kind(models.TextChoices):
        PERCENT = "percent", _("Percentage off")
        AMOUNT = "amount", _("Amount off each")
        BUY_GET = "buy_get", _("Buy some, get some free")
        FREE_DELIVERY = "delivery", _("Free delivery")

    uuid = models.UUIDField(default=uuids.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    percent = models.DecimalField(
        _("percent"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.01")), MaxValueValidator(100)],
    )
    amount = models.BigIntegerField(_("amount"), null=True, blank=True, validators=[MinValueValidator(1)])
    buy = models.DecimalField(_("buy"), max_digits=14, decimal_places=3, null=True, blank=True)
    get = models.DecimalField(_("get free"), max_digits=14, decimal_places=3, null=True, blank=True)
    code = models.CharField(_("voucher code"), max_length=30, blank=True)  # upper case; blank: offered by itself
    product = TenantForeignKey(Product, verbose_name=_("product"), null=True, blank=True, related_name="promotions")
    category = models.CharField(_("category"), max_length=60, blank=True)
    channel = TenantForeignKey(Channel, verbose_name=_("channel"), null=True, blank=True)
    tag = TenantForeignKey(Tag, verbose_name=_("customer group"), null=True, blank=True)
    unit = TenantForeignKey(BusinessUnit, verbose_name=_("business unit"), null=True, blank=True)
    least = models.BigIntegerField(_("from an amount of"), default=0)  # of the line, before anything is taken off
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    budget = models.BigIntegerField(_("budget"), null=True, blank=True)
    spent = models.BigIntegerField(default=0, editable=False)
    uses_per_customer = models.PositiveSmallIntegerField(_("times for one customer"), null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OrganizationManager.from_queryset(PromotionQuerySet)()

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("promotion")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "uuid"], name="promotion_uuid"),
            models.UniqueConstraint(
                fields=["organization", "code"],
                condition=~Q(code="") & Q(archived_at__isnull=True),
                name="voucher_code",
            ),
            models.CheckConstraint(
                condition=Q(kind="percent", percent__isnull=False)
                | Q(kind="amount", amount__isnull=False)
                | Q(kind="buy_get", buy__gt=0, get__gt=0)
                | Q(kind="delivery"),
                name="promotion_says_what",
            ),
        ]
        indexes = [models.Index(fields=["organization", "-starts_on", "-id"], name="promotion_newest")]

    def __str__(self) -> str:
        return self.name

    @property
    def left(self) -> int | None:
        """What may still be taken off; None where there is no budget."""
        return None if self.budget is None else max(self.budget - self.spent, 0)
