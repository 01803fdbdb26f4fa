"""The figures kept for the board are those that a count gives, whatever was done in whatever order."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sapa.lib.errors import Refused
from sapa.pipeline import closing, moving, opening, tallies
from sapa.pipeline.models import LostReason, Opportunity, Stage, StageTally
from sapa.pipeline.tests.deals import NOW, TODAY, business, deal, fresh, kinds, stage, tallies_are_right
from sapa.tenancy.current import organization_scope
from sapa.testing import Cast, assemble

VERBS = ["open", "move", "change", "owner", "win", "lose", "reopen"]
STEPS = st.lists(
    st.tuples(st.sampled_from(VERBS), st.integers(0, 5), st.integers(0, 3), st.integers(0, 10**12)), max_size=12
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_they_equal_a_recount_after_any_verbs(cast: Cast, steps: list[tuple[str, int, int, int]]) -> None:
    deals = [deal(cast.budi)]
    for verb, which, place, amount in steps:
        try:
            act(cast, deals, verb, which, place, amount)
        except Refused:
            continue
        finally:
            deals = [fresh(one) for one in deals]
    assert tallies_are_right()


def act(cast: Cast, deals: list[Opportunity], verb: str, which: int, place: int, amount: int) -> None:
    one = deals[which % len(deals)]
    members = [cast.budi, cast.wati, cast.sari, None]
    if verb == "open":
        deals.append(deal(cast.budi, owner=members[place], unit=None, value=amount))
    elif verb == "move":
        to = Stage.objects.filter(pipeline=business()).order_by("position")[place]
        moving.move(one, to=to, by=cast.budi, now=NOW, anyway=True)
    elif verb == "change":
        opening.change(one, by=cast.budi, now=NOW, value=amount, probability=place * 30)
    elif verb == "owner":
        opening.change(one, by=cast.budi, now=NOW, value=one.value, owner=members[place])
    elif verb == "win":
        closing.win(one, by=cast.budi, on=TODAY, now=NOW, value=amount)
    elif verb == "lose":
        closing.lose(one, reason=LostReason.objects.all()[0], by=cast.budi, on=TODAY, now=NOW)
    else:
        closing.reopen(one, by=cast.budi, now=NOW)


def test_a_recount_mends_what_a_bulk_load_left(cast: Cast) -> None:
    made = deal(cast.budi)
    Opportunity.objects.filter(pk=made.pk).update(value=7)
    assert not tallies_are_right()
    assert tallies.recount() == 1
    assert tallies_are_right()
    with organization_scope(cast.other):
        assert tallies.recount() == 0
    assert StageTally.objects.get().value == 7


@pytest.mark.skipif(connection.vendor != "postgresql", reason="races are run on PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_of_a_move_and_a_win_at_one_moment_one_is_done() -> None:
    cast = assemble()
    with organization_scope(cast.organization):
        for _round in range(5):
            made = deal(cast.budi)
            results = race(
                cast,
                lambda one: moving.move(one, to=stage("proposal"), by=cast.budi, now=NOW, version=1, anyway=True),
                lambda one: closing.win(one, by=cast.sari, on=TODAY, now=NOW, version=1),
                made,
            )
            assert sorted(results) == ["done", "refused"]
            assert len(kinds(made)) == 2
            assert fresh(made).version == 2
        assert tallies_are_right()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="races are run on PostgreSQL")
@pytest.mark.django_db(transaction=True)
def test_moves_against_each_other_wait_and_never_lock_up() -> None:
    cast = assemble()
    with organization_scope(cast.organization):
        here, there = deal(cast.budi), deal(cast.budi)
        moving.move(there, to=stage("proposal"), by=cast.budi, now=NOW, anyway=True)
        for _round in range(5):
            pair = [fresh(here), fresh(there)]
            targets = [pair[1].stage, pair[0].stage]
            moves = [
                lambda _one, deal=deal_, to=to: moving.move(deal, to=to, by=cast.budi, now=NOW, anyway=True)
                for deal_, to in zip(pair, targets, strict=True)
            ]
            assert race(cast, *moves, here) == ["done", "done"]
        assert tallies_are_right()


def race(cast: Cast, one: Callable[..., Any], other: Callable[..., Any], opportunity: Opportunity) -> list[str]:
    """Run both on the same opportunity in two threads, each with a connection of its own."""
    gate, results = Barrier(2), []

    def run(verb: Callable[..., Any]) -> None:
        with organization_scope(cast.organization):
            loaded = fresh(opportunity)
            gate.wait()
            try:
                verb(loaded)
                results.append("done")
            except Refused:
                results.append("refused")
            finally:
                connection.close()

    threads = [Thread(target=run, args=[verb]) for verb in (one, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    return results
