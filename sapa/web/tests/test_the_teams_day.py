"""The team's day: who has what, what is late, who needs help."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sapa.activities.models import Activity
from sapa.activities.planning import complete, plan
from sapa.customers import keeping
from sapa.customers.models import Customer
from sapa.pipeline.models import Opportunity, Stage
from sapa.team.models import Member
from sapa.testing import Cast
from sapa.web.today.team import Line, team_day

PAGE = "/maju-bersama/today/team/"


def day(leader: Member) -> list[Line]:
    return team_day(leader, timezone.localdate(), timezone.now())


def deal(owner: Member, **fields: Any) -> Opportunity:
    stage = Stage.objects.filter(rots_after=14).order_by("pk")[0]
    made = keeping.create(by=owner, fields={"name": "Of a deal"})
    Customer.objects.filter(pk=made.pk).update(touched_at=timezone.now())
    told = {"title": "Nasi", "pipeline": stage.pipeline, "stage": stage, "probability": 10, "owner": owner}
    return Opportunity.objects.create(customer=made, **told, **fields)


def fill(cast: Cast) -> None:
    on, now = timezone.localdate(), timezone.now()
    for days in (0, 0, 1, 5):
        plan(title="Sapa", due_on=on - timedelta(days=days), by=cast.budi)
    plan(title="Besok", due_on=on + timedelta(days=1), by=cast.budi)
    complete(plan(title="Sudah", due_on=on, by=cast.budi), by=cast.budi, now=now)
    for hours in (30, 40, 2):
        keeping.create(by=cast.budi, fields={"name": "Baru"}, now=now - timedelta(hours=hours))
    deal(cast.budi, expected_close=on - timedelta(days=1))
    deal(cast.budi, expected_close=on + timedelta(days=6))
    deal(cast.budi, expected_close=on + timedelta(days=7))
    deal(cast.budi, stage_entered_at=now - timedelta(days=20))
    deal(cast.wati, expected_close=on - timedelta(days=1))


def test_it_counts_each_members_day_and_puts_who_needs_help_first(cast: Cast) -> None:
    fill(cast)
    found = [(line.member.name, *(figure.count for figure in line.figures)) for line in day(cast.sari)]
    assert found[:3] == [("Budi", 2, 2, 2, 1, 2, 1), ("Wati", 0, 0, 1, 0, 0, 0), ("Cici", 0, 0, 0, 0, 0, 0)]


def test_a_supervisor_sees_their_own_team(cast: Cast) -> None:
    assert [line.member.name for line in day(cast.tono)] == ["Budi", "Tono"]


def test_each_figure_opens_a_list_with_as_many(cast: Cast) -> None:
    fill(cast)
    line = day(cast.tono)[0]
    browser = cast.client(cast.tono)
    pages = []
    for figure in line.figures[:5]:
        url = figure.url if figure.url.startswith("/maju-bersama/") else f"/maju-bersama{figure.url}"
        response = browser.get(url)
        assert response.status_code == 200
        pages.append((figure.count, len(_rows(response.context))))
    assert pages == [(2, 2), (2, 2), (2, 2), (1, 1), (2, 2)]


def _rows(context: Any) -> Any:
    for name in ("page", "rows"):
        found = context.get(name)
        if found is not None:
            return getattr(found, "rows", found)
    raise AssertionError("no rows on the page")


def test_who_leads_nobody_may_not_look(cast: Cast) -> None:
    answers = {
        name: cast.client(getattr(cast, name)).get(PAGE).status_code
        for name in ("sari", "tono", "budi", "joko", "darma", "asing")
    }
    assert answers == {"sari": 200, "tono": 200, "budi": 403, "joko": 403, "darma": 403, "asing": 404}
    assert PAGE in cast.client(cast.sari).get("/maju-bersama/").text
    assert PAGE not in cast.client(cast.budi).get("/maju-bersama/").text


def test_it_takes_at_most_twelve_queries_for_two_hundred_members(cast: Cast) -> None:
    many = Member.objects.bulk_create(
        Member(name=f"Anggota {number}", role="salesperson", supervisor=cast.tono) for number in range(200)
    )
    told = {"title": "Sapa", "due_on": date(2020, 1, 1), "created_by": cast.tono}
    Activity.objects.bulk_create(Activity(assigned_to=member, **told) for member in many)
    for leader in (cast.sari, cast.tono):
        cast.client(leader).get(PAGE)
        with CaptureQueriesContext(connection) as queries:
            assert "Anggota 199" in cast.client(leader).get(PAGE).text
        assert len(queries) <= 12


def test_nothing_of_another_organisation_is_counted(cast: Cast) -> None:
    fill(cast)
    before: datetime = timezone.now()
    assert [line.member.name for line in team_day(cast.sari, timezone.localdate(), before)].count("Asing") == 0


def test_what_was_done_today_opens_what_that_member_did_today(cast: Cast) -> None:
    on, now = timezone.localdate(), timezone.now()
    complete(plan(title="Kemarin saja", due_on=on, by=cast.budi), by=cast.budi, now=now - timedelta(days=1))
    complete(plan(title="Milik Budi", due_on=on - timedelta(days=3), by=cast.budi), by=cast.sari, now=now)
    complete(plan(title="Hari ini juga", due_on=on + timedelta(days=2), by=cast.budi), by=cast.budi, now=now)
    done = {line.member.name: line.done for line in day(cast.sari)}
    assert (done["Budi"].count, done["Sari"].count) == (1, 1)
    client = cast.client(cast.sari)
    of_budi, of_sari = (client.get(f"/maju-bersama{done[name].url}").text for name in ("Budi", "Sari"))
    assert ("Hari ini juga" in of_budi, "Kemarin saja" in of_budi, "Milik Budi" in of_budi) == (True, False, False)
    assert ("Milik Budi" in of_sari, "Hari ini juga" in of_sari) == (True, False)
