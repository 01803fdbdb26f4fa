"""What customers are expected to buy and to be worth: BG/NBD and Gamma-Gamma joined, and tried out on a hold-out.

All is computed from purchases alone, as columns, without the database: see `valuing` for where they come from and where
the figures are kept. Days are whole numbers, those of `lib.columns`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sapa.lib.columns import Column
from sapa.lifecycle import buying_model, spending_model
from sapa.lifecycle.buying_model import Buying, Histories, NotConverged
from sapa.lifecycle.runs import Runs
from sapa.lifecycle.spending_model import Spending
from sapa.lifecycle.value_terms import LEAST_BUYERS, LEAST_REPEATS, LEAST_WEEKS, MOST_TOLD, WEEK, Line, Refusal


@dataclass(frozen=True)
class History:
    """All purchases. `customers` are ids, rising. Of each purchase, by customer and day: whose it is, as a place among
    the customers, its day, and what it came to. `kept` is the share of what each customer pays that stays with us.
    """

    customers: Column
    places: Column
    days: Column
    net: Column
    kept: Column

    @property
    def first(self) -> int:
        return int(self.days.min()) if len(self.days) else 0

    @property
    def end(self) -> int:
        """The day of the last purchase of anybody: what is known ends with it."""
        return int(self.days.max()) if len(self.days) else 0

    def default_calibration_end(self) -> int:
        """Two thirds of the history."""
        return self.first + (self.end - self.first) * 2 // 3


@dataclass(frozen=True)
class Known:
    """What a history says at the end of a day of those who had bought by then: `buyers` are their places."""

    history: History
    day: int

    @cached_property
    def runs(self) -> Runs:
        return Runs(self.history.places[self.history.days <= self.day], len(self.history.customers))

    @cached_property
    def buyers(self) -> Column:
        return self.runs.at

    @cached_property
    def histories(self) -> Histories:
        days = self.history.days[self.history.days <= self.day]
        first, last = self.runs.first(days)[self.buyers], self.runs.last(days)[self.buyers]
        return Histories(self.runs.lengths - 1, last - first, self.day - first)

    @cached_property
    def means(self) -> Column:
        """What a repeat purchase of each came to on the average; 0 where there was none."""
        spent = (self._spent - self.runs.first(self._net))[self.buyers]
        repeats = self.histories.repeats
        wanted: Column = np.where(repeats > 0, spent / np.maximum(repeats, 1), 0.0)
        return wanted

    @property
    def plain_means(self) -> Column:
        """What a purchase of each came to on the average, one usual purchase added: few of one's own say little."""
        spent = self._spent[self.buyers]
        usual = float(np.median(spent / self.runs.lengths))
        wanted: Column = (spent + usual) / (self.runs.lengths + 1)
        return wanted

    @cached_property
    def _net(self) -> Column:
        return self.history.net[self.history.days <= self.day]

    @cached_property
    def _spent(self) -> Column:
        return self.runs.sum(self._net)

    @property
    def repeats(self) -> int:
        return int(self.histories.repeats.sum())

    @property
    def weeks(self) -> float:
        return max(self.day - self.history.first, 0) / WEEK if len(self.buyers) else 0.0

    @property
    def refusal(self) -> Refusal | None:
        """Whether there is too little to go by."""
        if len(self.buyers) < LEAST_BUYERS:
            return Refusal.FEW_BUYERS
        if self.weeks < LEAST_WEEKS:
            return Refusal.SHORT_HISTORY
        return Refusal.FEW_REPEATS if self.repeats < LEAST_REPEATS else None


@dataclass(frozen=True)
class Fit:
    """The parameters at the end of a day, or why there are none. The money may be None where buying is not."""

    day: int
    customers: int
    buying: Buying | None = None
    money: Spending | None = None
    refused: Refusal | None = None


@dataclass(frozen=True)
class Trial:
    """A fit on the first part of a history, held against the rest of it."""

    fit: Fit
    end: int
    lines: Sequence[Line] = ()


@dataclass(frozen=True)
class Values:
    """What is expected of each customer in the days after the history: `customers` are ids."""

    customers: Column
    alive: Column
    purchases: Column
    value: Column  # of the margin of those purchases


@dataclass(frozen=True)
class Appraisal:
    fit: Fit
    trial: Trial
    values: Values


def fit(known: Known) -> Fit:
    """Both models, as far as there is enough to go by."""
    found = Fit(known.day, len(known.buyers), refused=known.refusal)
    if found.refused:
        return found
    try:
        buying = buying_model.fit(known.histories)
    except NotConverged:
        return Fit(known.day, len(known.buyers), refused=Refusal.NOT_CONVERGED)
    try:
        money = spending_model.fit(known.histories.repeats, known.means)
    except NotConverged:
        money = None
    return Fit(known.day, len(known.buyers), buying, money)


def try_out(history: History, calibration_end: int) -> Trial:
    """Fit by what was known at the end of a day, and count how often the same customers bought in what followed."""
    known = Known(history, calibration_end)
    found = fit(known)
    if found.buying is None or history.end <= calibration_end:
        return Trial(found, history.end)
    since = Runs(history.places[history.days > calibration_end], len(history.customers)).number()[known.buyers]
    expected = buying_model.expected(found.buying, known.histories, (history.end - calibration_end) / WEEK)
    groups = np.minimum(known.histories.repeats, MOST_TOLD)
    lines = []
    for repeats in range(MOST_TOLD + 1):
        own = groups == repeats
        lines.append(Line(repeats, int(own.sum()), int(since[own].sum()), float(expected[own].sum())))
    return Trial(found, history.end, lines)


def evaluate(history: History, found: Fit, days: int) -> Values:
    """What each customer is expected to do in the days after the end of the history.

    Purchases x what one of theirs comes to x the share that stays with us. Nothing is discounted: it is not many
    years. Where the money could not be fitted, each one's purchase is worth a plain mean.
    """
    known = Known(history, history.end)
    if found.buying is None:
        nothing = np.empty(0)
        return Values(np.empty(0, dtype=np.int64), nothing, nothing, nothing)
    histories = known.histories
    purchases = buying_model.expected(found.buying, histories, days / WEEK)
    if found.money is None:
        each = known.plain_means
    else:
        each = spending_model.expected(found.money, histories.repeats, known.means)
    alive = buying_model.alive(found.buying, histories)
    return Values(history.customers[known.buyers], alive, purchases, purchases * each * history.kept[known.buyers])


def appraise(history: History, days: int) -> Appraisal:
    """All at once: the model of the whole history, tried out on its last third, and what it says of each customer."""
    found = fit(Known(history, history.end))
    trial = try_out(history, history.default_calibration_end())
    return Appraisal(found, trial, evaluate(history, found, days))
