"""What the board says at the head of each column, and reports by month, kept beside the deals: see docs/adr."""

from django.db import models

from sapa.pipeline.models.pipeline import Stage
from sapa.tenancy.models import OrganizationManager, OrganizationOwned, OrganizationQuerySet, TenantForeignKey


class StageTallyQuerySet(OrganizationQuerySet):
    def visible_to(self, member: "object") -> "StageTallyQuerySet":
        """The figures of the deals that the member sees."""
        return self.filter(member.seen())  # type: ignore[attr-defined]


class StageTally(OrganizationOwned):
    """How many deals of one owner, unit and month stand in a stage, and their money. `pipeline.tallies` writes it.

    The month is that of the expected close of open deals and of the close of others, as year × 12 + month - 1.
    An owner, a unit or a month of 0 is none: a unique constraint does not hold nulls together.
    """

    stage = TenantForeignKey(Stage, models.CASCADE, related_name="tallies")
    owner_id = models.BigIntegerField(default=0)
    unit_id = models.BigIntegerField(default=0)
    month = models.IntegerField(default=0)
    count = models.BigIntegerField(default=0)
    value = models.BigIntegerField(default=0)
    weighted = models.BigIntegerField(default=0)

    objects = OrganizationManager.from_queryset(StageTallyQuerySet)()

    class Meta(OrganizationOwned.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "stage", "owner_id", "unit_id", "month"], name="stage_tally_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.stage_id}: {self.count}"
