"""Customers: one record for life, from suspect to advocate."""

import uuid as uuids
from datetime import date
from typing import Any

from django.db import models
from django.urls import get_script_prefix
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.customers.birthdays import MonthDay
from sapa.customers.querysets import CustomerQuerySet
from sapa.places.models import Channel, OutletType, Region
from sapa.team.models import BusinessUnit, Member
from sapa.tenancy.models import LegalForm, OrganizationManager, OrganizationOwned, TenantForeignKey

WALK_IN = uuids.UUID("5a9a0000-0000-4000-8000-000000000001")  # of whoever says no name: one per organisation


class Market(models.TextChoices):
    B2C = "b2c", _("B2C end user")
    B2B = "b2b", _("B2B business")
    B2G = "b2g", _("B2G government")


class FunnelStep(models.TextChoices):
    """How far we got in knowing a customer."""

    PROSPECT = "prospect", _("Prospect")
    CONTACT = "contact", _("Contact")
    ACCOUNT = "account", _("Account")
    OPPORTUNITY = "opportunity", _("Opportunity")


class LifecycleStage(models.TextChoices):
    """What they became to us by what they did, in the order of the stages."""

    SUSPECT = "suspect", _("Suspect")
    PROSPECT = "prospect", _("Prospect")
    FIRST = "first", _("First-time buyer")
    REPEAT = "repeat", _("Repeat customer")
    MAJORITY = "majority", _("Majority customer")
    LOYAL = "loyal", _("Loyal")
    ADVOCATE = "advocate", _("Advocate")


class Source(OrganizationOwned):
    """Where a customer or a deal came from."""

    name = models.CharField(_("name"), max_length=60)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("source")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="source_name")]

    def __str__(self) -> str:
        return self.name


class Tag(OrganizationOwned):
    name = models.CharField(_("name"), max_length=40)

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("tag")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="tag_name")]

    def __str__(self) -> str:
        return self.name


class Customer(OrganizationOwned):
    """A person or an organisation that we have, or want, a relationship with."""

    class Kind(models.TextChoices):
        PERSON = "person", _("Person")
        ORGANIZATION = "organization", _("Organisation")

    uuid = models.UUIDField(default=uuids.uuid4, editable=False)  # what a phone created offline, or a form sent twice
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PERSON)
    name = models.CharField(_("name"), max_length=160)
    honorific = models.CharField(_("honorific"), max_length=30, blank=True)  # Pak, Bu, H., Ustaz
    nickname = models.CharField(_("nickname"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    birthday = models.DateField(_("birthday"), null=True, blank=True)
    birthday_key = models.GeneratedField(
        expression=MonthDay("birthday"), output_field=models.PositiveSmallIntegerField(), db_persist=True
    )
    market = models.CharField(_("market"), max_length=3, choices=Market, default=Market.B2C)
    field = models.CharField(_("field of business"), max_length=80, blank=True)
    channel = TenantForeignKey(Channel, verbose_name=_("channel"), null=True, blank=True)
    outlet_type = TenantForeignKey(OutletType, verbose_name=_("outlet type"), null=True, blank=True)
    legal_form = models.CharField(_("legal form"), max_length=20, choices=LegalForm, blank=True)
    npwp = models.CharField(_("NPWP"), max_length=16, blank=True)
    parent = TenantForeignKey("self", verbose_name=_("part of"), null=True, blank=True, related_name="branches")

    street = models.CharField(_("street"), max_length=160, blank=True)
    hamlet = models.CharField(_("hamlet (dusun)"), max_length=60, blank=True)
    rt = models.CharField("RT", max_length=3, blank=True)
    rw = models.CharField("RW", max_length=3, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("village"), null=True, blank=True, db_index=False)
    postal_code = models.CharField(_("postal code"), max_length=5, blank=True)
    landmark = models.CharField(_("landmark"), max_length=120, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)

    source = TenantForeignKey(Source, verbose_name=_("source"), null=True, blank=True)
    owner = TenantForeignKey(Member, verbose_name=_("owner"), null=True, blank=True, related_name="customers")
    unit = TenantForeignKey(BusinessUnit, verbose_name=_("business unit"), null=True, blank=True)
    introduced_by = TenantForeignKey(
        "self", models.SET_NULL, verbose_name=_("introduced by"), null=True, blank=True, related_name="introduced"
    )
    tags: models.ManyToManyField = models.ManyToManyField(Tag, through="CustomerTag", verbose_name=_("tags"))
    note = models.TextField(_("note"), blank=True)
    custom = models.JSONField(default=dict, blank=True)  # {custom field's key: value}
    external_id = models.CharField(_("number in another system"), max_length=80, blank=True)

    # The funnel (see pipeline.funnel): the step, and since when each step was reached. `created_at` is a prospect's.
    step = models.CharField(
        _("funnel step"), max_length=11, choices=FunnelStep, default=FunnelStep.PROSPECT, editable=False
    )
    step_entered_at = models.DateTimeField(default=timezone.now, editable=False)
    contact_at = models.DateTimeField(null=True, blank=True, editable=False)
    account_at = models.DateTimeField(null=True, blank=True, editable=False)
    opportunity_at = models.DateTimeField(null=True, blank=True, editable=False)
    won_at = models.DateTimeField(null=True, blank=True, editable=False)  # the first deal
    set_aside_at = models.DateTimeField(null=True, blank=True, editable=False)
    set_aside_reason = models.CharField(_("reason"), max_length=200, blank=True, editable=False)
    try_again_on = models.DateField(_("try again"), null=True, blank=True, editable=False)
    # Sharing out (see customers.sharing): since when it is the owner's, and since when anybody may claim it.
    assigned_at = models.DateTimeField(null=True, blank=True, editable=False)
    pooled_at = models.DateTimeField(null=True, blank=True, editable=False)
    touched_at = models.DateTimeField(null=True, blank=True, editable=False)  # the last interaction
    # Who brought it; None came by a public form or from a file.
    created_by = TenantForeignKey(Member, null=True, blank=True, editable=False, related_name="brought")

    # The lifecycle stage, kept by sapa.lifecycle: a copy of the customer's figures for lists and filters.
    stage = models.CharField(
        _("lifecycle stage"), max_length=10, choices=LifecycleStage, default=LifecycleStage.SUSPECT, editable=False
    )

    name_key = models.CharField(max_length=160, editable=False)  # lib.text.search_key(name): sorting and prefixes
    search = models.TextField(editable=False, blank=True)  # name, nickname and the digits of the phones
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OrganizationManager.from_queryset(CustomerQuerySet)()

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("customer")
        constraints = [
            models.UniqueConstraint(fields=["organization", "uuid"], name="customer_uuid"),
            models.UniqueConstraint(
                fields=["organization", "external_id"], condition=~models.Q(external_id=""), name="customer_external"
            ),
        ]
        indexes = [
            # carries what is searched, so that a common word is found by walking through the index alone
            models.Index(fields=["organization", "name_key", "id"], include=["search"], name="customer_by_name"),
            # carries all that the report of the funnel counts
            models.Index(
                fields=["organization", "-created_at", "-id"],
                include=[
                    "contact_at",
                    "account_at",
                    "opportunity_at",
                    "won_at",
                    "source",
                    "market",
                    "owner",
                    "unit",
                    "field",
                ],
                name="customer_newest",
            ),
            models.Index(fields=["organization", "owner", "name_key", "id"], name="customer_of_owner"),
            models.Index(fields=["organization", "unit", "name_key", "id"], name="customer_of_unit"),
            models.Index(fields=["organization", "market", "name_key", "id"], name="customer_of_market"),
            models.Index(fields=["organization", "channel", "name_key", "id"], name="customer_of_channel"),
            models.Index(fields=["organization", "outlet_type", "name_key", "id"], name="customer_of_outlet_type"),
            models.Index(fields=["organization", "source", "name_key", "id"], name="customer_of_source"),
            models.Index(fields=["organization", "field", "name_key", "id"], name="customer_of_field"),
            # PostgreSQL takes no order from an index on a column that is null
            models.Index(
                fields=["organization", "name_key", "id"],
                condition=models.Q(owner__isnull=True),
                name="customer_unowned",
            ),
            models.Index(fields=["organization", "stage", "name_key", "id"], name="customer_of_stage"),
            models.Index(fields=["organization", "stage"], name="customer_at_stage"),  # small: counted whole
            models.Index(fields=["organization", "email"], name="customer_email"),
            models.Index(fields=["organization", "region", "id"], name="customer_region"),
            models.Index(fields=["organization", "birthday_key"], name="customer_birthday"),
            models.Index(fields=["organization", "introduced_by"], name="customer_introduced"),
            # the funnel's board: counted and searched in the index alone, whoever looks
            models.Index(
                fields=["organization", "step", "-step_entered_at", "-id"],
                include=["owner", "unit", "search"],
                condition=models.Q(set_aside_at__isnull=True),
                name="customer_on_board",
            ),
            models.Index(
                fields=["organization", "owner", "step", "-step_entered_at", "-id"],
                condition=models.Q(set_aside_at__isnull=True),
                name="customer_own_on_board",
            ),
            models.Index(
                fields=["organization", "contact_at"],
                include=["owner", "unit"],  # all that targets ask for
                condition=models.Q(contact_at__isnull=False),
                name="customer_contacted",
            ),
            models.Index(
                fields=["organization", "try_again_on"],
                condition=models.Q(try_again_on__isnull=False),
                name="customer_try_again",
            ),
            models.Index(
                fields=["organization", "pooled_at", "id"],
                condition=models.Q(pooled_at__isnull=False),
                name="customer_pool",
            ),
            models.Index(
                fields=["organization", "owner", "assigned_at"],
                include=["id"],
                condition=models.Q(touched_at__isnull=True, step="prospect", set_aside_at__isnull=True),
                name="customer_untouched",
            ),
            models.Index(
                fields=["organization", "assigned_at", "id"],
                condition=models.Q(touched_at__isnull=True, step="prospect", set_aside_at__isnull=True),
                name="customer_longest_untouched",
            ),
            models.Index(fields=["organization", "created_by", "-created_at", "-id"], name="customer_brought_by"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The customer card, which a later app draws."""
        return f"{get_script_prefix()}customers/{self.pk}/"

    @property
    def is_walk_in(self) -> bool:
        """Whether it stands for all who buy over the counter and say no name."""
        return self.uuid == WALK_IN

    @property
    def address_line(self) -> str:
        """Street, dusun and RT/RW in one line."""
        block = f"RT {self.rt}/RW {self.rw}" if self.rt and self.rw else ""
        return ", ".join(part for part in (self.street, self.hamlet, block) if part)

    @property
    def greeting_name(self) -> str:
        """How to speak to them: “Pak Budi”, the nickname, or the name."""
        return f"{self.honorific} {self.nickname or self.name}".strip()

    def is_birthday(self, on: date) -> bool:
        return self.birthday is not None and (self.birthday.month, self.birthday.day) == (on.month, on.day)

    def tracked(self) -> dict[str, Any]:
        """The fields whose changes the timeline tells, by name."""
        untold = {"id", "organization", "uuid", "birthday_key", "name_key", "search", "version"}
        untold |= {"created_at", "updated_at", "assigned_at", "pooled_at", "touched_at", "set_aside_reason"}
        untold |= {"step", "step_entered_at", "contact_at", "account_at", "opportunity_at", "won_at"}  # told by verbs
        untold |= {"set_aside_at", "try_again_on", "created_by", "stage"}
        return {f.name: getattr(self, f.attname) for f in self._meta.concrete_fields if f.name not in untold}


class CustomerTag(OrganizationOwned):
    customer = TenantForeignKey(Customer, models.CASCADE, related_name="taggings")
    tag = TenantForeignKey(Tag, models.CASCADE, related_name="taggings")

    class Meta(OrganizationOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "customer", "tag"], name="customer_tag")]
        indexes = [models.Index(fields=["organization", "tag", "customer"], name="customer_tag_of_tag")]
