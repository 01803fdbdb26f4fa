"""Rules that nobody has saved yet, and who would move by them."""

import uuid as uuids

from django.db import models
from django.utils import timezone

from sapa.team.models import Member
from sapa.tenancy.models import OrganizationOwned, TenantForeignKey


class RulesTrial(OrganizationOwned):
    """`values`: the rules that were tried, by the fields of LifecycleRules.

    `result`: `{"customers": how many, "moved": how many, "flow": [[from, to, how many], …], "shown": [{"customer",
    "before", "after", "reason", "figures"}, …]}`, the first of those who would move; empty until it is finished.
    """

    uuid = models.UUIDField(default=uuids.uuid4)  # the form's, so that a double tap tries once
    values = models.JSONField()
    by = TenantForeignKey(Member, models.CASCADE, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(default=dict)

    class Meta(OrganizationOwned.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "uuid"], name="rules_trial_once")]
        indexes = [models.Index(fields=["organization", "by", "-id"], name="rules_trial_newest")]

    def __str__(self) -> str:
        return f"{self.at}"
