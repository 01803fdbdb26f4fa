"""Buyers that never were, drawn by chance as BG/NBD and Gamma-Gamma say: also for the benchmark."""

import numpy as np

from sapa.lib.columns import Column
from sapa.lib.day_numbers import EPOCH
from sapa.lifecycle.buying_model import WEEK, Buying
from sapa.lifecycle.spending_model import Spending
from sapa.lifecycle.value_model import History

BEGIN = 735_000 - EPOCH  # some day
MUSIC = Buying(0.243, 4.414, 0.793, 2.426)
SPENT = Spending(6.25, 3.74, 1544.0)  # in cents


def lives(count: int, weeks: float, buying: Buying, chance: np.random.Generator) -> tuple[Column, Column, Column]:
    """Repeat purchases of so many buyers in the weeks after their first one, going on while anybody buys.

    Whose each is, and when, in weeks; and of each buyer when they left for good (infinity: not in these weeks).
    """
    rates = chance.gamma(buying.r, 1 / buying.alpha, count)
    leaving = chance.beta(buying.a, buying.b, count)
    left = np.full(count, np.inf)
    now, here, whose, when = np.zeros(count), np.arange(count), [], []
    while len(here):
        now[here] += chance.exponential(1, len(here)) / np.maximum(rates[here], 1e-12)
        here = here[now[here] < weeks]
        whose.append(here)
        when.append(now[here])
        goes = chance.random(len(here)) < leaving[here]
        left[here[goes]] = now[here[goes]]
        here = here[~goes]
    return np.concatenate(whose), np.concatenate(when), left


def simulate(
    count: int, weeks: int = 78, arriving: int = 12, buying: Buying = MUSIC, spending: Spending = SPENT, seed: int = 1
) -> History:
    """Their purchases to the day, the first ones in the first `arriving` weeks. What they pay stays with us whole."""
    chance = np.random.default_rng(seed)
    begins = chance.integers(0, arriving * WEEK, count)
    whose, when, _left = lives(count, weeks, buying, chance)
    days = begins[whose] + np.ceil(when * WEEK).astype(np.int64)
    known = days <= weeks * WEEK
    whose, days = np.concatenate([np.arange(count), whose[known]]), np.concatenate([begins, days[known]])
    keys = np.unique(whose * 2**20 + days)
    places, days = keys >> 20, keys % 2**20
    mean_of = chance.gamma(spending.q, 1 / spending.gamma, count)
    net = np.rint(chance.gamma(spending.p, 1, len(places)) / mean_of[places]).astype(np.int64)
    return History(np.arange(count) + 1, places, days + BEGIN, net, np.ones(count))
