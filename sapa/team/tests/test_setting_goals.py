"""Goals: who sets them, for whom, and what happens when it is done twice."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from sapa.events.models import Event
from sapa.lib.errors import AlreadyDone, Conflict, Refused
from sapa.team import targeting
from sapa.team.models import Member, Target
from sapa.testing import Cast

NOVEMBER = date(2026, 11, 1)


def goal(by: Member, amount: int = 20, measure: str = "visits", **whose: Any) -> Target:
    return targeting.set_target(
        measure=measure, length="month", starts_on=date(2026, 11, 22), amount=amount, by=by, **whose
    )


def kinds() -> list[str]:
    return list(Event.objects.filter(kind__startswith="target.").order_by("pk").values_list("kind", flat=True))


def test_a_goal_begins_with_its_month_or_quarter(cast: Cast) -> None:
    assert goal(cast.sari, member=cast.budi).starts_on == NOVEMBER
    quarter = targeting.set_target(
        measure="revenue", length="quarter", starts_on=date(2026, 11, 22), amount=5_000_000, by=cast.sari
    )
    assert quarter.starts_on == date(2026, 10, 1)
    event = Event.objects.order_by("-pk")[0]
    assert (event.data["goal"], event.data["whose"]) == ("Rp5.000.000", "BUM Desa Maju Bersama")


def test_setting_it_twice_sets_it_once_and_another_amount_is_refused(cast: Cast) -> None:
    goal(cast.sari, unit=cast.catering)
    with pytest.raises(AlreadyDone):
        goal(cast.sari, unit=cast.catering)
    with pytest.raises(Refused, match="20"):
        goal(cast.sari, amount=30, unit=cast.catering)
    assert (Target.objects.count(), kinds()) == (1, ["target.set"])


def test_everyone_in_a_team_gets_the_same_goal_once(cast: Cast) -> None:
    goal(cast.sari, amount=5, member=cast.budi)
    given: dict[str, Any] = {"measure": "visits", "length": "month", "starts_on": NOVEMBER, "amount": 20}
    members = [cast.budi, cast.wati]
    assert targeting.set_for_team(**given, members=members, by=cast.sari) == 2
    assert set(Target.objects.values_list("member__name", "amount")) == {("Budi", 20), ("Wati", 20)}
    with pytest.raises(AlreadyDone):
        targeting.set_for_team(**given, members=members, by=cast.sari)
    assert kinds() == ["target.set", "target.set", "target.changed"]


def test_a_change_wants_the_version_that_was_read(cast: Cast) -> None:
    target = goal(cast.sari, member=cast.budi)
    targeting.change_target(target, amount=25, version=1, by=cast.sari)
    with pytest.raises(Conflict):
        targeting.change_target(target, amount=30, version=1, by=cast.sari)
    with pytest.raises(AlreadyDone):
        targeting.change_target(target, amount=25, version=2, by=cast.sari)
    assert Target.objects.values_list("amount", "version").get() == (25, 2)


def test_a_removed_goal_comes_back_as_it_was(cast: Cast) -> None:
    target = goal(cast.sari, member=cast.budi)
    removed = targeting.remove_target(target, by=cast.sari)
    with pytest.raises(AlreadyDone):
        targeting.remove_target(target, by=cast.sari)
    targeting.restore(removed, by=cast.sari)
    with pytest.raises(AlreadyDone):
        targeting.restore(removed, by=cast.sari)
    row = Target.objects.get()
    assert (row.measure, row.starts_on, row.member_id, row.amount) == ("visits", NOVEMBER, cast.budi.pk, 20)


def test_last_months_goals_are_copied_once_without_those_of_who_left(cast: Cast) -> None:
    for member in (cast.budi, cast.wati):
        goal(cast.sari, member=member)
    goal(cast.sari, amount=100)
    Member.objects.filter(pk=cast.wati.pk).update(left_at="2026-11-20T00:00Z")
    december = date(2026, 12, 1)
    assert targeting.copy_last(length="month", starts_on=december, by=cast.tono) == 1  # his team is Budi
    assert targeting.copy_last(length="month", starts_on=december, by=cast.sari) == 1  # the organisation's
    with pytest.raises(AlreadyDone):
        targeting.copy_last(length="month", starts_on=december, by=cast.sari)
    with pytest.raises(Refused):
        targeting.copy_last(length="month", starts_on=date(2026, 10, 1), by=cast.sari)
    copied = Target.objects.filter(starts_on=december).values_list("member__name", "amount")
    assert set(copied) == {("Budi", 20), (None, 100)}


def test_who_sees_which_goals(cast: Cast) -> None:
    goal(cast.sari, amount=100)
    goal(cast.sari, unit=cast.catering)
    goal(cast.sari, team_of=cast.tono)
    for member in (cast.budi, cast.wati, cast.joko):
        goal(cast.sari, member=member)
    seen = {
        name: Target.objects.visible_to(getattr(cast, name)).count()
        for name in ("sari", "tono", "budi", "wati", "joko", "tini", "darma")
    }
    assert seen == {"sari": 6, "tono": 3, "budi": 2, "wati": 2, "joko": 2, "tini": 1, "darma": 6}


def form(whose: str, **changed: str) -> dict[str, str]:
    month = timezone.localdate().replace(day=1).isoformat()
    return {"measure": "visits", "period": f"month:{month}", "goal": "1.000", "whose": whose, **changed}


def test_a_supervisor_sets_goals_of_the_team_and_of_nobody_else(cast: Cast) -> None:
    browser, url = cast.client(cast.tono), "/maju-bersama/targets/new/"
    for whose in ("all", f"unit:{cast.catering.pk}", f"member:{cast.wati.pk}", f"team:{cast.sari.pk}"):
        assert browser.post(url, form(whose)).status_code == 403
    assert Target.objects.count() == 0
    assert browser.post(url, form(f"member:{cast.budi.pk}")).status_code == 303
    assert browser.post(url, form(f"each:{cast.tono.pk}", goal="30")).status_code == 303
    assert list(Target.objects.values_list("member__name", "amount")) == [("Budi", 30)]
    assert browser.post(url, form(f"team:{cast.tono.pk}")).status_code == 303


@pytest.mark.parametrize(
    ("measure", "text", "amount"),
    [("revenue", "5 jt", 5_000_000), ("conversion", "30%", 30), ("conversion", "101", None), ("visits", "0", None)],
)
def test_an_amount_is_read_as_its_measure_is_written(cast: Cast, measure: str, text: str, amount: int | None) -> None:
    answer = cast.client(cast.sari).post("/maju-bersama/targets/new/", form("all", measure=measure, goal=text))
    assert answer.status_code == (303 if amount else 422)
    assert list(Target.objects.values_list("amount", flat=True)) == ([amount] if amount else [])


def test_the_pages_of_one_goal(cast: Cast) -> None:
    target = goal(cast.sari, amount=100)
    url = f"/maju-bersama/targets/{target.pk}"
    assert cast.client(cast.tono).post(f"{url}/edit/", {"goal": "5", "version": 1}).status_code == 403
    assert cast.client(cast.budi).post(f"{url}/removal/").status_code == 403
    assert cast.client(cast.asing).post(f"{url}/removal/").status_code == 404
    assert Target.objects.get().amount == 100
    browser = cast.client(cast.sari)
    assert browser.post(f"{url}/edit/", {"goal": "120", "version": 1}).status_code == 303
    assert browser.post(f"{url}/edit/", {"goal": "130", "version": 1}).status_code == 409
    assert browser.post(f"{url}/removal/").status_code == 303
    event = Event.objects.get(kind="target.removed")
    assert browser.post(f"/maju-bersama/targets/removed/{event.pk}/restoring/").status_code == 303
    assert Target.objects.get().amount == 120


def test_another_teams_goal_does_not_exist_for_a_supervisor(cast: Cast) -> None:
    target = goal(cast.sari, member=cast.wati)
    url = f"/maju-bersama/targets/{target.pk}"
    for verb in ("edit", "removal"):
        assert cast.client(cast.tono).post(f"{url}/{verb}/").status_code == 404
