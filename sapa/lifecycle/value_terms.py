"""The terms of the value model that its pages need too, without the numpy that computes it."""

from dataclasses import dataclass
from enum import StrEnum

WEEK = 7  # days
LEAST_BUYERS, LEAST_REPEATS, LEAST_WEEKS = 100, 100, 26  # see ADR 62
OLD_DAYS = 30  # since the last purchase of anybody: then it is said that what is expected is as of that day
MOST_TOLD = 7  # repeat purchases: the last line of the hold-out is of those who bought so often or more


class Refusal(StrEnum):
    """Why there is no model."""

    FEW_BUYERS = "few_buyers"
    FEW_REPEATS = "few_repeats"
    SHORT_HISTORY = "short_history"
    NOT_CONVERGED = "not_converged"


@dataclass(frozen=True)
class Line:
    """Of those who had bought again so often by the end of the calibration: their purchases since, and the expected."""

    repeats: int
    customers: int
    actual: int
    expected: float
