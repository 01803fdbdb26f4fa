"""Moving between stages, and the checklist that leads out of each."""

import pytest

from sapa.events.models import Event
from sapa.lib.errors import AlreadyDone, Conflict, Refused
from sapa.pipeline import closing, moving
from sapa.pipeline.models import CheckTick, Pipeline
from sapa.pipeline.tests.deals import NOW, TODAY, deal, fresh, kinds, stage, tallies_are_right
from sapa.testing import Cast


def test_the_probability_follows_the_stage(cast: Cast) -> None:
    made = deal(cast.budi)
    moving.move(made, to=stage("proposal"), by=cast.budi, now=NOW, version=1, anyway=True)
    made = fresh(made)
    assert (made.stage.step, made.probability, made.weighted, made.version) == ("proposal", 50, 625_000, 2)
    told = Event.objects.get(kind="opportunity.moved").data
    assert (told["from"], told["to"]) == ("Calon konsumen", "Proposal")
    assert told["unticked"] == ["Sudah disapa", "Tahu siapa yang memutuskan"]
    assert tallies_are_right()


def test_a_probability_by_hand_stays(cast: Cast) -> None:
    made = deal(cast.budi, probability=35)
    moving.move(made, to=stage("proposal"), by=cast.budi, now=NOW, anyway=True)
    assert (fresh(made).probability, fresh(made).probability_by_hand) == (35, True)


def test_it_asks_once_while_lines_of_the_checklist_are_not_ticked(cast: Cast) -> None:
    made = deal(cast.budi)
    with pytest.raises(moving.Unticked) as asked:
        moving.move(made, to=stage("qualified"), by=cast.budi, now=NOW)
    assert [check.text for check in asked.value.checks] == ["Sudah disapa", "Tahu siapa yang memutuskan"]
    for check in asked.value.checks:
        moving.tick(made, check, by=cast.budi, now=NOW)
    moving.move(made, to=stage("qualified"), by=cast.budi, now=NOW)
    assert fresh(made).stage == stage("qualified")


def test_the_way_back_asks_nothing(cast: Cast) -> None:
    made = deal(cast.budi)
    moving.move(made, to=stage("proposal"), by=cast.budi, now=NOW, anyway=True)
    moving.move(made, to=stage("candidate"), by=cast.budi, now=NOW)
    assert fresh(made).stage == stage("candidate")


def test_moving_twice_moves_once(cast: Cast) -> None:
    made = deal(cast.budi)
    twin = fresh(made)
    moving.move(made, to=stage("proposal"), by=cast.budi, now=NOW, version=1, anyway=True)
    with pytest.raises(AlreadyDone):
        moving.move(fresh(made), to=stage("proposal"), by=cast.budi, now=NOW, version=1)
    with pytest.raises(AlreadyDone):
        moving.move(twin, to=stage("proposal"), by=cast.budi, now=NOW, version=1, anyway=True)
    assert kinds(made) == ["opportunity.created", "opportunity.moved"]
    assert tallies_are_right()


def test_it_refuses_what_another_has_moved_meanwhile(cast: Cast) -> None:
    made, twin = deal(cast.budi), None
    twin = fresh(made)
    moving.move(made, to=stage("proposal"), by=cast.budi, now=NOW, version=1, anyway=True)
    with pytest.raises(Conflict):
        moving.move(twin, to=stage("negotiation"), by=cast.sari, now=NOW, version=1, anyway=True)
    assert fresh(made).stage.step == "proposal"
    assert tallies_are_right()


def test_it_refuses_a_closed_deal_a_closed_stage_and_a_stage_elsewhere(cast: Cast) -> None:
    made = deal(cast.budi)
    for wrong in (stage("won"), stage("lost"), stage("proposal", Pipeline.objects.get(market="b2c"))):
        with pytest.raises(Refused):
            moving.move(made, to=wrong, by=cast.budi, now=NOW, anyway=True)
    closing.win(made, by=cast.budi, on=TODAY, now=NOW)
    with pytest.raises(Refused):
        moving.move(fresh(made), to=stage("proposal"), by=cast.budi, now=NOW, anyway=True)


def test_a_tick_is_one_with_who_and_when_and_can_be_taken_back(cast: Cast) -> None:
    made = deal(cast.budi)
    first, second = moving.checklist(made)
    moving.tick(made, first, by=cast.budi, now=NOW)
    with pytest.raises(AlreadyDone):
        moving.tick(made, first, by=cast.budi, now=NOW)
    assert CheckTick.objects.get().by == cast.budi
    assert moving.unticked(made) == [second]
    moving.untick(made, first, by=cast.budi, now=NOW)
    with pytest.raises(AlreadyDone):
        moving.untick(made, first, by=cast.budi, now=NOW)
    assert kinds(made) == ["opportunity.created", "check.ticked", "check.unticked"]
