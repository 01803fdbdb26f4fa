"""The rules of the stages: changed, and tried before they are saved."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sapa.customers.models import Customer
from sapa.events.recording import changes, record
from sapa.lib.columns import Columns
from sapa.lib.errors import Conflict
from sapa.lifecycle import figures, keeping
from sapa.lifecycle.models import LifecycleRules, RulesTrial
from sapa.lifecycle.reading import read_facts
from sapa.lifecycle.staging import REASONS, STAGES
from sapa.team.models import Member
from sapa.tenancy.models import Organization

UNTOLD = {"id", "organization", "version", "bounds"}
SHOWN = 100  # of those who would move
AT_ONCE = 2_000  # customers up to which whoever tries waits for it


@transaction.atomic
def change_rules(*, version: int, values: Mapping[str, Any], by: Member, now: datetime) -> None:
    """Save the rules; everybody's figures follow. Raises Conflict where somebody else changed them since `version`."""
    rules = LifecycleRules.objects.get()
    before = _told(rules)
    if LifecycleRules.objects.filter(pk=rules.pk, version=version).update(version=F("version") + 1, **values) != 1:
        raise Conflict(_("Someone else changed these rules meanwhile."))
    for name, value in values.items():
        setattr(rules, name, value)
    if found := changes(before, _told(rules)):
        record("lifecycle_rules.changed", rules, by=by, at=now, changes=found)


def try_rules(values: Mapping[str, Any], *, uuid: UUID, by: Member, on: date, now: datetime) -> RulesTrial:
    """See who would move by these rules, at once or (with many customers) by the worker. The same uuid is one trial."""
    from sapa.lifecycle.tasks import carry_out_trial

    try:
        with transaction.atomic():
            made = RulesTrial.objects.create(uuid=uuid, values=dict(values), by=by, at=now)
            is_big = Customer.objects.order_by()[AT_ONCE : AT_ONCE + 1].exists()
            if is_big:
                carry_out_trial.enqueue(by.organization.pk, made.pk, now.isoformat())
    except IntegrityError:
        return RulesTrial.objects.get(uuid=uuid)
    if not is_big:
        carry_out(made, by.organization, on=on, now=now)
    return made


def carry_out(trial: RulesTrial, organization: Organization, *, on: date, now: datetime) -> None:
    """Compute a trial. Writes nothing but its result."""
    rules = keeping.rules_of()
    tried = LifecycleRules(bounds=rules.bounds, **trial.values)
    facts = read_facts(organization, tried, on)
    found, _bounds = keeping.compute(facts, tried, on)
    trial.result = _result(found)
    trial.finished_at = now
    trial.save(update_fields=["result", "finished_at"])


def _result(found: Columns) -> dict[str, Any]:
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


def _told(rules: LifecycleRules) -> dict[str, Any]:
    return {
        field.name: getattr(rules, field.attname)
        for field in LifecycleRules._meta.concrete_fields
        if field.name not in UNTOLD
    }
