"""Winning, losing and reopening."""

from datetime import date

import pytest

from sapa.activities.models import Activity
from sapa.events.models import Event
from sapa.lib.errors import AlreadyDone, Conflict, Refused
from sapa.pipeline import closing, moving
from sapa.pipeline.models import LostReason, Opportunity
from sapa.pipeline.tests.deals import NOW, TODAY, deal, fresh, kinds, stage, tallies_are_right
from sapa.testing import Cast


def lose(opportunity: Opportunity, cast: Cast, **more: object) -> None:
    reason = LostReason.objects.get(name="Memilih pesaing")
    closing.lose(opportunity, reason=reason, by=cast.budi, on=TODAY, now=NOW, **more)  # type: ignore[arg-type]


def test_winning_closes_it_with_day_and_person_at_full_weight(cast: Cast) -> None:
    made = deal(cast.budi)
    closing.win(made, by=cast.sari, on=TODAY, now=NOW, version=1, value=1_100_000)
    made = fresh(made)
    assert (made.outcome, made.stage.step, made.closed_on, made.closed_by) == ("won", "won", TODAY, cast.sari)
    assert (made.value, made.value_by_hand, made.probability, made.weighted) == (1_100_000, True, 100, 1_100_000)
    assert Event.objects.get(kind="opportunity.won").data["value"] == 1_100_000
    assert tallies_are_right()


def test_losing_keeps_the_reason_the_competitor_and_what_is_to_be_done(cast: Cast) -> None:
    made = deal(cast.budi)
    follow_up = closing.FollowUp("Tawarkan lagi sebelum Lebaran", date(2027, 2, 1), cast.budi)
    lose(made, cast, competitor="CV Boga", note="Lebih murah 2.000", follow_up=follow_up)
    made = fresh(made)
    assert (made.outcome, made.lost_reason.name, made.competitor) == ("lost", "Memilih pesaing", "CV Boga")
    assert (made.probability, made.weighted, made.closed_on) == (0, 0, TODAY)
    task = Activity.objects.get()
    assert (task.title, task.due_on, task.assigned_to) == (follow_up.title, follow_up.due_on, cast.budi)
    assert (task.customer_id, task.subject_kind, task.subject_id) == (made.customer_id, "opportunity", made.pk)
    assert tallies_are_right()


def test_closing_twice_closes_once(cast: Cast) -> None:
    won, lost = deal(cast.budi), deal(cast.budi)
    stale = fresh(won)
    closing.win(won, by=cast.budi, on=TODAY, now=NOW)
    for again in (fresh(won), stale):
        with pytest.raises(AlreadyDone):
            closing.win(again, by=cast.budi, on=TODAY, now=NOW)
    lose(lost, cast)
    with pytest.raises(AlreadyDone):
        lose(fresh(lost), cast)
    assert kinds(won) == ["opportunity.created", "opportunity.won"]
    assert kinds(lost) == ["opportunity.created", "opportunity.lost"]
    assert tallies_are_right()


def test_what_is_won_is_not_lost_before_it_is_reopened(cast: Cast) -> None:
    made = deal(cast.budi)
    stale = fresh(made)
    closing.win(made, by=cast.budi, on=TODAY, now=NOW)
    with pytest.raises(Refused):
        lose(fresh(made), cast)
    with pytest.raises(Conflict):
        lose(stale, cast)
    assert fresh(made).outcome == "won"


def test_reopening_puts_it_back_where_it_was_and_is_remembered(cast: Cast) -> None:
    made = deal(cast.budi, probability=35)
    moving.move(made, to=stage("negotiation"), by=cast.budi, now=NOW, anyway=True)
    lose(made, cast)
    closing.reopen(fresh(made), by=cast.sari, now=NOW)
    made = fresh(made)
    assert (made.outcome, made.stage.step, made.closed_on, made.lost_reason) == ("open", "negotiation", None, None)
    assert (made.probability, made.probability_by_hand) == (35, True)
    assert kinds(made)[-2:] == ["opportunity.lost", "opportunity.reopened"]
    assert Event.objects.get(kind="opportunity.reopened").data["was"] == "lost"
    with pytest.raises(AlreadyDone):
        closing.reopen(made, by=cast.sari, now=NOW)
    assert tallies_are_right()


def test_an_imported_deal_that_nobody_moved_reopens_in_the_first_stage(cast: Cast) -> None:
    made = deal(cast.budi)
    Opportunity.objects.filter(pk=made.pk).update(stage=stage("won"), outcome="won", closed_on=TODAY, probability=100)
    closing.reopen(fresh(made), by=cast.sari, now=NOW)
    assert (fresh(made).stage, fresh(made).probability) == (stage("candidate"), 10)
