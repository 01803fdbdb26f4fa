"""What rules that nobody has saved yet would change."""

from collections import Counter
from datetime import date
from typing import Any

import numpy as np

from sapa.lifecycle import figures
from sapa.lifecycle.keeping import compute
from sapa.lifecycle.models import LifecycleRules
from sapa.lifecycle.reading import read_facts
from sapa.lifecycle.staging import REASONS, STAGES
from sapa.tenancy.models import Organization

SHOWN = 100  # of those who would move


def outcome(organization: Organization, tried: LifecycleRules, on: date) -> dict[str, Any]:
    """The result of a trial, as `RulesTrial` keeps it."""
    found, _bounds = compute(read_facts(organization, tried, on), tried, on)
    before, after = found["stood"], found["stage"]
    moved = np.flatnonzero(before != after)
    flow = Counter(zip(before[moved].tolist(), after[moved].tolist(), strict=True))
    # those who would rise or fall furthest come first
    first = moved[np.argsort(-np.abs(after[moved] - before[moved]), kind="stable")][:SHOWN].tolist()
    return {
        "customers": len(before),
        "moved": len(moved),
        "flow": [[STAGES[old], STAGES[new], number] for (old, new), number in sorted(flow.items())],
        "shown": [
            {
                "customer": int(found["customer"][row]),
                "before": STAGES[before[row]],
                "after": STAGES[after[row]],
                "reason": REASONS[found["reason"][row]],
                "figures": figures.snapshot(found, row),
            }
            for row in first
        ],
    }
