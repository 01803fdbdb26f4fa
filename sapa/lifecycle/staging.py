"""Which of the seven stages a customer stands at, and what holds them back from the next: from their figures and rules.

The same lines decide for one customer, for all, for rules that nobody has saved yet, and for a day of the past.
"""

import numpy as np

from sapa.customers.models import LifecycleStage
from sapa.lib.columns import Column, Columns
from sapa.lifecycle.measuring import DEPENDENT, FREE, NEVER, RHYTHM_PURCHASES
from sapa.lifecycle.models import LifecycleRules, Reason, Rhythm

STAGES = [stage.value for stage in LifecycleStage]
SUSPECT, PROSPECT, FIRST, REPEAT, MAJORITY, LOYAL, ADVOCATE = range(len(STAGES))
REASONS = [reason.value for reason in Reason]
RHYTHMS = [rhythm.value for rhythm in Rhythm]
UNDECIDED = (Reason.FEW, Reason.DISCOUNT_UNKNOWN, Reason.SPENDING_UNKNOWN)


def decide(found: Columns, rules: LifecycleRules, day: int) -> Columns:
    """`computed_stage`, `stage` (a pin holds), `reason`, `is_undecided`, `rhythm` and `interest_on` of each customer.

    Stages, reasons and rhythms stand as their places in STAGES, REASONS and RHYTHMS.
    """
    interest = np.minimum(np.minimum(found["interest_touch"], found["interest_asked"]), found["interest_contact"])
    interest = np.where(interest < NEVER, interest, 0)
    held = _what_holds_back(found, rules, day)
    stage = _stage(found, held, interest)
    reason = np.select(
        [stage == SUSPECT, stage == PROSPECT, stage == FIRST, stage == ADVOCATE],
        [_place(Reason.UNKNOWN), _place(Reason.INTERESTED), _place(Reason.ONCE), _place(Reason.ADVOCATE)],
        default=-1,
    )
    for own, reasons in held.items():
        for which, failed in reasons:
            reason = np.where((reason < 0) & (stage == own) & failed, _place(which), reason)
    pin = found["pin"]
    return {
        "computed_stage": stage,
        "stage": np.where(pin > 0, pin - 1, stage),
        "reason": np.where(pin > 0, _place(Reason.PINNED), reason),
        "is_undecided": (np.isin(reason, [_place(one) for one in UNDECIDED]) & (pin == 0)).astype(np.int64),
        "rhythm": np.where(found["purchases"] < RHYTHM_PURCHASES, 0, np.where(found["is_steady"] == 1, 1, 2)),
        "interest_on": interest,
    }


type Failures = dict[int, list[tuple[Reason, Column]]]


def _what_holds_back(found: Columns, rules: LifecycleRules, day: int) -> Failures:
    """By stage: what keeps one there, in the order in which it is told."""
    discount, spending, supply = found["discount_verdict"], found["spending_verdict"], found["supply_percent"]
    since = found["steady_since"]
    spending_unknown = (spending != FREE) & (spending != DEPENDENT)
    return {
        REPEAT: [
            (Reason.LEFT, found["gone"] > 0),
            (Reason.FEW, found["purchases"] < rules.majority_purchases),
            (Reason.SLIPPED, found["slips_on"] <= day),
            (Reason.UNSTEADY, found["is_steady"] == 0),
            (Reason.DISCOUNT, discount == DEPENDENT),
            (Reason.DISCOUNT_UNKNOWN, discount != FREE),
            (Reason.SPENDING, spending == DEPENDENT),
            (Reason.SPENDING_UNKNOWN, spending_unknown & np.bool_(not rules.spend_unknown_passes)),
            (Reason.ELSEWHERE, (supply >= 0) & (supply < rules.supply_percent)),
        ],
        MAJORITY: [
            (Reason.NEW, (since == 0) | (day - since < rules.loyal_days)),
            (Reason.LATE, found["late_on"] <= day),
            (Reason.UNHEARD, (found["scores"] == 0) | (day - found["score_on"] >= rules.feedback_days)),
            (Reason.UNSATISFIED, found["satisfaction"] < rules.satisfied_from),
        ],
        LOYAL: [(Reason.ALONE, found["introduced_bought"] < rules.advocate_referrals)],
    }


def _stage(found: Columns, held: Failures, interest: Column) -> Column:
    """As far up as nothing holds back."""
    bought = found["purchases"]
    stage = np.where(interest > 0, PROSPECT, SUSPECT)
    stage = np.where(bought == 1, FIRST, np.where(bought > 1, REPEAT, stage))
    for own, reasons in held.items():
        passes = ~np.logical_or.reduce([failed for _reason, failed in reasons])
        stage = np.where((stage == own) & passes, own + 1, stage)
    return stage


def _place(reason: Reason) -> int:
    return REASONS.index(reason)
