"""A sales order: what was agreed, and how much of it is delivered and invoiced."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models import Promotion
from sapa.customers.models import Contact, Customer
from sapa.pipeline.models import Opportunity
from sapa.sales.models.document import TERMS, DocumentLine, Priced, document_rules
from sapa.sales.models.quotation import Quotation
from sapa.team.models import Member
from sapa.tenancy.models import OrganizationOwned, TenantForeignKey

_CONSTRAINTS, _INDEXES = document_rules("order")


class Order(Priced):
    """Held until a supervisor's word, or confirmed at once; closed when the rest will not be delivered."""

    class Status(models.TextChoices):
        HELD = "held", _("Waiting for approval")
        CONFIRMED = "confirmed", _("Confirmed")
        CLOSED = "closed", _("Closed")
        CANCELLED = "cancelled", _("Cancelled")

    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.CONFIRMED, editable=False)
    quotation = TenantForeignKey(Quotation, null=True, blank=True, related_name="orders", editable=False)
    opportunity = TenantForeignKey(
        Opportunity, verbose_name=_("opportunity"), null=True, blank=True, related_name="orders"
    )
    contact = TenantForeignKey(Contact, models.SET_NULL, verbose_name=_("contact"), null=True, blank=True)
    terms_days = models.PositiveSmallIntegerField(_("terms of payment (days)"), default=0, validators=TERMS)
    deliver_on = models.DateField(_("deliver on"), null=True, blank=True)
    # Why it waits for a word: `{"limit": …, "receivable": …, "overdue": …}` in minor units, as they were.
    held_for = models.JSONField(default=dict, blank=True, editable=False)
    approved_by = TenantForeignKey(Member, null=True, blank=True, related_name="+", editable=False)
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_reason = models.CharField(_("reason"), max_length=200, blank=True, editable=False)
    # What confirming did elsewhere, so that cancelling undoes exactly that.
    won_opportunity = models.BooleanField(default=False, editable=False)
    accepted_quotation = models.BooleanField(default=False, editable=False)
    # Kept by deliveries and invoices, from the lines.
    is_delivered = models.BooleanField(default=False, editable=False)  # nothing is open
    is_invoiced = models.BooleanField(default=False, editable=False)  # all that is not cancelled

    class Meta(Priced.Meta):
        verbose_name = _("sales order")
        verbose_name_plural = _("sales orders")
        constraints = [
            *_CONSTRAINTS,
            models.UniqueConstraint(
                fields=["organization", "quotation"],
                condition=Q(quotation__isnull=False) & ~Q(status="cancelled"),
                name="order_of_quotation_once",
            ),
        ]
        indexes = [
            *_INDEXES,
            models.Index(fields=["organization", "opportunity"], name="order_of_opportunity"),
            models.Index(
                fields=["organization", "-on", "-id"],
                condition=Q(status="confirmed", is_delivered=False),
                name="order_to_deliver",
            ),
            models.Index(
                fields=["organization", "-on", "-id"],
                condition=Q(status="confirmed", is_invoiced=False),
                name="order_to_invoice",
            ),
            models.Index(fields=["organization", "-on", "-id"], condition=Q(status="held"), name="order_held"),
        ]


class OrderLine(DocumentLine):
    """`ordered` = `delivered` + `open` + `dropped`, in the line's own measure. Returned goods were delivered."""

    order = TenantForeignKey(Order, models.CASCADE, related_name="lines")
    delivered = models.DecimalField(max_digits=14, decimal_places=3, default=0, editable=False)
    returned = models.DecimalField(max_digits=14, decimal_places=3, default=0, editable=False)
    dropped = models.DecimalField(max_digits=14, decimal_places=3, default=0, editable=False)  # when it was closed
    invoiced = models.DecimalField(max_digits=14, decimal_places=3, default=0, editable=False)
    stock_unit_id = models.BigIntegerField(default=0, editable=False)  # whose stock it is promised from; 0 is none's
    is_counted = models.BooleanField(default=False, editable=False)  # whether its stock was promised

    class Meta(DocumentLine.Meta):
        verbose_name = _("line")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    delivered__gte=0,
                    dropped__gte=0,
                    delivered__lte=Round(F("quantity") - F("dropped"), precision=3),  # SQLite subtracts in binary
                ),
                name="order_line_delivered",
            ),
            models.CheckConstraint(
                condition=Q(returned__gte=0, returned__lte=F("delivered")), name="order_line_returned"
            ),
            models.CheckConstraint(
                condition=Q(invoiced__gte=0, invoiced__lte=F("quantity")), name="order_line_invoiced"
            ),
        ]
        indexes = [models.Index(fields=["organization", "order"], name="order_line_of")]

    @property
    def open(self) -> Decimal:
        """Still to be delivered."""
        return self.quantity - self.delivered - self.dropped

    @property
    def to_invoice(self) -> Decimal:
        """Not invoiced yet, of what will be delivered, or was and did not come back."""
        return max(self.quantity - self.dropped - self.returned - self.invoiced, Decimal(0))

    @property
    def delivered_to_invoice(self) -> Decimal:
        """Delivered, kept by the customer, and not invoiced yet."""
        return max(self.delivered - self.returned - self.invoiced, Decimal(0))


class PromotionUse(OrganizationOwned):
    """What a promotion took off an order. Given back when the order is cancelled."""

    promotion = TenantForeignKey(Promotion, related_name="uses")
    order = TenantForeignKey(Order, models.CASCADE, related_name="promotion_uses")
    customer = TenantForeignKey(Customer, related_name="+")
    amount = models.BigIntegerField()
    at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta(OrganizationOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "order", "promotion"], name="promotion_use_once")
        ]
        indexes = [models.Index(fields=["organization", "promotion", "customer"], name="promotion_use_of_customer")]

    def __str__(self) -> str:
        return f"{self.promotion_id} {self.amount}"
