"""A possible sale, from candidate to won or lost."""

import uuid as uuids
from datetime import date, timedelta
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sapa.catalogue.models import Product
from sapa.customers.models import Contact, Customer, Source
from sapa.pipeline.models.pipeline import Pipeline, Stage
from sapa.pipeline.querysets import OpportunityQuerySet
from sapa.team.models import BusinessUnit, Member
from sapa.tenancy.models import OrganizationManager, OrganizationOwned, TenantForeignKey


class Outcome(models.TextChoices):
    OPEN = "open", _("Open")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")


def weigh(value: int, probability: int) -> int:
    """A value times a probability in percent, half up, as the database generates `weighted`."""
    return (value * probability + 50) // 100


class LostReason(OrganizationOwned):
    name = models.CharField(_("name"), max_length=60)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("lost reason")
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="lost_reason_name")]

    def __str__(self) -> str:
        return self.name


class Opportunity(OrganizationOwned):
    """A possible sale with a value, a probability and an expected close. Money in minor units."""

    uuid = models.UUIDField(default=uuids.uuid4, editable=False)
    external_id = models.CharField(_("number in another system"), max_length=80, blank=True)
    customer = TenantForeignKey(Customer, verbose_name=_("customer"), related_name="opportunities")
    contact = TenantForeignKey(Contact, models.SET_NULL, verbose_name=_("contact"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=160)
    title_key = models.GeneratedField(
        expression=Lower("title"), output_field=models.CharField(max_length=160), db_persist=True
    )  # what a part of is looked for
    pipeline = TenantForeignKey(Pipeline, verbose_name=_("pipeline"), related_name="opportunities")
    stage = TenantForeignKey(Stage, verbose_name=_("stage"), related_name="opportunities")
    stage_entered_at = models.DateTimeField(default=timezone.now, editable=False)
    value = models.BigIntegerField(_("value"), default=0, validators=[MinValueValidator(0)])
    value_by_hand = models.BooleanField(default=False)  # otherwise the sum of the lines
    probability = models.PositiveSmallIntegerField(_("probability"), validators=[MaxValueValidator(100)])
    probability_by_hand = models.BooleanField(default=False)  # otherwise the stage's
    weighted = models.GeneratedField(
        expression=(F("value") * F("probability") + 50) / 100,  # half up
        output_field=models.BigIntegerField(),
        db_persist=True,
    )
    expected_close = models.DateField(_("expected close"), null=True, blank=True)
    owner = TenantForeignKey(Member, verbose_name=_("owner"), null=True, blank=True, related_name="opportunities")
    unit = TenantForeignKey(BusinessUnit, verbose_name=_("business unit"), null=True, blank=True)
    competitor = models.CharField(_("competitor"), max_length=80, blank=True)
    source = TenantForeignKey(Source, verbose_name=_("source"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    outcome = models.CharField(_("outcome"), max_length=4, choices=Outcome, default=Outcome.OPEN, editable=False)
    opened_on = models.DateField(_("opened"), default=timezone.localdate)
    closed_on = models.DateField(_("closed"), null=True, blank=True, editable=False)
    closed_by = TenantForeignKey(Member, null=True, blank=True, related_name="+", editable=False)
    lost_reason = TenantForeignKey(LostReason, verbose_name=_("lost reason"), null=True, blank=True)
    lost_note = models.TextField(_("what happened"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OrganizationManager.from_queryset(OpportunityQuerySet)()

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        constraints = [
            models.UniqueConstraint(fields=["organization", "uuid"], name="opportunity_uuid"),
            models.UniqueConstraint(
                fields=["organization", "external_id"], condition=~models.Q(external_id=""), name="opportunity_external"
            ),
            models.CheckConstraint(
                condition=models.Q(value__gte=0, probability__lte=100), name="opportunity_value_and_probability"
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="open", closed_on__isnull=True)
                | models.Q(outcome__in=["won", "lost"], closed_on__isnull=False),
                name="opportunity_closed_has_date",
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "stage", "-stage_entered_at", "-id"], name="opportunity_column"),
            models.Index(
                fields=["organization", "owner", "stage", "-stage_entered_at", "-id"], name="opportunity_own_column"
            ),
            models.Index(fields=["organization", "-created_at", "-id"], name="opportunity_newest"),
            models.Index(fields=["organization", "-value", "-id"], name="opportunity_largest"),
            models.Index(fields=["organization", "customer", "-created_at"], name="opportunity_of_customer"),
            models.Index(
                fields=["organization", "owner", "outcome"],
                include=["expected_close", "stage", "stage_entered_at"],  # whether they need a decision, for Today
                name="opportunity_of_owner",
            ),
            models.Index(
                fields=["organization", "opened_on"], include=["owner", "unit"], name="opportunity_opened"
            ),  # for targets
            models.Index(
                fields=["organization", "outcome", "closed_on", "id"],
                include=["owner", "unit", "value", "value_by_hand", "source", "lost_reason", "pipeline"],  # for reports
                name="opportunity_closed",
            ),
            models.Index(
                fields=["organization", "expected_close", "id"],
                include=["owner", "unit", "value", "weighted", "stage", "pipeline"],  # all that the projection asks for
                condition=models.Q(outcome="open"),
                name="opportunity_due",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.outcome == Outcome.OPEN

    @property
    def weight(self) -> int:
        """`weighted` as it will be, also before the row is read back."""
        return weigh(self.value, self.probability)

    def days_in_stage(self, on: date) -> int:
        return (on - timezone.localdate(self.stage_entered_at)).days

    def is_rotting(self, on: date) -> bool:
        """Longer in an open stage than the stage allows."""
        limit = self.stage.rots_after
        return self.is_open and limit is not None and self.days_in_stage(on) > limit

    def is_floating(self, on: date) -> bool:
        """Past the expected close and still undecided."""
        return self.is_open and self.expected_close is not None and self.expected_close < on

    def rots_on(self) -> date | None:
        limit = self.stage.rots_after
        return None if limit is None else timezone.localdate(self.stage_entered_at) + timedelta(days=limit + 1)

    def tracked(self) -> dict[str, Any]:
        """The fields whose changes the timeline tells, by name."""
        untold = {"id", "organization", "uuid", "title_key", "weighted", "version", "created_at", "updated_at"}
        return {f.name: getattr(self, f.attname) for f in self._meta.concrete_fields if f.name not in untold}


class OpportunityLine(OrganizationOwned):
    """A product, or free text, with quantity and price. `amount` is rounded half up to minor units."""

    opportunity = TenantForeignKey(Opportunity, models.CASCADE, related_name="lines")
    product = TenantForeignKey(Product, verbose_name=_("product"), null=True, blank=True)
    description = models.CharField(_("description"), max_length=160, blank=True)
    quantity = models.DecimalField(
        _("quantity"), max_digits=14, decimal_places=3, default=1, validators=[MinValueValidator(0)]
    )
    price = models.BigIntegerField(_("price"), validators=[MinValueValidator(0)])
    amount = models.BigIntegerField(_("amount"))
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("line")
        ordering = ["position", "pk"]
        indexes = [
            models.Index(fields=["organization", "opportunity"], name="line_of_opportunity"),
            models.Index(fields=["organization", "product"], name="line_of_product"),
        ]

    def __str__(self) -> str:
        return self.description or str(self.product)


class Qualification(OrganizationOwned):
    """The four questions of *qualified*, with their answers. The last one is the catalogue's to answer."""

    class Answer(models.TextChoices):
        YES = "yes", _("Yes")
        NO = "no", _("No")
        UNKNOWN = "unknown", _("Not known yet")

    opportunity = TenantForeignKey(Opportunity, models.CASCADE, related_name="qualifications")
    need = models.CharField(_("Is there a need?"), max_length=8, choices=Answer, default=Answer.UNKNOWN)
    need_note = models.CharField(_("What do they need?"), max_length=200, blank=True)
    budget = models.CharField(_("Is there a budget?"), max_length=8, choices=Answer, default=Answer.UNKNOWN)
    budget_amount = models.BigIntegerField(_("How much?"), null=True, blank=True, validators=[MinValueValidator(0)])
    authority = models.CharField(
        _("Is there someone who decides?"), max_length=8, choices=Answer, default=Answer.UNKNOWN
    )
    decider = TenantForeignKey(Contact, verbose_name=_("Who decides?"), null=True, blank=True)
    decider_name = models.CharField(_("Who decides?"), max_length=120, blank=True)
    available = models.CharField(_("Is it available in that quantity?"), max_length=8, choices=Answer)
    answered_by = TenantForeignKey(Member, related_name="+")
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("qualification")
        constraints = [models.UniqueConstraint(fields=["organization", "opportunity"], name="qualification_once")]


class Offer(OrganizationOwned):
    """An offer of ours or a counter-offer of theirs."""

    class Side(models.TextChoices):
        OURS = "ours", _("Our offer")
        THEIRS = "theirs", _("Their offer")

    uuid = models.UUIDField(default=uuids.uuid4, editable=False)
    opportunity = TenantForeignKey(Opportunity, models.CASCADE, related_name="offers")
    side = models.CharField(_("whose"), max_length=6, choices=Side)
    amount = models.BigIntegerField(_("amount"), validators=[MinValueValidator(0)])
    note = models.CharField(_("terms"), max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = TenantForeignKey(Member, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = TenantForeignKey(Member, null=True, blank=True, related_name="+")

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("offer")
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["organization", "uuid"], name="offer_uuid")]
        indexes = [models.Index(fields=["organization", "opportunity"], name="offer_of_opportunity")]


class ProfileLink(OrganizationOwned):
    """An unguessable link to the company's or a product's profile, offered with a proposal."""

    token = models.CharField(max_length=43)
    opportunity = TenantForeignKey(Opportunity, models.CASCADE, null=True, blank=True, related_name="profile_links")
    product = TenantForeignKey(Product, models.CASCADE, null=True, blank=True)  # null: the company's profile
    by = TenantForeignKey(Member, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta(OrganizationOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "token"], name="profile_link_token"),
            models.UniqueConstraint(fields=["organization", "opportunity", "product"], name="profile_link_product"),
            models.UniqueConstraint(
                fields=["organization", "opportunity"],
                condition=models.Q(product__isnull=True),
                name="profile_link_company",
            ),
        ]
