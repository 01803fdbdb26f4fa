"""The path of customers through the stages in the time before Sapa knew them: read from the history that came along."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import numpy as np
from django.db import transaction
from django.db.models import Exists, OuterRef

from sapa.customers.models import Customer, LifecycleStage
from sapa.lib.columns import Column
from sapa.lib.dates import add_months, first_of_month
from sapa.lib.day_numbers import EPOCH
from sapa.lifecycle.asking import KEY
from sapa.lifecycle.keeping import AT_ONCE, judge, put_at
from sapa.lifecycle.models import LifecycleRules, MetricsPass, StageChange
from sapa.lifecycle.reading import Facts, day_number, read_facts
from sapa.lifecycle.ruling import rules_of
from sapa.lifecycle.staging import REASONS, STAGES
from sapa.sales.models import Invoice
from sapa.tenancy.bulk import insert
from sapa.tenancy.models import Organization

MOST_MONTHS = 240
SLIPPING = 730  # days after the last purchase


@transaction.atomic
def tell_afterwards(organization: Organization, *, on: date, now: datetime) -> int:
    """Write the steps that customers took before Sapa knew of them, as they stood at the end of each month.

    Of all before the first pass, later of those whose history came along afterwards: whose path has begun is seen at
    each step. Gives how many steps were written.
    """
    waiting = _without_path()
    if waiting is not None and not len(waiting):
        return 0
    rules = rules_of()
    facts = read_facts(organization, rules, on)
    month_ends, written = _month_ends(facts, on), 0
    for part in facts.parts():
        own = part if waiting is None else part.of(np.isin(part.people["customer"], waiting))
        if len(own.people["customer"]):
            written += _tell(own, rules, month_ends, now)
    return written


def _tell(facts: Facts, rules: LifecycleRules, month_ends: Sequence[date], now: datetime) -> int:
    """The steps of these customers, and the stage at which they end."""
    customers = facts.people["customer"]
    before, written = np.zeros(len(customers), dtype=np.int64), 0
    for month_end in month_ends:
        found = judge(facts.until(day_number(month_end)), rules, month_end)
        moved = np.flatnonzero(found["computed_stage"] != before)
        rows = zip(
            customers[moved].tolist(),
            before[moved].tolist(),
            found["computed_stage"][moved].tolist(),
            found["reason"][moved].tolist(),
            strict=True,
        )
        steps = [
            {"customer_id": customer, "on": month_end, "at": now, "is_told_afterwards": True,
             "before": STAGES[old], "after": STAGES[new], "reason": REASONS[reason]}
            for customer, old, new, reason in rows
        ]  # fmt: skip
        for start in range(0, len(steps), AT_ONCE):
            insert(StageChange, steps[start : start + AT_ONCE])
        before, written = found["computed_stage"], written + len(steps)
    put_at(customers, before)
    return written


def _without_path() -> Column | None:
    """Those who bought and of whom no step is written; None for everybody, before the first pass."""
    if not MetricsPass.objects.exists() and not StageChange.objects.exists():
        return None
    mine = {"customer": OuterRef("pk")}
    sold, begun = Invoice.objects.filter(cancelled_at__isnull=True, **mine), StageChange.objects.filter(**mine)
    found = Customer.objects.filter(Exists(sold), ~Exists(begun), stage=LifecycleStage.SUSPECT).order_by()
    return np.fromiter(found.values_list("pk", flat=True), dtype=np.int64)


def _month_ends(facts: Facts, on: date) -> list[date]:
    """From the month of the first sale, touch or arrival to the last one that has ended; at most until everybody has
    had the time to slip after the last of them."""
    found = (facts.sales["key"] % KEY, facts.touches["day"], facts.interests["day"])
    days = [day for column in found if len(column) for day in (int(column.min()), int(column.max()))]
    if not days:
        return []
    month = first_of_month(date.fromordinal(EPOCH + min(days)))
    last = min(on, date.fromordinal(EPOCH + max(days) + SLIPPING))
    ends: list[date] = []
    while (following := add_months(month, 1)) <= last and len(ends) < MOST_MONTHS:
        ends.append(following - timedelta(days=1))
        month = following
    return ends
