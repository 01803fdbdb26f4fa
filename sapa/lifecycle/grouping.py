"""Groups of customers beside the stages: active or passive, big or micro, what they could bring, and RFM."""

from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np

from sapa.lib.columns import Column, Columns
from sapa.lifecycle.models import Activity, LifecycleRules, Potential, RfmGroup, Size

ACTIVITIES = ["", *Activity.values]
SIZES = ["", *Size.values]
POTENTIALS = ["", *Potential.values]
RFM_GROUPS = ["", *RfmGroup.values]
FIFTHS = (0.2, 0.4, 0.6, 0.8)
BOUND = ("purchases", "last_on", "purchases_year", "revenue_year", "cost_year")  # what bounds are found from


@dataclass(frozen=True)
class Bounds:
    """What relative groups are cut by: found by a pass over all, and held until the next one.

    RFM by fifths of all who ever bought: of days since the last purchase, purchases and revenue of the last year. Size
    by Pareto: the least contribution (revenue − cost of the last year, minor units) of the big and of the regular.
    """

    recency: tuple[int, ...] = ()
    frequency: tuple[int, ...] = ()
    money: tuple[int, ...] = ()
    big_from: int = 0
    regular_from: int = 0

    @classmethod
    def of(cls, found: Columns, rules: LifecycleRules, day: int) -> Self:
        """Of all customers' figures (those of BOUND) on a day."""
        bought = found["purchases"] > 0
        if not bought.any():
            return cls()
        cut = {
            "recency": day - found["last_on"][bought],
            "frequency": found["purchases_year"][bought],
            "money": found["revenue_year"][bought],
        }
        fifths: dict[str, Any] = {
            name: tuple(int(one) for one in np.quantile(values, FIFTHS, method="inverted_cdf"))
            for name, values in cut.items()
        }
        brought = np.sort(_contribution(found)[bought])[::-1]
        brought = brought[brought > 0]
        percents = (rules.big_percent, rules.regular_percent)
        big, regular = (_least_of(brought, percent) for percent in percents)
        return cls(**fifths, big_from=big, regular_from=regular)

    @classmethod
    def from_memory(cls, kept: dict[str, Any]) -> Self:
        """As a pass keeps them."""
        found: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()
        }
        return cls(**found)

    @property
    def is_unknown(self) -> bool:
        """Nobody had bought yet when they were looked for."""
        return not self.recency

    def as_memory(self) -> dict[str, Any]:
        return asdict(self)


def group(found: Columns, bounds: Bounds, rules: LifecycleRules, day: int) -> Columns:
    """`activity`, `size`, `potential`, the three scores and `rfm_group`, as places in the lists above.

    What is relative to others is of nobody while there are no bounds.
    """
    has_bought = found["purchases"] > 0
    bought = has_bought & np.bool_(not bounds.is_unknown)
    size = _size(found, bounds, bought)
    return {
        "activity": _activity(found, rules, day, has_bought),
        "size": size,
        "potential": _potential(found, bounds, size, bought),
        **score(found, bounds, day),
    }


def score(found: Columns, bounds: Bounds, day: int) -> Columns:
    """The three scores and `rfm_group`, 0 for who never bought: of the columns of `BOUND` alone."""
    bought = (found["purchases"] > 0) & np.bool_(not bounds.is_unknown)
    recency = 5 - _above(day - found["last_on"], bounds.recency)
    frequency = 1 + _above(found["purchases_year"], bounds.frequency)
    money = 1 + _above(found["revenue_year"], bounds.money)
    scores = {"recency_score": recency, "frequency_score": frequency, "money_score": money}
    scores["rfm_group"] = _rfm_group(recency, (frequency + money + 1) // 2)
    return {name: np.where(bought, each, 0) for name, each in scores.items()}


def _contribution(found: Columns) -> Column:
    return found["revenue_year"] - found["cost_year"]


def _least_of(brought: Column, percent: int) -> int:
    """Of amounts in falling order: the least of the first ones that together make so much of all; 0 of nothing."""
    if not len(brought):
        return 0
    sums = np.cumsum(brought)
    return int(brought[np.searchsorted(sums * 100, sums[-1] * percent)])


def _above(values: Column, cuts: tuple[int, ...]) -> Column:
    """How many of the cuts each value is above."""
    return np.searchsorted(np.array(cuts, dtype=np.int64), values, side="left")


def _activity(found: Columns, rules: LifecycleRules, day: int, bought: Column) -> Column:
    """By their own rhythm where it is known, else by the days since they bought last; never active is who left."""
    ends = np.where(found["slips_on"] > 0, found["slips_on"], found["last_on"] + rules.passive_days)
    owes = (found["oldest_due_on"] > 0) & (day - found["oldest_due_on"] > rules.bad_days)
    bad = (found["bad"] == 1) | owes
    places = [ACTIVITIES.index(one) for one in (Activity.BAD, Activity.ACTIVE, Activity.PASSIVE)]
    stays = (found["gone"] == 0) & (day < ends)
    return np.select([bad, bought & stays, bought], places, default=0)


def _size(found: Columns, bounds: Bounds, bought: Column) -> Column:
    brings = _contribution(found)
    big = (bounds.big_from > 0) & (brings >= bounds.big_from)
    regular = (bounds.regular_from > 0) & (brings >= bounds.regular_from)
    places = [SIZES.index(one) for one in (Size.BIG, Size.REGULAR, Size.MICRO)]
    return np.select([bought & big, bought & regular, bought], places, default=0)


def _potential(found: Columns, bounds: Bounds, size: Column, bought: Column) -> Column:
    """Who brings little could bring much where what they need in a year is worth as much as the big ones bring."""
    big = size == SIZES.index(Size.BIG)
    could = (bounds.big_from > 0) & (found["needed_year"] >= bounds.big_from)
    places = [POTENTIALS.index(one) for one in (Potential.MUCH, Potential.COULD, Potential.LITTLE, Potential.NONE)]
    return np.select([big, could, bought & (_contribution(found) > 0), bought], places, default=0)


def _rfm_group(recency: Column, worth: Column) -> Column:
    """By how long ago, and by how often and for how much, taken together."""
    recent, lately = recency >= 4, recency == 3
    cases = [
        (recent & (worth >= 4), RfmGroup.BEST),
        (lately & (worth >= 4), RfmGroup.FAITHFUL),
        (recent & (worth >= 2), RfmGroup.RISING),
        (recent, RfmGroup.NEW),
        (lately & (worth >= 2), RfmGroup.GREET),
        (worth >= 4, RfmGroup.KEEP),
        (lately, RfmGroup.FADING),
        ((recency == 2) & (worth >= 2), RfmGroup.FADING),
    ]
    conditions, groups = zip(*cases, strict=True)
    places = [RFM_GROUPS.index(one) for one in groups]
    return np.select(list(conditions), places, default=RFM_GROUPS.index(RfmGroup.ASLEEP))
