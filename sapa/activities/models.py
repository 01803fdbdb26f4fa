"""What was said and done with customers, and what is planned."""

import uuid as uuids
from datetime import date
from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.customers.models import Contact, Customer
from sapa.team.models import Member
from sapa.tenancy.models import OrganizationManager, OrganizationOwned, OrganizationQuerySet, TenantForeignKey

if TYPE_CHECKING:
    from typing import Self


class TouchPoint(models.TextChoices):
    STORE = "store", _("Store")
    PHONE = "phone", _("Phone")
    WHATSAPP = "whatsapp", "WhatsApp"
    SMS = "sms", "SMS"
    EMAIL = "email", _("E-mail")
    VISIT = "visit", _("Visit")
    EVENT = "event", _("Event")
    WEB = "web", _("Web")
    ADVERTISEMENT = "advertisement", _("Advertisement")
    FAX = "fax", _("Fax")


class Outcome(models.TextChoices):
    """What came of an interaction."""

    TALKED = "talked", _("Talked")
    NO_ANSWER = "no_answer", _("No answer")
    CALL_BACK = "call_back", _("Asked to come back to it")
    INTERESTED = "interested", _("Interested")
    NOT_INTERESTED = "not_interested", _("Not interested")
    ORDERED = "ordered", _("Ordered")
    COMPLAINED = "complained", _("Complained")
    WRONG_NUMBER = "wrong_number", _("Wrong number")


class Interaction(OrganizationOwned):
    """A contact that took place."""

    class Direction(models.TextChoices):
        INBOUND = "in", _("They reached us")
        OUTBOUND = "out", _("We reached them")

    class Purpose(models.TextChoices):
        RELATIONSHIP = "relationship", _("Relationship")
        SELLING = "selling", _("Selling")

    uuid = models.UUIDField(default=uuids.uuid4, editable=False)
    customer = TenantForeignKey(Customer, models.CASCADE, related_name="interactions")
    contact = TenantForeignKey(Contact, null=True, blank=True)
    touch_point = models.CharField(_("touch point"), max_length=15, choices=TouchPoint)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction, default=Direction.OUTBOUND)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose, default=Purpose.RELATIONSHIP)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = TenantForeignKey(Member, related_name="+")
    note = models.TextField(_("note"), blank=True)
    outcome = models.CharField(_("outcome"), max_length=14, choices=Outcome, blank=True)
    satisfaction = models.PositiveSmallIntegerField(  # a score that they gave in talking: 1 not at all … 5 very
        _("how satisfied they are"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    activity = TenantForeignKey("activities.Activity", models.SET_NULL, null=True, blank=True, related_name="became")

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("interaction")
        constraints = [models.UniqueConstraint(fields=["organization", "uuid"], name="interaction_uuid")]
        indexes = [
            models.Index(fields=["organization", "customer", "-at"], name="interaction_of_customer"),
            models.Index(fields=["organization", "by", "-at"], name="interaction_of_member"),
            models.Index(  # carries what the board of profit counts
                fields=["organization", "-at"], include=["customer", "touch_point", "direction"], name="interaction_at"
            ),
            models.Index(fields=["organization", "activity"], name="interaction_of_activity"),
            models.Index(
                fields=["organization", "at", "by"],
                condition=models.Q(touch_point="visit"),
                name="interaction_visit",  # for targets
            ),
        ]


class ActivityQuerySet(OrganizationQuerySet):
    def visible_to(self, member: "Member") -> "Self":
        return self.filter(member.seen(owner="assigned_to", unit="assigned_to__unit"))

    def reachable_by(self, member: "Member") -> "Self":
        """Their own, and those with customers whom they see: what can be done from a card."""
        seen = Customer.objects.visible_to(member)
        return self.filter(member.seen(owner="assigned_to", unit="assigned_to__unit") | models.Q(customer__in=seen))

    def open(self) -> "Self":
        """What is still to be done: the activities of the customer card and of Today."""
        return self.filter(completed_at__isnull=True, cancelled_at__isnull=True)


class Activity(OrganizationOwned):
    """A task, call, visit or meeting that is planned for a member."""

    class Kind(models.TextChoices):
        TASK = "task", _("Task")
        CALL = "call", _("Call")
        VISIT = "visit", _("Visit")
        MEETING = "meeting", _("Meeting")

    uuid = models.UUIDField(default=uuids.uuid4, editable=False)
    customer = TenantForeignKey(Customer, models.CASCADE, null=True, blank=True, related_name="activities")
    subject_kind = models.CharField(max_length=60, blank=True)  # what it is about, when that is a row of a later app
    subject_id = models.BigIntegerField(null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.TASK)
    title = models.CharField(_("title"), max_length=160)
    purpose = models.TextField(_("purpose"), blank=True)  # the internal memo: why, and what we know
    aim = models.CharField(
        _("aim"), max_length=12, choices=Interaction.Purpose, default=Interaction.Purpose.RELATIONSHIP
    )
    touch_point = models.CharField(_("touch point"), max_length=15, choices=TouchPoint, blank=True)
    contact = TenantForeignKey(Contact, models.SET_NULL, verbose_name=_("contact"), null=True, blank=True)
    due_on = models.DateField(_("due"))
    starts_at = models.TimeField(_("time"), null=True, blank=True)  # of the day, in the organisation's zone
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)
    postponed = models.PositiveSmallIntegerField(default=0, editable=False)  # how often
    assigned_to = TenantForeignKey(Member, verbose_name=_("assigned to"), related_name="activities")
    created_by = TenantForeignKey(Member, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(null=True, blank=True)
    completed_by = TenantForeignKey(Member, null=True, blank=True, related_name="+")
    result = models.TextField(_("result"), blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)  # for calendars that subscribe

    objects = OrganizationManager.from_queryset(ActivityQuerySet)()

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [models.UniqueConstraint(fields=["organization", "uuid"], name="activity_uuid")]
        indexes = [
            models.Index(
                fields=["organization", "assigned_to", "due_on"],
                include=["id", "aim", "starts_at", "customer"],  # all that Today asks of what it does not show
                condition=models.Q(completed_at__isnull=True, cancelled_at__isnull=True),
                name="activity_open_of_member",
            ),
            models.Index(
                fields=["organization", "due_on", "id"],
                condition=models.Q(completed_at__isnull=True, cancelled_at__isnull=True),
                name="activity_open",
            ),
            models.Index(fields=["organization", "assigned_to", "due_on", "starts_at"], name="activity_calendar"),
            models.Index(fields=["organization", "due_on", "id"], name="activity_by_day"),
            models.Index(
                fields=["organization", "completed_by", "-completed_at"],
                condition=models.Q(completed_at__isnull=False),
                name="activity_done_by",
            ),
            models.Index(fields=["organization", "customer", "-due_on"], name="activity_of_customer"),
            models.Index(fields=["organization", "subject_kind", "subject_id"], name="activity_of_subject"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its page, which a later app draws."""
        return f"{get_script_prefix()}activities/{self.pk}/"

    @property
    def is_open(self) -> bool:
        return self.completed_at is None and self.cancelled_at is None

    def is_overdue(self, on: date) -> bool:
        return self.completed_at is None and self.cancelled_at is None and self.due_on < on


class CalendarFeed(OrganizationOwned):
    """A private address of a member's calendar. Only the token's SHA-256 is kept; a new one ends the old."""

    member = TenantForeignKey(Member, models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True, blank=True)  # when a calendar last asked for it

    class Meta(OrganizationOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "member"], name="calendar_feed_of_member"),
            models.UniqueConstraint(fields=["organization", "token_hash"], name="calendar_feed_token"),
        ]
