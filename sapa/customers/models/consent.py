"""What a person agreed to: provable years later (UU PDP 27/2022, articles 20, 22 and 24)."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.customers.models.customer import Customer
from sapa.team.models import Member
from sapa.tenancy.models import OrganizationOwned, TenantForeignKey


class Consent(OrganizationOwned):
    """A customer's word for one purpose: the text they saw, when, through which door, and who wrote it down."""

    class Purpose(models.TextChoices):
        CONTACT = "contact", _("To be contacted")

    customer = TenantForeignKey(Customer, models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose, default=Purpose.CONTACT)
    text = models.TextField(_("text"))
    version = models.CharField(_("version of the text"), max_length=20)
    channel = models.CharField(_("touch point"), max_length=15)  # an activities.TouchPoint's value
    at = models.DateTimeField(default=timezone.now)
    by = TenantForeignKey(Member, null=True, blank=True, related_name="+")  # None: the person gave it themselves
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("consent")
        indexes = [models.Index(fields=["organization", "customer", "-at"], name="consent_of_customer")]
