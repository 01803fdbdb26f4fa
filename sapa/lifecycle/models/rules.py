"""The rules by which an organisation reads its customers. Shipped with defaults (ADR 61), readable and settable."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from sapa.tenancy.models import OrganizationOwned

PERCENT = [MinValueValidator(1), MaxValueValidator(100)]
DAYS = [MinValueValidator(1), MaxValueValidator(3650)]
FEW = [MinValueValidator(2), MaxValueValidator(50)]


class LifecycleRules(OrganizationOwned):
    """One row per organisation."""

    # Majority: the filter
    majority_purchases = models.PositiveSmallIntegerField(
        _("purchases that the filter needs"), default=4, validators=FEW
    )
    steady_percent = models.PositiveSmallIntegerField(
        _("steady: intervals differ from the usual one by at most (%)"),
        default=80,
        validators=[MinValueValidator(5), MaxValueValidator(200)],
    )
    promo_percent = models.PositiveSmallIntegerField(
        _("bought on discount: taken off the price, at least (%)"), default=2, validators=PERCENT
    )
    discount_percent = models.PositiveSmallIntegerField(
        _("depends on discounts: bought with them, of all (%)"), default=67, validators=PERCENT
    )
    spend_percent = models.PositiveSmallIntegerField(
        _("depends on what we spend: left alone they buy less often than (% of the usual)"),
        default=50,
        validators=PERCENT,
    )
    spend_days = models.PositiveSmallIntegerField(
        _("a visit or call is felt for (days)"), default=14, validators=[MinValueValidator(1), MaxValueValidator(180)]
    )
    spend_unknown_passes = models.BooleanField(_("pass where we never stopped spending"), default=True)
    supply_percent = models.PositiveSmallIntegerField(
        _("usual supplier: we supply, of what they need (%)"), default=50, validators=PERCENT
    )
    # Slipping, in percent of their own habit
    warn_percent = models.PositiveSmallIntegerField(
        _("warning: late by, of their own spread (%)"),
        default=150,
        validators=[MinValueValidator(0), MaxValueValidator(1000)],
    )
    slip_percent = models.PositiveSmallIntegerField(
        _("moves down: late by, of their own spread (%)"),
        default=300,
        validators=[MinValueValidator(50), MaxValueValidator(2000)],
    )
    # Loyal and Advocate
    loyal_days = models.PositiveSmallIntegerField(_("loyal: steady for (days)"), default=180, validators=DAYS)
    satisfied_from = models.PositiveSmallIntegerField(
        _("satisfied: score from"), default=4, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    feedback_days = models.PositiveSmallIntegerField(_("feedback counts for (days)"), default=365, validators=DAYS)
    advocate_referrals = models.PositiveSmallIntegerField(
        _("advocate: introduced who bought"), default=1, validators=[MinValueValidator(1), MaxValueValidator(50)]
    )
    # Groups
    passive_days = models.PositiveSmallIntegerField(
        _("passive, where no rhythm is known: nothing bought for (days)"), default=180, validators=DAYS
    )
    bad_days = models.PositiveSmallIntegerField(
        _("bad: owes for longer than due by (days)"), default=90, validators=DAYS
    )
    big_percent = models.PositiveSmallIntegerField(
        _("big: those who together bring (% of the contribution)"), default=80, validators=PERCENT
    )
    regular_percent = models.PositiveSmallIntegerField(
        _("regular: up to (% of the contribution)"), default=95, validators=PERCENT
    )
    # What serving costs, in minor units: {touch point: each}, and for a free delivery
    rates = models.JSONField(_("what a touch costs us"), default=dict, blank=True)
    delivery_rate = models.BigIntegerField(_("a free delivery costs us"), default=0, validators=[MinValueValidator(0)])
    # The value model
    value_days = models.PositiveSmallIntegerField(_("customer value: days ahead"), default=365, validators=DAYS)
    bounds = models.JSONField(default=dict, blank=True, editable=False)  # of the last pass: see `grouping.Bounds`
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta(OrganizationOwned.Meta):
        verbose_name = _("rules of the stages")
        constraints = [models.UniqueConstraint(fields=["organization"], name="lifecycle_rules_once")]

    def __str__(self) -> str:
        return "rules"
