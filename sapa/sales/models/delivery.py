"""What left the store, who signed for it, and what came back."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.files.models import StoredFile
from sapa.sales.models.document import Document, document_rules
from sapa.sales.models.order import Order, OrderLine
from sapa.tenancy.models import OrganizationOwned, TenantForeignKey

_DELIVERY, _DELIVERY_INDEXES = document_rules("delivery")
_RETURN, _RETURN_INDEXES = document_rules("return")


class Delivery(Document):
    """A surat jalan: part of an order, or all of it. Posted when it is made; the goods leave the stock then."""

    order = TenantForeignKey(Order, related_name="deliveries")
    carrier = models.CharField(_("who delivers"), max_length=120, blank=True)
    vehicle = models.CharField(_("vehicle"), max_length=40, blank=True)
    received_at = models.DateTimeField(null=True, blank=True, editable=False)
    received_by = models.CharField(_("received by"), max_length=120, blank=True, editable=False)
    signature = TenantForeignKey(StoredFile, models.SET_NULL, null=True, blank=True, related_name="+", editable=False)
    received_note = models.CharField(_("remark"), max_length=200, blank=True, editable=False)

    class Meta(Document.Meta):
        verbose_name = _("delivery note")
        verbose_name_plural = _("delivery notes")
        constraints = _DELIVERY
        indexes = [*_DELIVERY_INDEXES, models.Index(fields=["organization", "order"], name="delivery_of_order")]

    @property
    def is_received(self) -> bool:
        return self.received_at is not None


class DeliveryLine(OrganizationOwned):
    """So many of an order's line. `returned` is kept by returns."""

    delivery = TenantForeignKey(Delivery, models.CASCADE, related_name="lines")
    order_line = TenantForeignKey(OrderLine, related_name="delivery_lines")
    position = models.PositiveSmallIntegerField(default=0)
    quantity = models.DecimalField(_("quantity"), max_digits=14, decimal_places=3)
    returned = models.DecimalField(max_digits=14, decimal_places=3, default=0, editable=False)

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("line")
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(quantity__gt=0, returned__gte=0, returned__lte=models.F("quantity")),
                name="delivery_line_quantity",
            )
        ]
        indexes = [
            models.Index(fields=["organization", "delivery"], name="delivery_line_of"),
            models.Index(fields=["organization", "order_line"], name="delivery_line_of_order_line"),
        ]

    def __str__(self) -> str:
        return f"{self.order_line_id}: {self.quantity}"


class SalesReturn(Document):
    """A retur: what came back of a delivery, and why. A credit note can follow it."""

    delivery = TenantForeignKey(Delivery, related_name="returns")
    reason = models.CharField(_("reason"), max_length=200)

    class Meta(Document.Meta):
        verbose_name = _("sales return")
        constraints = _RETURN
        indexes = [*_RETURN_INDEXES, models.Index(fields=["organization", "delivery"], name="return_of_delivery")]


class SalesReturnLine(OrganizationOwned):
    sales_return = TenantForeignKey(SalesReturn, models.CASCADE, related_name="lines")
    delivery_line = TenantForeignKey(DeliveryLine, related_name="return_lines")
    quantity = models.DecimalField(_("quantity"), max_digits=14, decimal_places=3)
    is_restocked = models.BooleanField(_("can be sold again"), default=True)  # otherwise it is thrown away
    at = models.DateTimeField(default=timezone.now)

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("line")
        constraints = [models.CheckConstraint(condition=models.Q(quantity__gt=0), name="return_line_quantity")]
        indexes = [models.Index(fields=["organization", "sales_return"], name="return_line_of")]

    def __str__(self) -> str:
        return f"{self.delivery_line_id}: {self.quantity}"
