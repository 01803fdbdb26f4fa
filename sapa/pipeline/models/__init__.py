"""Pipelines, their stages, and the opportunities that move through them."""

from sapa.pipeline.models.opportunity import (
    LostReason,
    Offer,
    Opportunity,
    OpportunityLine,
    Outcome,
    ProfileLink,
    Qualification,
    weigh,
)
from sapa.pipeline.models.pipeline import CheckTick, Pipeline, Stage, StageCheck, Step
from sapa.pipeline.models.tally import StageTally

__all__ = [
    "CheckTick",
    "LostReason",
    "Offer",
    "Opportunity",
    "OpportunityLine",
    "Outcome",
    "Pipeline",
    "ProfileLink",
    "Qualification",
    "Stage",
    "StageCheck",
    "StageTally",
    "Step",
    "weigh",
]
