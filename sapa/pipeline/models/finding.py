"""What was found out in talking (hasil penggalian), and whether we can serve it."""

import uuid as uuids

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.activities.models import Interaction
from sapa.catalogue.models import Product
from sapa.customers.models import Customer
from sapa.pipeline.models.opportunity import Opportunity
from sapa.pipeline.querysets import FindingQuerySet
from sapa.team.models import Member
from sapa.tenancy.models import OrganizationManager, OrganizationOwned, TenantForeignKey


class Finding(OrganizationOwned):
    """A need to meet, a problem to solve, a hope to fulfil or a trend to answer, of one customer."""

    class Kind(models.TextChoices):
        NEED = "need", _("Need")
        PROBLEM = "problem", _("Problem")
        HOPE = "hope", _("Hope")
        TREND = "trend", _("Trend")

    class Answer(models.TextChoices):
        YES = "yes", _("We can serve it")
        NO = "no", _("We cannot")
        UNKNOWN = "", _("Not decided")

    uuid = models.UUIDField(default=uuids.uuid4, editable=False)
    customer = TenantForeignKey(Customer, models.CASCADE, related_name="findings")
    interaction = TenantForeignKey(Interaction, models.SET_NULL, null=True, blank=True, related_name="findings")
    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    text = models.CharField(_("what was found out"), max_length=300)
    answer = models.CharField(_("can we serve it?"), max_length=3, choices=Answer, blank=True, default=Answer.UNKNOWN)
    product = TenantForeignKey(Product, verbose_name=_("product"), null=True, blank=True, related_name="findings")
    solution = models.CharField(_("solution"), max_length=200, blank=True)
    opportunity = TenantForeignKey(
        Opportunity, models.SET_NULL, verbose_name=_("opportunity"), null=True, blank=True, related_name="findings"
    )
    at = models.DateTimeField(default=timezone.now)
    by = TenantForeignKey(Member, related_name="+")
    met_at = models.DateTimeField(null=True, blank=True, editable=False)
    met_by = TenantForeignKey(Member, null=True, blank=True, related_name="+", editable=False)

    objects = OrganizationManager.from_queryset(FindingQuerySet)()

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("finding")
        constraints = [models.UniqueConstraint(fields=["organization", "uuid"], name="finding_uuid")]
        indexes = [
            models.Index(fields=["organization", "customer", "at"], name="finding_of_customer"),
            models.Index(fields=["organization", "opportunity"], name="finding_of_opportunity"),
            models.Index(fields=["organization", "kind", "-at", "-id"], name="finding_of_kind"),
            models.Index(fields=["organization", "product", "-at"], name="finding_of_product"),
            # carries all that the voices of the market count
            models.Index(
                fields=["organization", "-at", "-id"],
                include=["customer", "product", "kind", "answer", "met_at"],
                name="finding_newest",
            ),
        ]

    def __str__(self) -> str:
        return self.text
