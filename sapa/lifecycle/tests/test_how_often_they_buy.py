"""BG/NBD: the parameters of the paper from the paper's data, and what follows from them, each computed another way."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import special, stats

from sapa.lifecycle import buying_model
from sapa.lifecycle.buying_model import (
    Buying,
    Histories,
    NotConverged,
    alive,
    expected,
    fit,
    integrated,
    log_likelihood,
)
from sapa.lifecycle.reading import day_number
from sapa.lifecycle.tests import music
from sapa.lifecycle.tests.buyers import MUSIC, lives, simulate
from sapa.lifecycle.value_model import Known

DAYS, WEEKS = 273, 39.0


def histories(*rows: tuple[int, int, int]) -> Histories:
    return Histories(*(np.array(column) for column in zip(*rows, strict=True)))


SOME = histories((0, 0, 273), (1, 40, 273), (2, 250, 273), (3, 30, 200), (6, 260, 270), (12, 150, 273), (26, 270, 273))


def test_the_music_shop_has_the_parameters_of_the_paper() -> None:
    found = fit(Known(music.history(), day_number(music.CALIBRATION_END)).histories)
    assert found.customers == 2357
    assert [round(value, 3) for value in (found.r, found.alpha, found.a, found.b)] == [0.243, 4.414, 0.793, 2.426]
    assert round(found.log_likelihood, 1) == -9582.4


def test_the_likelihood_is_that_of_the_paper_written_out() -> None:
    r, alpha, a, b = MUSIC.r, MUSIC.alpha, MUSIC.a, MUSIC.b
    whole = 0.0
    for x, last, age in zip(SOME.repeats, SOME.last / 7, SOME.age / 7, strict=True):
        many = special.gamma(r + x) * alpha**r / special.gamma(r)
        stays = special.beta(a, b + x) / special.beta(a, b) / (alpha + age) ** (r + x)
        left = special.beta(a + 1, b + x - 1) / special.beta(a, b) / (alpha + last) ** (r + x) if x else 0
        whole += np.log(many * (stays + left))
    assert log_likelihood(MUSIC, SOME) == pytest.approx(whole, rel=1e-12)


def test_its_slope_is_that_of_small_steps() -> None:
    search = buying_model._Search(SOME)
    for at in ([0.1, 1.2, -0.4, 0.8], [-2, 3, 1, -1], [2, -1, -3, 4]):
        here = np.array(at, dtype=float)
        steps = np.eye(4) * 1e-6
        slopes = [(search(here + step)[0] - search(here - step)[0]) / 2e-6 for step in steps]
        assert search(here)[1] == pytest.approx(slopes, abs=1e-7)


def test_who_was_drawn_by_chance_is_found_again() -> None:
    told = Buying(0.8, 6.0, 0.6, 4.0)
    history = simulate(40_000, weeks=104, arriving=52, buying=told)
    found = fit(Known(history, history.end).histories)
    for name in ("r", "alpha", "a", "b"):
        assert getattr(found, name) == pytest.approx(getattr(told, name), rel=0.1), name


def by_integration(buying: Buying, x: int, last: float, age: float, weeks: float) -> tuple[float, float]:
    """P(alive) and the expected purchases, summed over every rate and every probability to leave."""
    nodes, weights = np.polynomial.legendre.leggauss(400)
    places, weights = (1 + nodes) / 2, weights / 2
    rate = stats.gamma(buying.r, scale=1 / buying.alpha).ppf(places)[:, None]
    leaving = stats.beta(buying.a, buying.b).ppf(places)[None, :]
    stays = (1 - leaving) ** x * rate**x * np.exp(-rate * age)
    left = leaving * (1 - leaving) ** (x - 1) * rate**x * np.exp(-rate * last) if x else 0 * rate
    ahead = np.where(leaving > 1e-12, -np.expm1(-rate * leaving * weeks) / np.maximum(leaving, 1e-12), rate * weeks)
    likely = weights @ (stays + left) @ weights
    return weights @ stays @ weights / likely, weights @ (stays * ahead) @ weights / likely


@pytest.mark.parametrize("buying", [MUSIC, Buying(1.5, 5.0, 0.4, 6.0), Buying(0.9, 3.0, 1.0, 2.0)])
def test_who_is_alive_and_what_they_will_buy_agree_with_summing_over_all_that_may_be(buying: Buying) -> None:
    there, ahead = alive(buying, SOME), expected(buying, SOME, WEEKS)
    for place, (x, last, age) in enumerate(zip(SOME.repeats, SOME.last / 7, SOME.age / 7, strict=True)):
        stays, will_buy = by_integration(buying, int(x), last, age, WEEKS)
        assert there[place] == pytest.approx(stays, rel=2e-3), place
        assert ahead[place] == pytest.approx(will_buy, rel=2e-3), place


def test_they_agree_with_lives_drawn_by_chance() -> None:
    """Half a million buyers lived through twice 39 weeks: those alike after the first half, in the second."""
    count, chance = 500_000, np.random.default_rng(5)
    whose, when, left = lives(count, 2 * WEEKS, MUSIC, chance)
    first = when < WEEKS
    repeats = np.bincount(whose[first], minlength=count)
    last = np.zeros(count)
    np.maximum.at(last, whose[first], when[first])
    later = np.bincount(whose[~first], minlength=count)
    seen = Histories(repeats, np.rint(last * 7).astype(np.int64), np.full(count, DAYS))
    stays, will_buy = alive(MUSIC, seen), expected(MUSIC, seen, WEEKS)
    for low, high in ((0, 0), (1, 1), (2, 2), (3, 5), (6, 100)):
        for begins, ends in ((-1, 9), (9, 27), (27, 39)):
            own = (repeats >= low) & (repeats <= high) & (last > begins) & (last <= ends)
            if (number := int(own.sum())) < 300:
                continue
            still, bought = left[own] > WEEKS, later[own]
            assert still.mean() == pytest.approx(stays[own].mean(), abs=4 / np.sqrt(number)), (low, begins)
            spread = np.sqrt((bought.var() + will_buy[own].mean()) / number)
            assert bought.mean() == pytest.approx(will_buy[own].mean(), abs=4 * spread), (low, begins)


def test_what_the_function_cannot_reckon_is_integrated(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = expected(MUSIC, SOME, WEEKS)
    monkeypatch.setattr(special, "hyp2f1", lambda *_given: np.nan)
    assert expected(MUSIC, SOME, WEEKS) == pytest.approx(usual, rel=1e-6)


def test_very_many_purchases_are_reckoned_where_the_paper_s_form_overflows() -> None:
    often = histories((1500, 3640, 3640), (400, 2000, 3640))
    with np.errstate(all="ignore"):
        plain = special.hyp2f1(MUSIC.r + 1500, MUSIC.b + 1500, MUSIC.a + MUSIC.b + 1499, 520 / (MUSIC.alpha + 1040))
    assert not np.isfinite(plain)
    found = expected(MUSIC, often, 520)
    assert 0 < found[0] < 1500
    assert found[1] == pytest.approx(0, abs=1e-6)
    ahead = integrated(MUSIC, np.array([1500.0]), np.array([520.0]), 520)[0]
    assert found[0] == pytest.approx(ahead * alive(MUSIC, often)[0], rel=1e-6)


def test_where_a_is_one_it_is_what_lies_between() -> None:
    one = Buying(0.9, 3.0, 1.0, 2.0)
    sides = [expected(replace(one, a=1 + step), SOME, WEEKS) for step in (-1e-3, 1e-3)]
    assert expected(one, SOME, WEEKS) == pytest.approx(sum(sides) / 2, rel=1e-5)


def test_who_bought_once_is_a_customer_still_and_who_fell_silent_hardly() -> None:
    once, steady, silent = alive(MUSIC, histories((0, 0, 273), (10, 265, 273), (10, 60, 273)))
    assert once == 1
    assert steady > 0.9
    assert silent < 0.01


def test_customers_of_whom_none_leaves_are_no_trouble() -> None:
    history = simulate(300, weeks=52, arriving=10, buying=Buying(3.0, 6.0, 1e-4, 50.0))
    known = Known(history, history.end)
    found = fit(known.histories)
    assert found.a / (found.a + found.b) < 0.01
    ahead = expected(found, known.histories, 52)
    assert np.isfinite(ahead).all()
    assert ahead.mean() == pytest.approx(52 * known.repeats / (known.histories.age.sum() / 7), rel=0.1)


def test_a_search_that_never_gets_level_is_no_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_given: Any, **_more: Any) -> Any:
        return type("Found", (), {"x": np.zeros(4), "jac": np.ones(4), "fun": 1.0})

    monkeypatch.setattr("scipy.optimize.minimize", nowhere)
    with pytest.raises(NotConverged):
        fit(SOME)
