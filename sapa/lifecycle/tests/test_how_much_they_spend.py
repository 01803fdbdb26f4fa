"""Gamma-Gamma: the parameters of the paper from the paper's data, and buyers who were drawn by chance."""

import numpy as np
import pytest
from scipy import special, stats

from sapa.lifecycle import spending_model
from sapa.lifecycle.buying_model import NotConverged
from sapa.lifecycle.reading import day_number
from sapa.lifecycle.spending_model import Spending, expected, fit
from sapa.lifecycle.tests import music
from sapa.lifecycle.value_model import Known

SHOP = Spending(6.25, 3.74, 1544.0)
X, Z = np.array([1, 1, 2, 3, 7]), np.array([20.0, 35.5, 50.0, 12.25, 80.0])


def test_the_music_shop_has_the_parameters_of_the_paper() -> None:
    known = Known(music.history(), day_number(music.CALIBRATION_END))
    found = fit(known.histories.repeats, known.means)
    assert found.customers == 946
    assert [round(value, 2) for value in (found.p, found.q, found.gamma / 100)] == [6.25, 3.74, 15.44]
    assert round(found.mean / 100, 2) == 35.17


def test_the_likelihood_is_that_of_the_paper_written_out() -> None:
    p, q, gamma = 6.25, 3.74, 15.44
    whole = 0.0
    for x, z in zip(X, Z, strict=True):
        first = special.gamma(p * x + q) / (special.gamma(p * x) * special.gamma(q))
        whole += np.log(first * gamma**q * z ** (p * x - 1) * x ** (p * x) / (gamma + x * z) ** (p * x + q))
    search = spending_model._Search(X.astype(float), Z)
    assert -search(np.log([p, q, gamma]))[0] * len(X) == pytest.approx(whole, rel=1e-12)


def test_its_slope_is_that_of_small_steps() -> None:
    search = spending_model._Search(X.astype(float), Z)
    here, steps = np.array([0.5, 1.1, 2.0]), np.eye(3) * 1e-6
    slopes = [(search(here + step)[0] - search(here - step)[0]) / 2e-6 for step in steps]
    assert search(here)[1] == pytest.approx(slopes, abs=1e-7)


def test_who_was_drawn_by_chance_is_found_again() -> None:
    chance = np.random.default_rng(2)
    x = 1 + chance.poisson(3, 30_000)
    nu = chance.gamma(SHOP.q, 1 / SHOP.gamma, len(x))
    z = chance.gamma(SHOP.p * x, 1 / (x * nu))
    found = fit(x, z)
    for name in ("p", "q", "gamma"):
        assert getattr(found, name) == pytest.approx(getattr(SHOP, name), rel=0.05), name
    assert abs(found.correlation) < 0.02
    true = SHOP.p / nu
    for low, high in ((1, 1), (2, 3), (4, 20)):
        own = (x >= low) & (x <= high)
        assert expected(found, x, z)[own].mean() == pytest.approx(true[own].mean(), rel=0.03)


def test_what_is_expected_agrees_with_summing_over_all_that_may_be() -> None:
    nodes, weights = np.polynomial.legendre.leggauss(400)
    nu = stats.gamma(SHOP.q, scale=1 / SHOP.gamma).ppf((1 + nodes) / 2)
    for x, z in ((1, 900.0), (3, 2500.0), (12, 4000.0)):
        likely = stats.gamma(SHOP.p * x, scale=1 / (x * nu)).pdf(z) * weights
        mean = (likely * SHOP.p / nu).sum() / likely.sum()
        assert expected(SHOP, np.array([x]), np.array([z]))[0] == pytest.approx(mean, rel=1e-3)


def test_of_whom_nothing_is_known_everybody_s_mean_is_expected() -> None:
    assert expected(SHOP, np.array([0]), np.array([0.0]))[0] == pytest.approx(SHOP.mean)


def test_means_without_a_mean_are_refused() -> None:
    means = stats.pareto(0.5, scale=1000).rvs(2000, random_state=3)
    with pytest.raises(NotConverged):
        fit(np.full(2000, 20), means)


def test_nothing_spent_is_refused() -> None:
    with pytest.raises(NotConverged):
        fit(np.array([3, 2]), np.array([0.0, 0.0]))
