"""What is known of every customer."""

from sapa.lifecycle.models.metrics import CustomerMetrics, MetricsPass
from sapa.lifecycle.models.profile import CustomerProfile, Factor, ProductUse
from sapa.lifecycle.models.rules import LifecycleRules
from sapa.lifecycle.models.stages import BadMark, Departure, StageChange, StagePin
from sapa.lifecycle.models.trial import RulesTrial
from sapa.lifecycle.models.value import CustomerValue, ValueModel
from sapa.lifecycle.models.words import Activity, Potential, Reason, RfmGroup, Rhythm, Size, Verdict

__all__ = [
    "Activity",
    "BadMark",
    "CustomerMetrics",
    "CustomerProfile",
    "CustomerValue",
    "Departure",
    "Factor",
    "LifecycleRules",
    "MetricsPass",
    "Potential",
    "ProductUse",
    "Reason",
    "RfmGroup",
    "Rhythm",
    "RulesTrial",
    "Size",
    "StageChange",
    "StagePin",
    "ValueModel",
    "Verdict",
]
