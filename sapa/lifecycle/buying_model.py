"""How often customers will buy again, and whether they still are customers: BG/NBD.

The model of Fader, Hardie and Lee (2005), "Counting Your Customers the Easy Way: An Alternative to the Pareto/NBD
Model", Marketing Science 24(2), 275-284. While somebody is a customer they buy by chance, at a rate of their own; rates
differ as a gamma distribution with `r` and `alpha` says. After each purchase somebody stays away for good with a
probability of their own; these differ as a beta distribution with `a` and `b` says. Nobody tells us that they left.

Of each customer three numbers are enough: x repeat purchases, the last of them t_x after the first one, and the first
one T before the end of the history. Time is in weeks. SciPy is imported where it is used: web and worker never load it.
"""

from dataclasses import dataclass

import numpy as np

from sapa.lib.columns import Column
from sapa.lifecycle.value_terms import WEEK

STARTS = ((1, 1, 1), (0.3, 0.8, 2.5), (3, 0.3, 5), (1, 0.1, 10))  # r, a, b; alpha by what is bought in a week
BOUNDS = [(-9.0, 9.0), (-9.0, 14.0), (-9.0, 9.0), (-9.0, 11.0)]  # of the logarithms: so far one can reckon with them
STEEPEST = 1e-5  # the mean log-likelihood is level where nothing of it rises faster
PATIENCE = {"maxiter": 1000, "ftol": 1e-14, "gtol": 1e-8}
NODES = 200  # of the quadrature


class NotConverged(Exception):
    """No starting point led to parameters that fit best."""


@dataclass(frozen=True)
class Buying:
    """The parameters; the logarithm of how likely the histories are by them; of how many customers they are."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float = 0.0
    customers: int = 0


@dataclass(frozen=True)
class Histories:
    """Of each customer: repeat purchases; days from the first purchase to the last, and from it to the end."""

    repeats: Column
    last: Column
    age: Column

    def distinct(self) -> tuple["Histories", Column, Column]:
        """Each history once; at which place that of each customer stands; how many customers have it."""
        keys = (self.repeats << 40) + (self.last << 20) + self.age
        keys, places, counts = np.unique(keys, return_inverse=True, return_counts=True)
        return Histories(keys >> 40, (keys >> 20) % 2**20, keys % 2**20), places, counts


def fit(histories: Histories) -> Buying:
    """The parameters by which these histories are most likely. Raises NotConverged."""
    from scipy.optimize import minimize

    search = _Search(histories)
    best = None
    for start in search.starts():
        found = minimize(search, np.log(start), jac=True, method="L-BFGS-B", bounds=BOUNDS, options=PATIENCE)
        if is_level(found, BOUNDS) and (best is None or found.fun < best.fun):
            best = found
    if best is None:
        raise NotConverged
    return Buying(*np.exp(best.x).tolist(), log_likelihood=-best.fun * search.customers, customers=search.customers)


def is_level(found: object, bounds: list[tuple[float, float]]) -> bool:
    """Whether a search by logarithms ended where nothing better is near: `found` is SciPy's OptimizeResult."""
    slope = found.jac.copy()  # type: ignore[attr-defined]
    for place, (least, most) in enumerate(bounds):
        value = found.x[place]  # type: ignore[attr-defined]
        if (value <= least and slope[place] > 0) or (value >= most and slope[place] < 0):
            slope[place] = 0
    return bool(np.isfinite(slope).all() and np.abs(slope).max() < STEEPEST)


class _Search:
    """Minus the mean log-likelihood, and its slope, by the logarithms of the parameters.

    L = A(r, x) alpha^r [ B(a, b+x) / (alpha+T)^(r+x)  +  (x > 0) B(a+1, b+x-1) / (alpha+t_x)^(r+x) ] / B(a, b), where
    A is gamma(r+x) / gamma(r). What depends on x alone is computed once for each x.
    """

    def __init__(self, histories: Histories) -> None:
        few, _places, counts = histories.distinct()
        self.customers = int(counts.sum())
        self._weights = counts / max(self.customers, 1)
        self._times, self._at = np.unique(few.repeats, return_inverse=True)
        self._x = few.repeats.astype(np.float64)
        self._last, self._age = few.last / WEEK, few.age / WEEK

    def starts(self) -> list[tuple[float, float, float, float]]:
        bought, lived = self._mean(self._x), self._mean(self._age)
        rate = max(bought / max(lived, 1e-6), 1e-4)
        return [(r, r / rate, a, b) for r, a, b in STARTS]

    def __call__(self, logarithms: Column) -> tuple[float, Column]:
        from scipy.special import betaln, expit, gammaln, psi

        r, alpha, a, b = np.exp(logarithms)
        times, at = self._times.astype(np.float64), self._at
        again = times > 0
        before = np.where(again, b + times - 1, 1.0)  # b + x - 1, where there is one
        of_times = gammaln(r + times) - gammaln(r) + r * np.log(alpha) + betaln(a, b + times) - betaln(a, b)
        odds = np.where(again, np.log(a) - np.log(before), -np.inf)  # of B(a+1, b+x-1) to B(a, b+x)
        here, there = np.log(alpha + self._age), np.log(alpha + self._last)
        power = r + self._x
        gone = odds[at] + power * (here - there)  # the odds of having left, as a logarithm
        likely = of_times[at] - power * here + np.logaddexp(0, gone)
        left = expit(gone)
        slope_r = (psi(r + times) - psi(r) + np.log(alpha))[at] - here + left * (here - there)
        slope_alpha = r / alpha - power * ((1 - left) / (alpha + self._age) + left / (alpha + self._last))
        whole = psi(a + b) - psi(a + b + times)
        slope_a = whole[at] + left / a
        slope_b = (psi(b + times) - psi(b) + whole)[at] - left * np.where(again, 1 / before, 0)[at]
        slopes = np.array([self._mean(slope) for slope in (slope_r, slope_alpha, slope_a, slope_b)])
        return -self._mean(likely), -slopes * np.array([r, alpha, a, b])

    def _mean(self, values: Column) -> float:
        """Over customers. Not as a dot product: BLAS would start threads for it, that wait longer than they work."""
        return float((self._weights * values).sum())


def log_likelihood(buying: Buying, histories: Histories) -> float:
    """The logarithm of how likely these histories are by the parameters."""
    search = _Search(histories)
    return -search(np.log([buying.r, buying.alpha, buying.a, buying.b]))[0] * search.customers


def alive(buying: Buying, histories: Histories) -> Column:
    """P(alive): the probability that each is still a customer at the end. Who bought once surely is: one leaves only
    after a repeat purchase.

    Fader and Hardie (2008), "Computing P(alive) Using the BG/NBD Model":
    1 / (1 + (x > 0) a / (b+x-1) ((alpha+T) / (alpha+t_x))^(r+x)).
    """
    from scipy.special import expit

    x, last, age = histories.repeats, histories.last / WEEK, histories.age / WEEK
    again = x > 0
    before = np.where(again, buying.b + x - 1, 1.0)
    odds = np.log(buying.a / before) + (buying.r + x) * (np.log(buying.alpha + age) - np.log(buying.alpha + last))
    stays: Column = np.where(again, expit(-odds), 1.0)
    return stays


def expected(buying: Buying, histories: Histories, weeks: float) -> Column:
    """How many purchases each will make in the weeks t after the end, by the paper's conditional expectation.

    (a+b+x-1) / (a-1) [1 - ((alpha+T) / (alpha+T+t))^(r+x) 2F1(r+x, b+x; a+b+x-1; t / (alpha+T+t))] P(alive). The
    function 2F1 of large x overflows; by Euler's transformation, with s = (alpha+T) / (alpha+T+t), the bracket is
    1 - s^(a-1) 2F1(a+b-r-1, a-1; a+b+x-1; 1-s), which does not. What is still not between nought and what somebody who
    never leaves would buy is integrated instead.
    """
    from scipy.special import hyp2f1

    few, places, _counts = histories.distinct()
    r, alpha, a, b = buying.r, buying.alpha, buying.a, buying.b
    x, age = few.repeats.astype(np.float64), few.age / WEEK
    s = (alpha + age) / (alpha + age + weeks)
    most = (r + x) / (alpha + age) * weeks
    with np.errstate(all="ignore"):
        bracket = 1 - s ** (a - 1) * hyp2f1(a + b - r - 1, a - 1, a + b + x - 1, 1 - s)
        found = (a + b + x - 1) / (a - 1) * bracket
    wrong = ~(np.isfinite(found) & (found >= 0) & (found <= most)) | (abs(a - 1) < 1e-6)
    if wrong.any():
        found[wrong] = integrated(buying, x[wrong], age[wrong], weeks)
    wanted: Column = (found * alive(buying, few))[places]
    return wanted


def integrated(buying: Buying, x: Column, age: Column, weeks: float) -> Column:
    """The same of somebody who is still a customer, as a mean over what their probability p to leave may be.

    Of one with rate m and probability p it is (1 - exp(-m p t)) / p. After x repeat purchases m is gamma with r+x and
    alpha+T, and p beta with a and b+x; over m the mean is (1 - ((alpha+T) / (alpha+T+p t))^(r+x)) / p, over p it is
    summed by Gauss and Legendre along the quantiles. Slower, good for every parameter, to some six digits.
    """
    from scipy.special import betaincinv

    places, weights = np.polynomial.legendre.leggauss(NODES)
    found = np.zeros(len(x))
    for times in np.unique(x):
        rows = x == times
        p = np.maximum(betaincinv(buying.a, buying.b + times, (1 + places) / 2), 1e-300)
        ratio = np.log1p(p * weeks / (buying.alpha + age[rows, None]))
        found[rows] = (-np.expm1(-(buying.r + times) * ratio) / p) @ (weights / 2)
    return found
