"""The path of a customer through the seven stages, and where people had a word in it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.customers.models import Customer, LifecycleStage
from sapa.lifecycle.models.words import Reason
from sapa.team.models import Member
from sapa.tenancy.models import OrganizationManager, OrganizationOwned, OrganizationQuerySet, TenantForeignKey


class OfCustomersQuerySet(OrganizationQuerySet):
    def visible_to(self, member: Member) -> "OfCustomersQuerySet":
        """Those of the customers whom the member sees: the path on the card, the board of the flow."""
        return self.filter(member.seen("customer__owner", "customer__unit"))


class StageChange(OrganizationOwned):
    """A step on the path. Rows are never changed. `data` holds the figures that the sentence names, as they were."""

    customer = TenantForeignKey(Customer, models.CASCADE, related_name="stage_changes")
    on = models.DateField()
    at = models.DateTimeField(default=timezone.now)
    before = models.CharField(max_length=10, choices=LifecycleStage)
    after = models.CharField(max_length=10, choices=LifecycleStage)
    reason = models.CharField(max_length=20, choices=Reason)
    data = models.JSONField(default=dict)
    is_told_afterwards = models.BooleanField(default=False)  # read from history that came later: see `backfilling`

    objects = OrganizationManager.from_queryset(OfCustomersQuerySet)()

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("change of stage")
        indexes = [
            models.Index(fields=["organization", "customer", "-on", "-id"], name="stage_change_of_customer"),
            models.Index(  # carries all that the board of the flow counts
                fields=["organization", "-on", "-id"],
                include=["customer", "before", "after", "is_told_afterwards"],
                name="stage_change_by_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.before} → {self.after}"


class StagePin(OrganizationOwned):
    """A stage that somebody set by hand, until a day. One at a time."""

    customer = TenantForeignKey(Customer, models.CASCADE, related_name="stage_pins")
    stage = models.CharField(_("stage"), max_length=10, choices=LifecycleStage)
    reason = models.CharField(_("reason"), max_length=200)
    until = models.DateField(_("until"))  # the last day that it holds
    by = TenantForeignKey(Member, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)  # taken off, or run out
    ended_by = TenantForeignKey(Member, null=True, blank=True, related_name="+")

    objects = OrganizationManager.from_queryset(OfCustomersQuerySet)()

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("stage set by hand")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "customer"], condition=models.Q(ended_at__isnull=True), name="stage_pin_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.stage}"


class BadMark(OrganizationOwned):
    """That a customer is to be treated as bad, though they pay. One at a time."""

    customer = TenantForeignKey(Customer, models.CASCADE, related_name="bad_marks")
    reason = models.CharField(_("reason"), max_length=200)
    by = TenantForeignKey(Member, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = TenantForeignKey(Member, null=True, blank=True, related_name="+")

    objects = OrganizationManager.from_queryset(OfCustomersQuerySet)()

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("mark as bad")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "customer"], condition=models.Q(ended_at__isnull=True), name="bad_mark_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.reason}"


class Departure(OrganizationOwned):
    """That a customer left us: why, and to whom. Until they come back."""

    class Why(models.TextChoices):
        PRICE = "price", _("Price")
        QUALITY = "quality", _("Quality")
        SERVICE = "service", _("How they were served")
        STOCK = "stock", _("Not in stock")
        DISTANCE = "distance", _("Too far")
        CREDIT = "credit", _("Terms of payment")
        COMPETITOR = "competitor", _("Another supplier's offer")
        NEED = "need", _("No need any more")
        MOVED = "moved", _("Moved away or closed")
        COMPLAINT = "complaint", _("A complaint not settled")
        OTHER = "other", _("Other")

    customer = TenantForeignKey(Customer, models.CASCADE, related_name="departures")
    on = models.DateField(_("since"))
    why = models.CharField(_("why"), max_length=10, choices=Why)
    switched_to = models.CharField(_("to whom"), max_length=120, blank=True)  # another supplier or brand
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = TenantForeignKey(Member, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    returned_on = models.DateField(null=True, blank=True)

    objects = OrganizationManager.from_queryset(OfCustomersQuerySet)()

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("departure")
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "customer"], condition=models.Q(returned_on__isnull=True), name="departure_once"
            )
        ]
        indexes = [models.Index(fields=["organization", "on"], name="departure_by_day")]

    def __str__(self) -> str:
        return self.customer.name
