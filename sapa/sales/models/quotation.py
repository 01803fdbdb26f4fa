"""An offer on paper: its lines, its versions, and what the customer said."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sapa.customers.models import Contact
from sapa.files.models import StoredFile
from sapa.pipeline.models import Opportunity
from sapa.sales.models.document import TERMS, Document, DocumentLine, DocumentQuerySet, Priced, document_rules
from sapa.tenancy.models import OrganizationManager, OrganizationOwned, TenantForeignKey

_CONSTRAINTS, _INDEXES = document_rules("quotation", numbered=False)


class QuotationQuerySet(DocumentQuerySet):
    def overdue(self, on: date) -> "QuotationQuerySet":
        """Sent, unanswered and past their day: what the night marks as expired."""
        return self.filter(status=Quotation.Status.SENT, valid_until__lt=on)


class Quotation(Priced):
    """Draft → sent → accepted, refused or expired; a later version replaces an earlier one. Versions share a number."""

    class Status(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SENT = "sent", _("Sent")
        ACCEPTED = "accepted", _("Accepted")
        REFUSED = "refused", _("Refused")
        EXPIRED = "expired", _("Expired")
        REPLACED = "replaced", _("Replaced")
        CANCELLED = "cancelled", _("Cancelled")

    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.DRAFT, editable=False)
    opportunity = TenantForeignKey(
        Opportunity, verbose_name=_("opportunity"), null=True, blank=True, related_name="quotations"
    )
    contact = TenantForeignKey(Contact, models.SET_NULL, verbose_name=_("contact"), null=True, blank=True)
    revision = models.PositiveSmallIntegerField(_("version"), default=1, editable=False)
    replaces = TenantForeignKey("self", null=True, blank=True, related_name="replaced_by", editable=False)
    valid_until = models.DateField(_("valid until"))
    terms_days = models.PositiveSmallIntegerField(_("terms of payment (days)"), default=0, validators=TERMS)
    terms = models.TextField(_("terms"), max_length=2000, blank=True)  # on the paper, unlike `note`
    token = models.CharField(max_length=43, blank=True, editable=False)  # of the public page, once sent
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)  # by the customer, first
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    accepted_name = models.CharField(_("accepted by"), max_length=120, blank=True, editable=False)
    signature = TenantForeignKey(StoredFile, models.SET_NULL, null=True, blank=True, related_name="+", editable=False)
    refused_reason = models.CharField(_("reason"), max_length=200, blank=True, editable=False)

    objects = OrganizationManager.from_queryset(QuotationQuerySet)()

    class Meta(Priced.Meta):
        verbose_name = _("quotation")
        constraints = [
            *_CONSTRAINTS,
            models.UniqueConstraint(
                fields=["organization", "number", "revision"], condition=~Q(number=""), name="quotation_number"
            ),
            models.UniqueConstraint(fields=["organization", "token"], condition=~Q(token=""), name="quotation_token"),
            models.UniqueConstraint(
                fields=["organization", "replaces"], condition=Q(replaces__isnull=False), name="quotation_replaced_once"
            ),
        ]
        indexes = [
            *_INDEXES,
            models.Index(fields=["organization", "opportunity"], name="quotation_of_opportunity"),
            models.Index(
                fields=["organization", "valid_until"], condition=Q(status="sent"), name="quotation_unanswered"
            ),
        ]

    def __str__(self) -> str:
        again = f" (v{self.revision})" if self.revision > 1 else ""
        return f"{Document.__str__(self)}{again}"

    @property
    def badge(self) -> str:
        """The colour of its status, as ui/ names it."""
        return BADGES[self.Status(self.status)]

    @property
    def may_change(self) -> bool:
        """Only a draft can; a sent one gets a new version."""
        return self.status == self.Status.DRAFT

    @property
    def is_open(self) -> bool:
        """Still to be decided, so that it can be confirmed."""
        return self.status in {self.Status.DRAFT, self.Status.SENT, self.Status.ACCEPTED, self.Status.EXPIRED}


BADGES = {
    Quotation.Status.DRAFT: "info",
    Quotation.Status.SENT: "primary",
    Quotation.Status.ACCEPTED: "success",
    Quotation.Status.REFUSED: "error",
    Quotation.Status.EXPIRED: "accent",
    Quotation.Status.REPLACED: "info",
    Quotation.Status.CANCELLED: "error",
}


class QuotationLine(DocumentLine):
    quotation = TenantForeignKey(Quotation, models.CASCADE, related_name="lines")

    class Meta(DocumentLine.Meta):
        verbose_name = _("line")
        indexes = [models.Index(fields=["organization", "quotation"], name="quotation_line_of")]


class QuotationQuestion(OrganizationOwned):
    """What a customer asked on the public page. Each is an interaction too."""

    quotation = TenantForeignKey(Quotation, models.CASCADE, related_name="questions")
    name = models.CharField(_("name"), max_length=120)
    text = models.TextField(_("question"), max_length=1000)
    at = models.DateTimeField()

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("question")
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["organization", "quotation", "at"], name="question_of_quotation")]

    def __str__(self) -> str:
        return self.text[:80]
