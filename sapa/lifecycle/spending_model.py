"""What a customer's purchase is worth on the average: Gamma-Gamma.

The model of Fader and Hardie (2013), "The Gamma-Gamma Model of Monetary Value", after Fader, Hardie and Lee (2005),
"RFM and CLV", Journal of Marketing Research 42(4). What somebody spends at a time varies around a mean of their own as
a gamma distribution with `p` says; the means differ from customer to customer as `q` and `gamma` say. How much somebody
spends is taken to have nothing to do with how often: `correlation` says how far that is so.

Of each customer two numbers are enough: x repeat purchases, and what one of them came to on the average, z > 0.
"""

from dataclasses import dataclass

import numpy as np

from sapa.lib.columns import Column
from sapa.lifecycle.buying_model import PATIENCE, NotConverged, is_level

STARTS = ((2, 2, 2), (6, 4, 1), (1, 1.5, 1), (20, 10, 1))  # p, q, and gamma in mean purchases
BOUNDS = [(-7.0, 9.0), (-7.0, 9.0), (-12.0, 14.0)]  # of the logarithms


@dataclass(frozen=True)
class Spending:
    """The parameters, `gamma` in the unit of what was spent; of how many customers, and how likely they are by them."""

    p: float
    q: float
    gamma: float
    log_likelihood: float = 0.0
    customers: int = 0
    correlation: float = 0.0

    @property
    def mean(self) -> float:
        """What anybody's purchase comes to: p gamma / (q-1)."""
        return self.p * self.gamma / (self.q - 1)


def fit(repeats: Column, means: Column) -> Spending:
    """The parameters by which these means are most likely. Raises NotConverged, also where no mean of all exists."""
    from scipy.optimize import minimize

    known = (repeats > 0) & (means > 0)
    x, z = repeats[known].astype(np.float64), means[known]
    unit = float(z.mean()) if len(z) else 0.0
    if not unit:
        raise NotConverged
    search = _Search(x, z / unit)
    best = None
    for start in STARTS:
        found = minimize(search, np.log(start), jac=True, method="L-BFGS-B", bounds=BOUNDS, options=PATIENCE)
        if is_level(found, BOUNDS) and (best is None or found.fun < best.fun):
            best = found
    if best is None or best.x[1] <= np.log(1.01):  # up to q = 1 the mean is infinite
        raise NotConverged
    p, q, gamma = np.exp(best.x).tolist()
    likely = -best.fun * len(x) - len(x) * float(np.log(unit))
    varies = len(x) > 1 and bool(x.std()) and bool(z.std())
    correlation = float(np.corrcoef(x, z)[0, 1]) if varies else 0.0
    return Spending(p, q, gamma * unit, log_likelihood=likely, customers=len(x), correlation=correlation)


class _Search:
    """Minus the mean log-likelihood, and its slope, by the logarithms of the parameters.

    L = gamma(px+q) / (gamma(px) gamma(q)) gamma^q z^(px-1) x^(px) / (gamma + x z)^(px+q).
    """

    def __init__(self, x: Column, z: Column) -> None:
        self._times, self._at = np.unique(x, return_inverse=True)
        self._x, self._whole, self._log = x, x * z, np.log(x * z)
        self._fixed = float(np.mean(np.log(z)))

    def __call__(self, logarithms: Column) -> tuple[float, Column]:
        from scipy.special import gammaln, psi

        p, q, gamma = np.exp(logarithms)
        shape = p * self._times
        all_of = np.log(gamma + self._whole)
        of_times = gammaln(shape + q) - gammaln(shape) - gammaln(q) + q * np.log(gamma)
        power = p * self._x
        likely = of_times[self._at] + power * self._log - (power + q) * all_of
        slope_p = self._x * ((psi(shape + q) - psi(shape))[self._at] + self._log - all_of)
        slope_q = (psi(shape + q) - psi(q))[self._at] + np.log(gamma) - all_of
        slope_gamma = q / gamma - (power + q) / (gamma + self._whole)
        slopes = np.array([slope_p.mean(), slope_q.mean(), slope_gamma.mean()])
        return self._fixed - float(likely.mean()), -slopes * np.array([p, q, gamma])


def expected(spending: Spending, repeats: Column, means: Column) -> Column:
    """What a purchase of each will come to: a mean of what theirs were and of what everybody's are.

    (gamma + x z) p / (px + q - 1): the more purchases, the more it is their own.
    """
    whole = np.where(repeats > 0, repeats * means, 0)
    wanted: Column = spending.p * (spending.gamma + whole) / (spending.p * repeats + spending.q - 1)
    return wanted
