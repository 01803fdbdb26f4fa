"""Pipelines, stages, checklists and reasons, as the director arranges them."""

import pytest

from sapa.events.models import Event
from sapa.lib.errors import AlreadyDone, Refused
from sapa.pipeline import arranging, closing, moving
from sapa.pipeline.models import LostReason, Opportunity, Pipeline, Stage
from sapa.pipeline.tests.deals import NOW, TODAY, business, deal, fresh, kinds, stage, tallies_are_right
from sapa.testing import Cast

BASE = "/maju-bersama/settings/"


def test_a_stage_in_use_gives_its_deals_to_another(cast: Cast) -> None:
    follows, by_hand = deal(cast.budi), deal(cast.budi, probability=35)
    for one in (follows, by_hand):
        moving.move(one, to=stage("qualified"), by=cast.budi, now=NOW, anyway=True)
    with pytest.raises(Refused):
        arranging.delete_stage(stage("qualified"), to=None, by=cast.sari, now=NOW)
    with pytest.raises(Refused):
        arranging.delete_stage(stage("qualified"), to=stage("won"), by=cast.sari, now=NOW)
    assert arranging.delete_stage(stage("qualified"), to=stage("proposal"), by=cast.sari, now=NOW) == 2
    assert (fresh(follows).stage.step, fresh(follows).probability) == ("proposal", 50)
    assert (fresh(by_hand).stage.step, fresh(by_hand).probability) == ("proposal", 35)
    assert kinds(follows)[-1] == "opportunity.moved"
    assert not Stage.objects.filter(pipeline=business(), step="qualified").exists()
    assert tallies_are_right()


def test_each_pipeline_keeps_one_won_one_lost_and_one_open_stage(cast: Cast) -> None:
    for step in ("won", "lost"):
        with pytest.raises(Refused):
            arranging.delete_stage(stage(step), to=None, by=cast.sari, now=NOW)
        with pytest.raises(Refused):
            arranging.change_stage(stage(step), by=cast.sari, step="proposal")
    for step in ("qualified", "proposal", "negotiation"):
        arranging.delete_stage(stage(step), to=None, by=cast.sari, now=NOW)
    with pytest.raises(Refused):
        arranging.delete_stage(stage("candidate"), to=None, by=cast.sari, now=NOW)


def test_a_stage_with_deals_does_not_turn_from_open_to_closed(cast: Cast) -> None:
    deal(cast.budi)
    with pytest.raises(Refused):
        arranging.change_stage(stage("candidate"), by=cast.sari, step="won")
    arranging.change_stage(stage("candidate"), by=cast.sari, name="Kenalan", probability=5)
    assert (stage("candidate").name, stage("candidate").probability) == ("Kenalan", 5)


def test_a_new_stage_stands_before_the_closed_ones_and_can_be_moved(cast: Cast) -> None:
    arranging.add_stage(
        business(), by=cast.sari, name="Contoh", step="proposal", probability=60, rots_after=5, checks=["Dicoba"]
    )
    names = list(business().stages.values_list("name", flat=True))
    assert names == ["Calon konsumen", "Kualifikasi", "Proposal", "Negosiasi", "Contoh", "Menang", "Kalah"]
    made = Stage.objects.get(name="Contoh")
    assert arranging.checks_of(made) == ["Dicoba"]
    arranging.move_stage(made, up=True, by=cast.sari)
    assert list(business().stages.values_list("name", flat=True))[3] == "Contoh"
    with pytest.raises(AlreadyDone):
        arranging.move_stage(stage("candidate"), up=True, by=cast.sari)
    with pytest.raises(Refused):
        arranging.add_stage(business(), by=cast.sari, name="Contoh", step="proposal", probability=1, rots_after=None)


def test_a_line_that_stays_in_the_checklist_keeps_its_ticks(cast: Cast) -> None:
    made = deal(cast.budi)
    moving.tick(made, moving.checklist(made)[0], by=cast.budi, now=NOW)
    arranging.change_stage(stage("candidate"), by=cast.sari, checks=["Baru", "Sudah disapa"])
    assert [(check.text, check.tick is not None) for check in moving.checklist(made)] == [
        ("Baru", False),
        ("Sudah disapa", True),
    ]


def test_a_pipeline_with_open_deals_is_not_archived(cast: Cast) -> None:
    made = deal(cast.budi)
    with pytest.raises(Refused):
        arranging.archive_pipeline(business(), by=cast.sari, now=NOW)
    closing.win(made, by=cast.budi, on=TODAY, now=NOW)
    arranging.archive_pipeline(business(), by=cast.sari, now=NOW)
    for other in Pipeline.objects.filter(archived_at=None)[:1]:
        arranging.archive_pipeline(other, by=cast.sari, now=NOW)
    with pytest.raises(Refused):
        arranging.archive_pipeline(Pipeline.objects.get(archived_at=None), by=cast.sari, now=NOW)


def test_the_director_does_all_of_it_on_the_settings_pages(cast: Cast) -> None:
    client, made = cast.client(cast.sari), deal(cast.budi)
    client.post(f"{BASE}pipelines/new/", {"name": "Hajatan", "market": "b2c"})
    new = Pipeline.objects.get(name="Hajatan")
    assert new.stages.count() == 6
    client.post(f"{BASE}pipelines/{new.pk}/stages/new/", {"name": "Survei", "step": "qualified", "probability": "30"})
    survey = Stage.objects.get(name="Survei")
    client.post(f"{BASE}stages/{survey.pk}/moving/", {"up": 1})
    client.post(f"{BASE}pipelines/{new.pk}/moving/", {"up": 1})
    asked = client.get(f"{BASE}stages/{made.stage_id}/deletion/").content.decode()
    assert "Kualifikasi" in asked and "Menang" not in asked.split("<main")[1].split("</main>")[0]
    assert client.post(f"{BASE}stages/{made.stage_id}/deletion/").status_code == 422
    client.post(f"{BASE}stages/{made.stage_id}/deletion/", {"to": stage("qualified").pk})
    assert fresh(made).stage == stage("qualified")
    client.post(f"{BASE}lost-reasons/new/", {"name": "Pindah desa"})
    reason = LostReason.objects.get(name="Pindah desa")
    for _time in range(2):
        client.post(f"{BASE}lost-reasons/{reason.pk}/archiving/")
    reason.refresh_from_db()
    assert reason.archived_at is not None
    assert Event.objects.filter(kind="lost_reason.archived").count() == 1
    assert client.get(f"{BASE}pipelines/").status_code == 200
    assert cast.client(cast.tono).post(f"{BASE}pipelines/new/", {"name": "X"}).status_code == 403
    assert Opportunity.objects.count() == 1 and tallies_are_right()
