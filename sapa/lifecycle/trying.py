"""What rules that nobody has saved yet would change."""

from collections import Counter
from datetime import date
from typing import Any

import numpy as np

from sapa.lib.columns import Columns
from sapa.lifecycle import figures
from sapa.lifecycle.keeping import judge
from sapa.lifecycle.models import LifecycleRules
from sapa.lifecycle.reading import read_facts
from sapa.lifecycle.staging import REASONS, STAGES
from sapa.tenancy.models import Organization

SHOWN = 100  # of those who would move


def outcome(organization: Organization, tried: LifecycleRules, on: date) -> dict[str, Any]:
    """The result of a trial, as `RulesTrial` keeps it."""
    facts = read_facts(organization, tried, on)
    flow: Counter[tuple[int, int]] = Counter()
    shown: list[tuple[int, dict[str, Any]]] = []
    for part in facts.parts():
        found = judge(part, tried, on)
        before, after = found["stood"], found["stage"]
        moved = np.flatnonzero(before != after)
        flow.update(zip(before[moved].tolist(), after[moved].tolist(), strict=True))
        # those who would rise or fall furthest come first
        far = np.abs(after - before)
        first = moved[np.argsort(-far[moved], kind="stable")][:SHOWN].tolist()
        shown += [(int(far[row]), _told(found, row)) for row in first]
        shown = sorted(shown, key=lambda one: -one[0])[:SHOWN]
    return {
        "customers": len(facts.people["customer"]),
        "moved": flow.total(),
        "flow": [[STAGES[old], STAGES[new], number] for (old, new), number in sorted(flow.items())],
        "shown": [told for _far, told in shown],
    }


def _told(found: Columns, row: int) -> dict[str, Any]:
    return {
        "customer": int(found["customer"][row]),
        "before": STAGES[found["stood"][row]],
        "after": STAGES[found["stage"][row]],
        "reason": REASONS[found["reason"][row]],
        "figures": figures.snapshot(found, row),
    }
