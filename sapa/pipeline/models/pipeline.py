"""Pipelines and stages, as the organisation set them up."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from sapa.customers.models import Market
from sapa.team.models import Member
from sapa.tenancy.models import OrganizationOwned, TenantForeignKey


class Step(models.TextChoices):
    """What a stage means, whatever the organisation calls it: it decides which form the stage asks for."""

    CANDIDATE = "candidate", _("Candidate")
    QUALIFIED = "qualified", _("Qualified")
    PROPOSAL = "proposal", _("Proposal")
    NEGOTIATION = "negotiation", _("Negotiation")
    WON = "won", _("Won")
    LOST = "lost", _("Lost")


class Pipeline(OrganizationOwned):
    name = models.CharField(_("name"), max_length=60)
    market = models.CharField(_("market"), max_length=3, choices=Market, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("pipeline")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="pipeline_name")]

    def __str__(self) -> str:
        return self.name


class Stage(OrganizationOwned):
    pipeline = TenantForeignKey(Pipeline, models.CASCADE, verbose_name=_("pipeline"), related_name="stages")
    name = models.CharField(_("name"), max_length=60)
    step = models.CharField(_("step"), max_length=12, choices=Step)
    probability = models.PositiveSmallIntegerField(_("probability"), validators=[MaxValueValidator(100)])  # percent
    rots_after = models.PositiveSmallIntegerField(_("days until a deal rots"), null=True, blank=True)  # null: never
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("stage")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["organization", "pipeline", "name"], name="stage_name"),
            models.CheckConstraint(condition=models.Q(probability__lte=100), name="stage_probability"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_closed(self) -> bool:
        return self.step in {Step.WON, Step.LOST}


class StageCheck(OrganizationOwned):
    """A line of a stage's checklist: the way out of the stage."""

    stage = TenantForeignKey(Stage, models.CASCADE, related_name="checks")
    text = models.CharField(_("text"), max_length=160)
    position = models.PositiveSmallIntegerField(default=0)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta(OrganizationOwned.Meta):
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["organization", "stage"], name="check_of_stage")]

    def __str__(self) -> str:
        return self.text


class CheckTick(OrganizationOwned):
    """A line of the checklist done, for one opportunity, with who and when."""

    check_line = TenantForeignKey(StageCheck, models.CASCADE, related_name="ticks")
    opportunity = TenantForeignKey("pipeline.Opportunity", models.CASCADE, related_name="ticks")
    by = TenantForeignKey(Member, related_name="+")
    at = models.DateTimeField()

    class Meta(OrganizationOwned.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "opportunity", "check_line"], name="tick_once"),
        ]
