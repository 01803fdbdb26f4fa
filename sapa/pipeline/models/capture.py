"""Where prospects come from: campaigns, public forms, and every arrival."""

import uuid as uuids
from datetime import date

from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.customers.models import Customer, Source
from sapa.pipeline.querysets import InquiryQuerySet
from sapa.team.models import BusinessUnit, Member
from sapa.tenancy.models import OrganizationManager, OrganizationOwned, TenantForeignKey


class Campaign(OrganizationOwned):
    """An effort to be found: a campaign, or an event or exhibition. Its cost is in minor units."""

    class Kind(models.TextChoices):
        CAMPAIGN = "campaign", _("Campaign")
        EVENT = "event", _("Event")
        EXHIBITION = "exhibition", _("Exhibition")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.CAMPAIGN)
    name = models.CharField(_("name"), max_length=80)
    code = models.SlugField(_("code"), max_length=40)  # ?campaign=… in a link to the form
    source = TenantForeignKey(Source, verbose_name=_("source"), null=True, blank=True)
    unit = TenantForeignKey(BusinessUnit, verbose_name=_("business unit"), null=True, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    cost = models.BigIntegerField(_("cost"), default=0, validators=[MinValueValidator(0)])
    version = models.PositiveIntegerField(default=1, editable=False)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("campaign")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="campaign_name"),
            models.UniqueConstraint(fields=["organization", "code"], name="campaign_code"),
            models.CheckConstraint(condition=models.Q(cost__gte=0), name="campaign_cost"),
        ]

    def __str__(self) -> str:
        return self.name

    def is_over(self, on: date) -> bool:
        return self.ends_on is not None and self.ends_on < on


class CaptureForm(OrganizationOwned):
    """A public form by which people make themselves known. The one without a campaign is the organisation's own."""

    slug = models.SlugField(_("address"), max_length=40)
    title = models.CharField(_("title"), max_length=80)
    intro = models.CharField(_("what is said above it"), max_length=300, blank=True)
    thanks = models.CharField(_("what is said afterwards"), max_length=300, blank=True)
    question = models.CharField(_("what is asked"), max_length=120, blank=True)  # "" leaves the message out
    consent_text = models.TextField(_("consent"))
    consent_version = models.PositiveSmallIntegerField(default=1, editable=False)  # grows with each change of the text
    source = TenantForeignKey(Source, verbose_name=_("source"), null=True, blank=True)
    campaign = TenantForeignKey(Campaign, verbose_name=_("campaign"), null=True, blank=True, related_name="forms")
    owner = TenantForeignKey(Member, verbose_name=_("given to"), null=True, blank=True, related_name="+")
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("form")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["organization", "slug"], name="capture_form_slug")]

    def __str__(self) -> str:
        return self.title


class Inquiry(OrganizationOwned):
    """One arrival: what came, through which door, and what became of it. Never deleted, also when it is spam."""

    class Door(models.TextChoices):
        FORM = "form", _("Public form")
        HAND = "hand", _("By hand")
        PHONEBOOK = "phonebook", _("Phone contacts")
        REFERRAL = "referral", _("Referral")

    class State(models.TextChoices):
        NEW = "new", _("New customer")
        KNOWN = "known", _("Known already")
        DOUBLE = "double", _("Sent twice")
        SPAM = "spam", _("Spam")

    uuid = models.UUIDField(default=uuids.uuid4, editable=False)
    at = models.DateTimeField(_("at"), default=timezone.now)
    door = models.CharField(_("door"), max_length=10, choices=Door)
    state = models.CharField(_("state"), max_length=6, choices=State)
    why = models.CharField(_("why"), max_length=40, blank=True)  # of spam: trap, links, flood; see pipeline.capturing
    customer = TenantForeignKey(Customer, models.CASCADE, null=True, blank=True, related_name="inquiries")
    form = TenantForeignKey(CaptureForm, null=True, blank=True, related_name="inquiries")
    source = TenantForeignKey(Source, verbose_name=_("source"), null=True, blank=True)
    campaign = TenantForeignKey(Campaign, verbose_name=_("campaign"), null=True, blank=True, related_name="inquiries")
    name = models.CharField(_("name"), max_length=160, blank=True)  # as it was typed
    phone = models.CharField(_("phone"), max_length=40, blank=True)  # as it was typed
    email = models.CharField(_("e-mail"), max_length=254, blank=True)
    message = models.TextField(_("message"), blank=True)
    data = models.JSONField(default=dict, blank=True)  # {"village": …, "utm_source": …}: what else the door told
    visitor = models.CharField(max_length=64, blank=True)  # a keyed hash of the address it came from
    by = TenantForeignKey(Member, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True, editable=False)  # a person has said what it is
    settled_by = TenantForeignKey(Member, null=True, blank=True, related_name="+", editable=False)

    objects = OrganizationManager.from_queryset(InquiryQuerySet)()

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("arrival")
        verbose_name_plural = _("arrivals")
        constraints = [models.UniqueConstraint(fields=["organization", "uuid"], name="inquiry_uuid")]
        indexes = [
            models.Index(fields=["organization", "-at", "-id"], name="inquiry_newest"),
            models.Index(fields=["organization", "state", "-at", "-id"], name="inquiry_of_state"),
            models.Index(fields=["organization", "customer", "-at"], name="inquiry_of_customer"),
            models.Index(fields=["organization", "form", "-at"], name="inquiry_of_form"),
            models.Index(fields=["organization", "campaign", "-at"], name="inquiry_of_campaign"),
            models.Index(fields=["organization", "source", "-at"], name="inquiry_of_source"),
        ]

    def __str__(self) -> str:
        return self.name or self.phone or self.email
