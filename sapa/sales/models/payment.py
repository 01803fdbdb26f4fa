"""Money received: an append-only ledger of payments and of what each of them pays."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.customers.models import Customer
from sapa.files.models import StoredFile
from sapa.sales.models.document import Document, document_rules
from sapa.sales.models.invoice import Invoice
from sapa.team.models import Member
from sapa.tenancy.models import OrganizationOwned, TenantForeignKey

_CONSTRAINTS, _INDEXES = document_rules("payment")


class Payment(Document):
    """Money of a customer. Its number is that of the receipt (kuitansi). `amount` = `allocated` + `unallocated`.

    What pays no invoice yet is the customer's deposit. A refund is an allocation to no invoice.
    """

    class Method(models.TextChoices):
        CASH = "cash", _("Cash")
        TRANSFER = "transfer", _("Bank transfer")
        QRIS = "qris", "QRIS"

    method = models.CharField(_("how"), max_length=8, choices=Method, default=Method.CASH)
    amount = models.BigIntegerField(_("amount"))
    allocated = models.BigIntegerField(default=0, editable=False)  # the sum of its allocations
    reference = models.CharField(_("reference"), max_length=80, blank=True)  # of the bank, or of QRIS
    paid_by = models.CharField(_("paid by"), max_length=120, blank=True)  # whom the receipt names; "": the customer
    purpose = models.CharField(_("for"), max_length=200, blank=True)
    proof = TenantForeignKey(StoredFile, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta(Document.Meta):
        verbose_name = _("payment")
        constraints = [
            *_CONSTRAINTS,
            models.CheckConstraint(
                condition=Q(amount__gt=0, allocated__gte=0, allocated__lte=F("amount")), name="payment_allocated"
            ),
        ]
        indexes = [
            *_INDEXES,
            models.Index(
                fields=["organization", "customer"],
                condition=Q(cancelled_at__isnull=True, allocated__lt=F("amount")),
                name="payment_deposit",
            ),
        ]

    @property
    def unallocated(self) -> int:
        return 0 if self.is_cancelled else self.amount - self.allocated


class Allocation(OrganizationOwned):
    """What of a payment pays an invoice, or (below zero) is taken back from it. Rows are never changed."""

    class Kind(models.TextChoices):
        PAID = "paid", _("Paid")
        RELEASED = "released", _("Taken back")
        REFUNDED = "refunded", _("Paid back")  # to the customer; no invoice

    uuid = models.UUIDField()  # the verb's: done twice it is once
    payment = TenantForeignKey(Payment, related_name="allocations")
    invoice = TenantForeignKey(Invoice, null=True, blank=True, related_name="allocations")
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.PAID)
    amount = models.BigIntegerField()
    on = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    by = TenantForeignKey(Member, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)

    class Meta(OrganizationOwned.Meta):
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "uuid", "payment", "invoice"], name="allocation_once"),
            models.CheckConstraint(
                condition=Q(kind="paid", amount__gt=0, invoice__isnull=False)
                | Q(kind="released", amount__lt=0)
                | Q(kind="refunded", amount__gt=0, invoice__isnull=True),
                name="allocation_signs",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "payment"], name="allocation_of_payment"),
            models.Index(fields=["organization", "invoice"], name="allocation_of_invoice"),
        ]

    def __str__(self) -> str:
        return f"{self.payment_id} → {self.invoice_id}: {self.amount}"


class CustomerCredit(OrganizationOwned):
    """What a customer may owe, and does. `receivable` and `deposit` are kept by invoices and payments."""

    customer = TenantForeignKey(Customer, models.CASCADE, related_name="credit")
    limit = models.BigIntegerField(_("credit limit"), null=True, blank=True)  # None: not limited
    terms_days = models.PositiveSmallIntegerField(_("terms of payment (days)"), null=True, blank=True)  # None: as usual
    receivable = models.BigIntegerField(default=0, editable=False)  # the sum of the balances of their invoices
    deposit = models.BigIntegerField(default=0, editable=False)  # the sum of what their payments do not pay yet
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("customer's credit")
        constraints = [models.UniqueConstraint(fields=["organization", "customer"], name="customer_credit_once")]
        indexes = [
            models.Index(
                fields=["organization", "-receivable", "-id"],
                include=["customer"],
                condition=Q(receivable__gt=0),
                name="customer_who_owes",
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.receivable}"
