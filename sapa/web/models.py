"""What belongs to the pages themselves."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.team.models import Member
from sapa.tenancy.models import OrganizationManager, OrganizationOwned, OrganizationQuerySet, TenantForeignKey


class SavedViewQuerySet(OrganizationQuerySet):
    def visible_to(self, member: Member) -> "SavedViewQuerySet":
        """The member's own views and those shared with everyone."""
        return self.filter(models.Q(owner=member) | models.Q(shared=True))

    def for_list(self, list_name: str, member: Member) -> "SavedViewQuerySet":
        """The tabs above a list."""
        return self.visible_to(member).filter(list_name=list_name, deleted_at__isnull=True)


class SavedView(OrganizationOwned):
    """A named state of a list: its query string."""

    class List(models.TextChoices):
        CUSTOMERS = "customers", _("Customers")
        OPPORTUNITIES = "opportunities", _("Opportunities")
        QUOTATIONS = "quotations", _("Quotations")
        ORDERS = "orders", _("Sales orders")
        DELIVERIES = "deliveries", _("Delivery notes")
        INVOICES = "invoices", _("Invoices")
        PAYMENTS = "payments", _("Payments")

        @property
        def right(self) -> str:
            """What one may who sees the list."""
            own = {"customers": "customers.view", "opportunities": "opportunities.view"}
            return own.get(self.value, "sales.view")

    list_name = models.CharField(max_length=40, choices=List)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000)
    owner = TenantForeignKey(Member, models.CASCADE, related_name="+")
    shared = models.BooleanField(_("for the whole team"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OrganizationManager.from_queryset(SavedViewQuerySet)()

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("saved view")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "owner", "list_name", "name"],
                condition=models.Q(deleted_at__isnull=True),
                name="view_name",
            )
        ]
        indexes = [models.Index(fields=["organization", "list_name"], name="view_of_list")]

    def __str__(self) -> str:
        return self.name


class MorningMail(OrganizationOwned):
    """The day's list was mailed to a member: once a day, however many workers run."""

    member = TenantForeignKey(Member, models.CASCADE, related_name="+")
    day = models.DateField()
    at = models.DateTimeField(default=timezone.now)

    class Meta(OrganizationOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "member", "day"], name="morning_mail_once")]
        indexes = [models.Index(fields=["organization", "day"], name="morning_mail_of_day")]
