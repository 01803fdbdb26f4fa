"""Pipelines, their stages, and the opportunities that move through them."""

from sapa.pipeline.models.opportunity import (
    LostReason,
    Offer,
    Opportunity,
    OpportunityLine,
    Outcome,
    ProfileLink,
    Qualification,
)
from sapa.pipeline.models.pipeline import CheckTick, Pipeline, Stage, StageCheck, Step

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
    "Step",
]
