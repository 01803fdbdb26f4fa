"""People at a customer, and the numbers of all."""

import uuid as uuids

from django.db import models
from django.utils.translation import gettext_lazy as _

from sapa.customers.models.customer import Customer
from sapa.tenancy.models import OrganizationOwned, TenantForeignKey


class Contact(OrganizationOwned):
    """A person at a customer that is an organisation."""

    class Part(models.TextChoices):
        DECIDES = "decides", _("Decides")
        USES = "uses", _("Uses")
        INFLUENCES = "influences", _("Influences")
        PAYS = "pays", _("Pays")

    uuid = models.UUIDField(default=uuids.uuid4, editable=False)  # what a form sent twice
    customer = TenantForeignKey(Customer, models.CASCADE, verbose_name=_("customer"), related_name="contacts")
    name = models.CharField(_("name"), max_length=120)
    honorific = models.CharField(_("honorific"), max_length=30, blank=True)
    job = models.CharField(_("job"), max_length=80, blank=True)
    part = models.CharField(_("part in buying"), max_length=12, choices=Part, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    birthday = models.DateField(_("birthday"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("contact")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["organization", "uuid"], name="contact_uuid")]
        indexes = [models.Index(fields=["organization", "customer"], name="contact_of_customer")]

    def __str__(self) -> str:
        return self.name

    @property
    def greeting_name(self) -> str:
        return f"{self.honorific} {self.name}".strip()


class Phone(OrganizationOwned):
    """A number, of the customer itself or of a contact there: the key by which people are recognised."""

    customer = TenantForeignKey(Customer, models.CASCADE, related_name="phones")
    contact = TenantForeignKey(Contact, models.CASCADE, null=True, blank=True, related_name="phones")
    number = models.CharField(_("phone"), max_length=20)  # E.164
    label = models.CharField(_("label"), max_length=30, blank=True)
    position = models.PositiveSmallIntegerField(default=0)  # the first is the one to call

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("phone")
        ordering = ["position", "pk"]
        indexes = [
            models.Index(fields=["organization", "number"], name="phone_number"),
            models.Index(fields=["organization", "customer"], name="phone_of_customer"),
            models.Index(fields=["organization", "contact"], name="phone_of_contact"),
        ]

    def __str__(self) -> str:
        return self.number
