"""How the pipelines stand: count and value of what is in each stage."""

from dataclasses import dataclass
from typing import Self

from django.db.models import Count, Sum

from sapa.pipeline.models import Opportunity, Stage
from sapa.pipeline.querysets import OpportunityQuerySet


@dataclass(frozen=True)
class StageStanding:
    """A stage and what is in it. The value is in minor units."""

    pipeline: str
    stage: str
    outcome: str  # open, won, lost
    count: int
    value: int


@dataclass(frozen=True)
class Standing:
    """Every stage that has opportunities, in the order of the board."""

    stages: list[StageStanding]

    @classmethod
    def of(cls, opportunities: OpportunityQuerySet | None = None) -> Self:
        """Of these opportunities; of all those of the current organisation."""
        rows = Opportunity.objects.all() if opportunities is None else opportunities
        figures = rows.order_by().values_list("stage_id", "outcome").annotate(Count("pk"), Sum("value"))
        found = {(stage, outcome): (count, value) for stage, outcome, count, value in figures}
        stages = Stage.objects.select_related("pipeline").order_by("pipeline__position", "pipeline_id", "position")
        return cls(
            [
                StageStanding(stage.pipeline.name, stage.name, outcome, *found[stage.pk, outcome])
                for stage in stages
                for outcome in ("open", "won", "lost")
                if (stage.pk, outcome) in found
            ]
        )

    @property
    def count(self) -> int:
        return sum(stage.count for stage in self.stages)

    @property
    def value(self) -> int:
        return sum(stage.value for stage in self.stages)
