"""Pipelines, their stages, and the opportunities that move through them."""

from sapa.pipeline.models.capture import Campaign, CaptureForm, Inquiry
from sapa.pipeline.models.finding import Finding
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
from sapa.pipeline.models.procedure import Procedure, ProcedureItem, ProcedureTick
from sapa.pipeline.models.tally import StageTally

__all__ = [
    "Campaign",
    "CaptureForm",
    "CheckTick",
    "Finding",
    "Inquiry",
    "LostReason",
    "Offer",
    "Opportunity",
    "OpportunityLine",
    "Outcome",
    "Pipeline",
    "Procedure",
    "ProcedureItem",
    "ProcedureTick",
    "ProfileLink",
    "Qualification",
    "Stage",
    "StageCheck",
    "StageTally",
    "Step",
    "weigh",
]
