"""How an organisation sells: its tax, its letterhead, its rules, the numbers of its documents."""

from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from sapa.files.models import StoredFile
from sapa.team.models import BusinessUnit
from sapa.tenancy.models import OrganizationOwned, TenantForeignKey


class DocumentKind(models.TextChoices):
    """The documents that get a number. The value stands in the rows, `DOCUMENT_CODES` in the numbers."""

    QUOTATION = "quotation", _("Quotation")
    ORDER = "order", _("Sales order")
    DELIVERY = "delivery", _("Delivery note")
    RETURN = "return", _("Sales return")
    INVOICE = "invoice", _("Invoice")
    CREDIT_NOTE = "credit_note", _("Credit note")
    RECEIPT = "receipt", _("Receipt")


DOCUMENT_CODES = {
    DocumentKind.QUOTATION: "PNW",
    DocumentKind.ORDER: "PSN",
    DocumentKind.DELIVERY: "SJ",
    DocumentKind.RETURN: "RTR",
    DocumentKind.INVOICE: "INV",
    DocumentKind.CREDIT_NOTE: "NK",
    DocumentKind.RECEIPT: "KWT",
}


class Strictness(models.TextChoices):
    """What happens where a rule is broken."""

    WARN = "warn", _("Warn, and let it pass")
    REFUSE = "refuse", _("Refuse")


class CreditRule(models.TextChoices):
    """What happens with an order over the credit limit, or of a customer with overdue debts."""

    WARN = "warn", _("Warn, and let it pass")
    APPROVE = "approve", _("Ask a supervisor")


class SalesSettings(OrganizationOwned):
    """One row per organisation. Whether it is a taxable entrepreneur is asked, never guessed."""

    is_taxable = models.BooleanField(_("taxable entrepreneur (PKP)"), null=True, blank=True)  # None: not said yet
    npwp = models.CharField(_("NPWP"), max_length=16, blank=True)
    nitku = models.CharField(
        _("NITKU"), max_length=22, blank=True, validators=[RegexValidator(r"\A\d{22}\Z", _("A NITKU has 22 digits."))]
    )
    exports_tax_invoices = models.BooleanField(_("export tax invoices for Coretax"), default=False)
    oversell = models.CharField(
        _("selling more than is available"), max_length=6, choices=Strictness, default=Strictness.WARN
    )
    credit_rule = models.CharField(
        _("credit limit and overdue debts"), max_length=7, choices=CreditRule, default=CreditRule.APPROVE
    )
    terms_days = models.PositiveSmallIntegerField(
        _("terms of payment (days)"), default=0, validators=[MaxValueValidator(365)]
    )  # 0 is cash on delivery
    valid_days = models.PositiveSmallIntegerField(
        _("quotations are valid for (days)"), default=14, validators=[MaxValueValidator(365)]
    )
    quotation_notes = models.TextField(_("terms on quotations"), max_length=2000, blank=True)
    invoice_notes = models.TextField(_("words on invoices"), max_length=2000, blank=True)
    bank_account = models.CharField(_("bank account"), max_length=200, blank=True)
    qris = models.CharField(_("QRIS"), max_length=512, blank=True)  # the static payload, checked
    logo = TenantForeignKey(StoredFile, models.SET_NULL, verbose_name=_("logo"), null=True, blank=True)
    signer = models.CharField(_("who signs"), max_length=120, blank=True)
    signer_title = models.CharField(_("as"), max_length=80, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("sales settings")
        constraints = [models.UniqueConstraint(fields=["organization"], name="sales_settings_once")]

    def __str__(self) -> str:
        return "sales settings"


class NumberTemplate(OrganizationOwned):
    """How numbers of a kind of document are written, for a unit or (unit None) for all without their own."""

    class Restart(models.TextChoices):
        YEARLY = "yearly", _("Every year")
        MONTHLY = "monthly", _("Every month")

    kind = models.CharField(_("document"), max_length=12, choices=DocumentKind)
    unit = TenantForeignKey(BusinessUnit, models.CASCADE, verbose_name=_("business unit"), null=True, blank=True)
    template = models.CharField(_("template"), max_length=60)  # {seq:03}/{kind}/{unit}/{month_roman}/{year}
    restart = models.CharField(_("starts again"), max_length=7, choices=Restart, default=Restart.YEARLY)

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("number template")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind"], condition=models.Q(unit__isnull=True), name="number_template_kind"
            ),
            models.UniqueConstraint(
                fields=["organization", "kind", "unit"],
                condition=models.Q(unit__isnull=False),
                name="number_template_unit",
            ),
        ]

    def __str__(self) -> str:
        return self.template


class NumberCounter(OrganizationOwned):
    """The last number given in a series. The row's update holds the series until the posting is written, or not."""

    kind = models.CharField(max_length=12, choices=DocumentKind)
    series = models.CharField(max_length=100)  # `Template.series`: what its numbers have in common
    period = models.CharField(max_length=7)  # "2026", or "2026-11"
    last = models.BigIntegerField(default=0)

    class Meta(OrganizationOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "kind", "series", "period"], name="number_counter_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.period}: {self.last}"
