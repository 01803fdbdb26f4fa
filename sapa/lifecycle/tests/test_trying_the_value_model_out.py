"""The model of the first part of a history, held against the rest; and when there is too little for a model."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from sapa.configuration import ROOT
from sapa.lib.day_numbers import EPOCH
from sapa.lifecycle.apart import run_apart
from sapa.lifecycle.buying_model import Buying, alive, integrated
from sapa.lifecycle.reading import day_number
from sapa.lifecycle.tests import music
from sapa.lifecycle.tests.buyers import simulate
from sapa.lifecycle.value_model import (
    Fit,
    History,
    Known,
    Refusal,
    appraise,
    evaluate,
    fit,
    try_out,
)

END = day_number(music.CALIBRATION_END)


def part(history: History, customers: int, day: int | None = None) -> History:
    """Of so many customers, until a day."""
    kept = history.places < customers
    if day is not None:
        kept &= history.days <= day
    more = {"customers": history.customers[:customers], "kept": history.kept[:customers]}
    return replace(history, **more, **{name: getattr(history, name)[kept] for name in ("places", "days", "net")})


def test_the_music_shop_s_hold_out_is_that_of_the_paper() -> None:
    trial = try_out(music.history(), END)
    assert trial.end == day_number(music.LAST_DAY)
    by_hand = {repeats: [0, 0] for repeats in range(8)}
    for days in music.bought():
        before = sum(day <= END + EPOCH - music.FIRST_DAY.toordinal() for day in days)
        line = by_hand[min(before - 1, 7)]
        line[0], line[1] = line[0] + 1, line[1] + len(days) - before
    assert [(line.customers, line.actual) for line in trial.lines] == [tuple(line) for line in by_hand.values()]
    assert [line.customers for line in trial.lines] == [1411, 439, 214, 100, 62, 38, 29, 64]
    assert [line.actual for line in trial.lines] == [334, 306, 298, 156, 157, 112, 112, 407]
    assert [round(line.expected / line.customers, 3) for line in trial.lines] == [
        0.225, 0.523, 1.044, 1.52, 2.164, 2.654, 3.504, 6.157,
    ]  # fmt: skip


def test_what_it_expects_agrees_with_integration_line_by_line() -> None:
    history = music.history()
    trial, known = try_out(history, END), Known(history, END)
    buying, seen = trial.fit.buying, known.histories
    assert buying is not None
    ahead = integrated(buying, seen.repeats.astype(float), seen.age / 7, 39) * alive(buying, seen)
    for line in trial.lines:
        assert line.expected == pytest.approx(ahead[np.minimum(seen.repeats, 7) == line.repeats].sum(), rel=1e-5)


def test_those_drawn_by_chance_buy_as_often_as_foreseen() -> None:
    history = simulate(20_000, weeks=78, arriving=20, seed=4)
    for line in try_out(history, history.default_calibration_end()).lines:
        assert line.expected == pytest.approx(line.actual, abs=4 * np.sqrt(line.actual * 2)), line


def test_two_thirds_of_the_history_are_learnt_from() -> None:
    history = music.history()
    assert history.default_calibration_end() == history.first + 545 * 2 // 3


@pytest.mark.parametrize(
    ("history", "refused"),
    [
        (part(simulate(500), 99), Refusal.FEW_BUYERS),
        (part(simulate(500), 500, simulate(500).first + 26 * 7 - 1), Refusal.SHORT_HISTORY),
        (simulate(300, buying=Buying(0.2, 60, 0.8, 2.4)), Refusal.FEW_REPEATS),
        (part(simulate(500), 0), Refusal.FEW_BUYERS),
    ],
)
def test_too_little_is_refused_and_nothing_is_said_of_anybody(history: History, refused: Refusal) -> None:
    found = appraise(history, 365)
    assert (found.fit.refused, found.fit.buying, found.trial.lines) == (refused, None, ())
    assert found.trial.fit.refused is not None
    assert len(found.values.customers) == 0


def test_a_hundred_buyers_and_half_a_year_are_enough() -> None:
    found = fit(Known(part(simulate(500), 100), simulate(500).end))
    assert (found.refused, found.customers) == (None, 100)


def test_a_calibration_after_the_end_has_no_hold_out() -> None:
    history = simulate(500)
    trial = try_out(history, history.end)
    assert trial.fit.buying is not None
    assert trial.lines == ()


def test_who_came_after_the_calibration_is_no_part_of_it() -> None:
    history = simulate(1000, weeks=78, arriving=70)
    end = history.default_calibration_end()
    trial = try_out(history, end)
    assert trial.fit.customers == sum(line.customers for line in trial.lines) < 1000


def test_value_is_purchases_times_amount_times_what_stays() -> None:
    history = music.history()
    found = fit(Known(history, history.end))
    values = evaluate(replace(history, kept=np.full(2357, 0.25)), found, 365)
    whole = evaluate(history, found, 365)
    assert values.value == pytest.approx(whole.value / 4)
    assert (whole.value > 0).all()
    assert ((whole.alive >= 0) & (whole.alive <= 1)).all()
    assert list(whole.customers) == list(range(1, 2358))
    plain = evaluate(history, replace(found, money=None), 365)
    spent = plain.value / plain.purchases
    assert spent.min() > 0
    assert spent.max() < history.net.max()


def test_without_a_model_nothing_is_expected() -> None:
    nothing = evaluate(music.history(), Fit(END, 3, refused=Refusal.NOT_CONVERGED), 365)
    assert len(nothing.customers) == len(nothing.value) == 0


def test_apart_it_is_the_same_and_errors_come_back() -> None:
    history = simulate(400)
    here, there = appraise(history, 180), run_apart(appraise, history, 180)
    assert there.fit.buying is not None
    assert there.fit.buying.r == pytest.approx(here.fit.buying.r, rel=1e-4)  # type: ignore[union-attr]
    assert there.values.value == pytest.approx(here.values.value, rel=1e-3)
    with pytest.raises(RuntimeError, match="AttributeError"):
        run_apart(appraise, None, 1)  # type: ignore[arg-type]


def test_neither_web_nor_worker_loads_scipy() -> None:
    loads = (
        "import sys, django; django.setup(); import sapa.reactions; from django.urls import get_resolver;"
        "from sapa.web.management.commands.work import load_tasks; load_tasks(); get_resolver().url_patterns;"
        "from django.conf import settings; get_resolver(settings.ORGANIZATION_URLCONF).url_patterns;"
        "assert 'sapa.insight.views.value' in sys.modules; print('scipy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "False"
