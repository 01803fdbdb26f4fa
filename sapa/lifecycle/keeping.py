"""Keeping the figures of customers right: of one after what happened, of all each night."""

import time
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
from django.db import connection, transaction

from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.lib.columns import DAY, MAYBE, NUMBER, YES_NO, Column, Columns, Kind, execute, one_of, upsert
from sapa.lifecycle import figures
from sapa.lifecycle.grouping import ACTIVITIES, BOUND, POTENTIALS, RFM_GROUPS, SIZES, Bounds, group
from sapa.lifecycle.measuring import VERDICTS, measure, measure_buying
from sapa.lifecycle.models import CustomerMetrics, LifecycleRules, MetricsPass, StageChange
from sapa.lifecycle.reading import Facts, day_number, read_facts
from sapa.lifecycle.ruling import rules_of
from sapa.lifecycle.staging import REASONS, RHYTHMS, STAGES, decide
from sapa.tenancy.bulk import insert
from sapa.tenancy.current import current_organization_id
from sapa.tenancy.models import Organization

AT_ONCE = 5_000  # rows in one statement
NO_NUMBER = -1
HELD = """
SELECT id FROM lifecycle_customermetrics WHERE organization_id = %s AND customer_id = ANY(%s) ORDER BY id FOR UPDATE
"""

# How each figure stands in the columns and in the row. Zero is no day, -1 no number.
KINDS: dict[str, Kind] = {
    **dict.fromkeys(
        ("first_on", "last_on", "due_on", "late_on", "slips_on", "steady_since", "last_relationship_on",
         "last_selling_on", "oldest_due_on", "interest_on", "score_on"), DAY),
    **dict.fromkeys(
        ("purchases", "purchases_year", "revenue", "revenue_year", "revenue_half", "revenue_half_before", "cost",
         "cost_year", "discount", "discount_year", "products", "promo_purchases", "promo_revenue",
         "prompted_purchases", "prompted_revenue", "spent_days", "needed_year", "service_cost",
         "service_cost_year", "touches", "relationship_year", "selling_year", "paid_invoices", "late_days", "scores",
         "introduced", "introduced_bought", "recency_score", "frequency_score", "money_score"), NUMBER),
    **dict.fromkeys(("usual_days", "spread_days", "supply_percent", "satisfaction"), MAYBE),
    **dict.fromkeys(("discount_verdict", "spending_verdict"), one_of(VERDICTS)),
    **dict.fromkeys(("stage", "computed_stage"), one_of(STAGES)),
    "rhythm": one_of(RHYTHMS),
    "reason": one_of(REASONS),
    "is_undecided": YES_NO,
    "activity": one_of(ACTIVITIES),
    "size": one_of(SIZES),
    "potential": one_of(POTENTIALS),
    "rfm_group": one_of(RFM_GROUPS),
}  # fmt: skip


def judge(facts: Facts, rules: LifecycleRules, on: date) -> Columns:
    """Every figure and the stage, as of the end of a day."""
    day = day_number(on)
    found = measure(facts, rules, day)
    return found | decide(found, rules, day)


def compute(facts: Facts, rules: LifecycleRules, on: date, bounds: Bounds) -> Columns:
    """Every figure, stage and group as of the end of a day."""
    found = judge(facts, rules, on)
    found |= group(found, bounds, rules, day_number(on))
    has_none = found["usual_days"] == 0
    for name in ("usual_days", "spread_days"):
        found[name] = np.where(has_none, NO_NUMBER, found[name])
    return found


def find_bounds(facts: Facts, rules: LifecycleRules, on: date) -> Bounds:
    """The bounds of groups, from the purchases of all. A few columns are kept of each who bought."""
    day, kept = day_number(on), []
    for part in facts.parts():
        found = measure_buying(part, day)
        bought = found["purchases"] > 0
        kept.append({name: found[name][bought] for name in BOUND})
    found = {name: np.concatenate([one[name] for one in kept]) for name in BOUND} if kept else {}
    return Bounds.of(found, rules, day) if found else Bounds()


@transaction.atomic
def refresh(organization: Organization, ids: Iterable[int], *, on: date, now: datetime) -> int:
    """Bring the figures of these customers up to date after something happened. Gives how many rows changed."""
    wanted = sorted(set(ids))
    _hold(wanted)
    rules = rules_of()
    facts, bounds = read_facts(organization, rules, on, wanted), Bounds.from_memory(rules.bounds)
    found = compute(facts, rules, on, bounds)
    if bounds.is_unknown and (found["purchases"] > 0).any():  # the first who ever bought
        return run_pass(organization, on=on, now=now).changed
    changed, _moved = _write(found, facts.stored, on=on, now=now)
    return changed


def _hold(customers: Sequence[int]) -> None:
    """Whoever else refreshes one of them waits here until this has ended, and then reads what this has seen.

    SQLite has one writer at a time, from the beginning of a transaction.
    """
    if connection.vendor == "postgresql":
        execute(HELD, [current_organization_id(), np.array(customers, dtype=np.int64)], is_kept=True)


@transaction.atomic
def run_pass(organization: Organization, *, on: date, now: datetime) -> MetricsPass:
    """Bring the figures of all customers up to date, and find the bounds of groups anew. Writes what changed.

    What is known of all is held as it was read; what is reckoned from it, ten times as much, a part at a time.
    """
    began = time.perf_counter()
    rules = rules_of()
    facts = read_facts(organization, rules, on)
    bounds = find_bounds(facts, rules, on)
    changed = moved = 0
    for part in facts.parts():
        wrote, stepped = _write(compute(part, rules, on, bounds), part.stored, on=on, now=now)
        changed, moved = changed + wrote, moved + stepped
    LifecycleRules.objects.filter(pk=rules.pk).update(bounds=bounds.as_memory())
    return MetricsPass.objects.create(
        on=on,
        at=now,
        customers=len(facts.people["customer"]),
        changed=changed,
        moved=moved,
        seconds=round(time.perf_counter() - began, 3),
    )


def _write(found: Columns, stored: Columns, *, on: date, now: datetime) -> tuple[int, int]:
    """Write the rows that differ, and the steps on the path. Gives how many of each."""
    found["fingerprint"] = fingerprint(found)
    is_new = ~np.isin(found["customer"], stored["customer"], assume_unique=True)
    differing = np.flatnonzero(~_is_stored(found, stored))
    organization = {"organization_id": current_organization_id()}
    kinds = KINDS | {"customer_id": NUMBER, "fingerprint": NUMBER}
    for start in range(0, len(differing), AT_ONCE):
        rows = differing[start : start + AT_ONCE]
        columns = {name: (found[name.removesuffix("_id")][rows], kind) for name, kind in kinds.items()}
        upsert(CustomerMetrics, columns, same=organization, key=("organization_id", "customer_id"))
    moved = np.flatnonzero(found["stood"] != found["stage"])
    _move(found, moved, is_new, on=on, now=now)
    return len(differing), len(moved)


def _is_stored(found: Columns, stored: Columns) -> Column:
    if not len(stored["customer"]):
        return np.zeros(len(found["customer"]), dtype=bool)
    at = np.minimum(np.searchsorted(stored["customer"], found["customer"]), len(stored["customer"]) - 1)
    same: Column = (stored["customer"][at] == found["customer"]) & (stored["fingerprint"][at] == found["fingerprint"])
    return same


def fingerprint(found: Columns) -> Column:
    """One number for all figures of a row: another one, as good as surely, where any of them is another."""
    mixed = np.full(len(found["customer"]), 0xCBF29CE484222325, dtype=np.uint64)
    for name in KINDS:
        mixed ^= found[name].astype(np.int64, copy=False).view(np.uint64)
        mixed *= np.uint64(0x100000001B3)
        mixed ^= mixed >> np.uint64(29)
    return mixed.view(np.int64)


def _move(found: Columns, moved: Column, is_new: Column, *, on: date, now: datetime) -> None:
    """Put customers at their new stage: a step on the path, the customer's own copy, and the event.

    Whose figures are computed for the first time did not move on this day: that is no event.
    """
    put_at(found["customer"][moved], found["stage"][moved])
    for start in range(0, len(moved), AT_ONCE):
        rows = moved[start : start + AT_ONCE].tolist()
        ids = [int(found["customer"][row]) for row in rows]
        names = dict(Customer.objects.filter(pk__in=ids).values_list("pk", "name"))
        steps, events = [], []
        for row, pk in zip(rows, ids, strict=True):
            told = {"before": STAGES[found["stood"][row]], "after": STAGES[found["stage"][row]]}
            told |= {"reason": REASONS[found["reason"][row]]}
            data = figures.snapshot(found, row)
            steps.append({"customer_id": pk, "on": on, "at": now, "data": data, **told})
            if not is_new[row]:
                events.append(_event(pk, names[pk], now, told | {"figures": data}))
        insert(StageChange, steps)
        insert(Event, events)


def put_at(customers: Column, stages: Column) -> None:
    """Copy the stages (places in STAGES) to the customers themselves, for lists."""
    for place, stage in enumerate(STAGES):
        ids = customers[stages == place].tolist()
        for start in range(0, len(ids), AT_ONCE):
            Customer.objects.filter(pk__in=ids[start : start + AT_ONCE]).update(stage=stage)


def _event(customer: int, name: str, now: datetime, data: dict[str, Any]) -> dict[str, Any]:
    return {"at": now, "kind": "customer.staged", "by_id": None, "by_name": "", "subject_kind": "customer",
            "subject_id": customer, "subject_name": name, "customer_id": customer, "data": data}  # fmt: skip
