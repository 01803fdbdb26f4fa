"""What is owed: invoices, and what is taken off them by credit notes."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sapa.sales.models.delivery import SalesReturn
from sapa.sales.models.document import TERMS, DocumentLine, DocumentQuerySet, Priced, document_rules
from sapa.sales.models.order import Order, OrderLine
from sapa.tenancy.models import OrganizationManager, OrganizationOwned, TenantForeignKey

# what the boards of profit, retention and attrition sum and count of each invoice
_SUMMED = ("customer", "kind", "net", "discount", "promotion_discount", "cost", "total", "credited", "cancelled_at")
_CONSTRAINTS, _INDEXES = document_rules("invoice", summed=_SUMMED)
_CREDIT_CONSTRAINTS, _CREDIT_INDEXES = document_rules("credit_note")


class InvoiceQuerySet(DocumentQuerySet):
    def open(self) -> "InvoiceQuerySet":
        """Those with something still to be paid: receivables."""
        return self.filter(balance__gt=0)

    def overdue(self, on: date) -> "InvoiceQuerySet":
        """Open ones whose day has passed: the credit check, reminders, and the ages of receivables."""
        return self.open().filter(due_on__lt=on)


class Invoice(Priced):
    """Posted when it is made. `balance` = `total` − `paid` − `credited`; a cancelled one owes nothing."""

    class Kind(models.TextChoices):
        SALE = "sale", _("Invoice")
        DOWN_PAYMENT = "down", _("Down payment")
        HISTORY = "history", _("From another system")  # imported, without an order

    kind = models.CharField(_("kind"), max_length=7, choices=Kind, default=Kind.SALE, editable=False)
    order = TenantForeignKey(Order, null=True, blank=True, related_name="invoices", editable=False)
    terms_days = models.PositiveSmallIntegerField(_("terms of payment (days)"), default=0, validators=TERMS)
    due_on = models.DateField(_("due"))
    paid = models.BigIntegerField(default=0, editable=False)  # kept by payments: the sum of its allocations
    credited = models.BigIntegerField(default=0, editable=False)  # kept by credit notes, and by cancelling
    balance = models.GeneratedField(
        expression=F("total") - F("paid") - F("credited"), output_field=models.BigIntegerField(), db_persist=True
    )
    paid_on = models.DateField(null=True, blank=True, editable=False)  # the day on which nothing was left to pay
    token = models.CharField(max_length=43, blank=True, editable=False)  # of the public page, once sent
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_taxable = models.BooleanField(default=False, editable=False)  # the organisation was a PKP on that day
    transaction_code = models.CharField(max_length=2, blank=True, editable=False)  # Coretax
    tax_exported_at = models.DateTimeField(null=True, blank=True, editable=False)
    external_id = models.CharField(_("number in another system"), max_length=80, blank=True)

    objects = OrganizationManager.from_queryset(InvoiceQuerySet)()

    class Meta(Priced.Meta):
        verbose_name = _("invoice")
        constraints = [
            *_CONSTRAINTS,
            models.UniqueConstraint(fields=["organization", "token"], condition=~Q(token=""), name="invoice_token"),
            models.UniqueConstraint(
                fields=["organization", "external_id"], condition=~Q(external_id=""), name="invoice_external"
            ),
            models.CheckConstraint(
                condition=Q(paid__gte=0, credited__gte=0, total__gte=F("paid") + F("credited")),
                name="invoice_balance",
            ),
        ]
        indexes = [
            *_INDEXES,
            models.Index(fields=["organization", "order"], name="invoice_of_order"),
            models.Index(  # receivables by age, counted in the index alone
                fields=["organization", "due_on", "id"],
                include=["customer", "owner", "unit", "balance"],
                condition=Q(balance__gt=0),
                name="invoice_owed",
            ),
            models.Index(
                fields=["organization", "customer", "due_on"],
                include=["balance"],
                condition=Q(balance__gt=0),
                name="invoice_owed_by",
            ),
        ]

    def is_overdue(self, on: date) -> bool:
        return self.balance > 0 and self.due_on < on

    def days_late(self, on: date) -> int:
        """Days past the due date of what is still owed; 0 where it is not due yet."""
        return max((on - self.due_on).days, 0) if self.balance > 0 else 0


class InvoiceLine(DocumentLine):
    """`deducts` is the line of a down payment's invoice that this line (below zero) takes off."""

    invoice = TenantForeignKey(Invoice, models.CASCADE, related_name="lines")
    order_line = TenantForeignKey(OrderLine, null=True, blank=True, related_name="invoice_lines")
    deducts = TenantForeignKey("self", null=True, blank=True, related_name="deducted_by")
    deducted = models.BigIntegerField(default=0, editable=False)  # of a down payment: taken off so far
    credited_quantity = models.DecimalField(max_digits=14, decimal_places=3, default=0, editable=False)
    credited = models.BigIntegerField(default=0, editable=False)  # its total that credit notes took off

    class Meta(DocumentLine.Meta):
        verbose_name = _("line")
        indexes = [
            models.Index(fields=["organization", "invoice"], name="invoice_line_of"),
            models.Index(fields=["organization", "product", "invoice"], include=["quantity", "amount", "cost"],
                         name="invoice_line_of_product"),
            models.Index(fields=["organization", "order_line"], name="invoice_line_of_order_line"),
        ]  # fmt: skip


class CreditNote(Priced):
    """A nota kredit: takes off an invoice what came back, or what was too much. Its amounts are above zero."""

    invoice = TenantForeignKey(Invoice, related_name="credit_notes")
    sales_return = TenantForeignKey(SalesReturn, null=True, blank=True, related_name="credit_notes", editable=False)
    reason = models.CharField(_("reason"), max_length=200)

    class Meta(Priced.Meta):
        verbose_name = _("credit note")
        constraints = _CREDIT_CONSTRAINTS
        indexes = [*_CREDIT_INDEXES, models.Index(fields=["organization", "invoice"], name="credit_note_of_invoice")]


class CreditNoteLine(DocumentLine):
    credit_note = TenantForeignKey(CreditNote, models.CASCADE, related_name="lines")
    invoice_line = TenantForeignKey(InvoiceLine, related_name="credit_note_lines")

    class Meta(DocumentLine.Meta):
        verbose_name = _("line")
        indexes = [models.Index(fields=["organization", "credit_note"], name="credit_note_line_of")]


class InvoiceReminder(OrganizationOwned):
    """That somebody was asked to remind of an invoice, so many days after it was due: once for each."""

    invoice = TenantForeignKey(Invoice, models.CASCADE, related_name="reminders")
    days = models.SmallIntegerField()  # 0 on the due date, 7, 30 …
    activity_id = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta(OrganizationOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "invoice", "days"], name="reminder_once")]

    def __str__(self) -> str:
        return f"{self.invoice_id}: {self.days}"
