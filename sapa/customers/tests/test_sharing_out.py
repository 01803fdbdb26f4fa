"""Many customers are shared out: in turn, by territory, by load, into the pool; seen before, undone after."""

from collections import Counter
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.tasks import default_task_backend
from django.test.utils import CaptureQueriesContext

from sapa.customers import bulk, sharing, tasks
from sapa.customers.models import BulkChange, Customer
from sapa.customers.sharing_out import Way, plan, share_out
from sapa.customers.tests.making import make
from sapa.events.models import Event
from sapa.lib.errors import AlreadyDone, Refused
from sapa.places.testing import load_some_regions
from sapa.team.models import Member
from sapa.testing import Cast

NOW = datetime(2026, 11, 22, 3, tzinfo=UTC)
SHARING = "/maju-bersama/customers/sharing/"


def some(cast: Cast, number: int, **fields: object) -> list[Customer]:
    return [make(cast.sari, f"Calon {at}", "", **fields) for at in range(number)]


def owners() -> dict[str, str]:
    return dict(Customer.objects.order_by("pk").values_list("name", "owner__name"))


def share(cast: Cast, way: str, *members: Member, **asked: object) -> BulkChange:
    rows = Customer.objects.filter(owner=cast.sari)
    return share_out(rows, way=way, members=members, by=cast.sari, token=uuid4(), now=NOW, **asked)


def test_in_turn_each_gets_the_same_and_the_next_time_goes_on(cast: Cast) -> None:
    some(cast, 4)
    members = (cast.wati, cast.budi, cast.joko)
    assert plan(Customer.objects.all(), way=Way.ROUND_ROBIN, members=members).shares == [
        ("Budi", 2),
        ("Joko", 1),
        ("Wati", 1),
    ]
    made = share(cast, Way.ROUND_ROBIN, *members, why="Pameran")
    assert owners() == {"Calon 0": "Budi", "Calon 1": "Joko", "Calon 2": "Wati", "Calon 3": "Budi"}
    assert (made.total, made.done, made.changed, made.data["shares"]) == (
        4,
        4,
        4,
        [["Budi", 2], ["Joko", 1], ["Wati", 1]],
    )
    told = Event.objects.filter(kind="customer.assigned").order_by("customer_id").first()
    assert told is not None
    assert (told.by_name, told.at, told.data) == (
        "Sari",
        NOW,
        {"owner": "Budi", "how": "round_robin", "why": "Pameran"},
    )
    Customer.objects.all().delete()
    some(cast, 2)
    share(cast, Way.ROUND_ROBIN, *members)
    assert list(owners().values()) == ["Joko", "Wati"]  # Budi had the last one


def test_an_undone_turn_is_not_counted(cast: Cast) -> None:
    some(cast, 1)
    made = share(cast, Way.ROUND_ROBIN, cast.budi, cast.wati)
    assert bulk.undo(made, by=cast.sari, now=NOW) == 1
    share(cast, Way.ROUND_ROBIN, cast.budi, cast.wati)
    assert owners() == {"Calon 0": "Budi"}


def test_by_load_who_has_the_fewest_gets_first(cast: Cast) -> None:
    for number in range(3):
        make(cast.budi, f"Budi {number}", "")
    make(cast.wati, "Wati 0", "")
    make(cast.wati, "Sudah", "", step="account")  # no prospect: no load
    some(cast, 4)
    share(cast, Way.LOAD, cast.budi, cast.wati)
    assert Counter(owners().values()) == {"Budi": 4, "Wati": 5}


def test_those_being_shared_out_are_no_load(cast: Cast) -> None:
    for number in range(4):
        make(cast.budi, f"Budi {number}", "")
    rows = Customer.objects.filter(owner=cast.budi)
    assert plan(rows, way=Way.LOAD, members=[cast.budi, cast.wati]).shares == [("Budi", 2), ("Wati", 2)]


def test_by_territory_the_nearest_region_decides_and_the_rest_stays(cast: Cast) -> None:
    load_some_regions()
    cast.joko.territory = cast.budi.territory
    cast.joko.save()
    cast.wati.territory.region_codes = ["31.71"]  # the whole city: further off than Budi's district
    cast.wati.territory.save()
    make(cast.budi, "Punya Budi", "")
    some(cast, 2, region_id="31.71.05.1001")
    make(cast.sari, "Kota", "", region_id="31.71")
    make(cast.sari, "Tanpa desa", "")
    made = share(cast, Way.TERRITORY)
    found = owners()
    assert [found[name] for name in ("Calon 0", "Calon 1", "Kota", "Tanpa desa")] == ["Joko", "Budi", "Wati", "Sari"]
    assert (made.data["shares"], made.data["stay"]) == ([["Budi", 1], ["Joko", 1], ["Wati", 1]], 1)


def test_into_the_pool_go_prospects_and_come_back_from_it(cast: Cast) -> None:
    some(cast, 2)
    make(cast.sari, "Sudah", "", step="account")
    made = share(cast, Way.POOL)
    assert owners() == {"Calon 0": None, "Calon 1": None, "Sudah": "Sari"}
    assert (made.changed, made.data["stay"]) == (2, 1)
    assert Event.objects.filter(kind="customer.pooled").count() == 2
    sharing.claim(Customer.objects.get(name="Calon 1"), by=cast.joko, now=NOW)
    assert bulk.undo(made, by=cast.sari, now=NOW) == 1
    assert owners() == {"Calon 0": "Sari", "Calon 1": "Joko", "Sudah": "Sari"}
    assert Customer.objects.get(name="Calon 0").pooled_at is None


def test_undoing_puts_owner_unit_and_time_back(cast: Cast) -> None:
    [customer] = some(cast, 1)
    Customer.objects.filter(pk=customer.pk).update(unit=cast.catering)
    before = Customer.objects.get(pk=customer.pk)
    made = share(cast, Way.ROUND_ROBIN, cast.wati)
    assert Customer.objects.get(pk=customer.pk).unit_id == cast.shop.pk
    assert bulk.undo(made, by=cast.sari, now=NOW) == 1
    after = Customer.objects.get(pk=customer.pk)
    assert (after.owner_id, after.unit_id, after.assigned_at) == (cast.sari.pk, cast.catering.pk, before.assigned_at)
    with pytest.raises(AlreadyDone):
        bulk.undo(made, by=cast.sari, now=NOW)


def test_the_same_token_shares_once(cast: Cast) -> None:
    some(cast, 2)
    token = uuid4()
    for _again in range(2):
        rows = Customer.objects.filter(owner=cast.sari)
        share_out(rows, way=Way.ROUND_ROBIN, members=[cast.budi], by=cast.sari, token=token, now=NOW)
    assert BulkChange.objects.count() == 1
    assert Event.objects.filter(kind="customer.assigned").count() == 2


def test_without_anybody_it_is_refused(cast: Cast) -> None:
    some(cast, 1)
    for way in (Way.ROUND_ROBIN, Way.LOAD):
        with pytest.raises(Refused):
            share(cast, way)


def test_the_page_says_who_gets_how_many_and_then_does_it(cast: Cast) -> None:
    some(cast, 3)
    make(cast.wati, "Punya Wati", "")
    client = cast.client(cast.sari)
    asked = {"all": "yes", "owner": cast.sari.pk, "way": "round_robin", "members": [cast.budi.pk, cast.joko.pk]}
    assert client.get(SHARING, {"all": "yes"}).context["plan"] is None
    shown = client.get(SHARING, asked)
    assert (shown.context["plan"].shares, shown.context["count"]) == ([("Budi", 2), ("Joko", 1)], 3)
    assert client.get(SHARING, {**asked, "members": []}).status_code == 200
    assert not BulkChange.objects.exists()
    answer = client.post(f"{SHARING}changes/", {**asked, "once": str(uuid4()), "why": "Pameran"})
    change = BulkChange.objects.get()
    assert (answer.status_code, answer.url) == (303, f"/maju-bersama/customers/bulk/changes/{change.pk}/")
    page = client.get(answer.url)
    assert page.status_code == 200
    assert "Pameran" in page.content.decode()
    assert Counter(owners().values()) == {"Budi": 2, "Joko": 1, "Wati": 1}
    assert client.post(f"/maju-bersama/customers/bulk/changes/{change.pk}/undo/").status_code == 303
    assert Counter(owners().values()) == {"Sari": 3, "Wati": 1}


def test_who_may_not_share_out_changes_nothing_and_nobody_what_they_do_not_see(cast: Cast) -> None:
    theirs = make(cast.wati, "Punya Wati", "")
    asked = {"id": theirs.pk, "way": "round_robin", "members": [cast.budi.pk]}
    for member, status in {cast.budi: 403, cast.joko: 403, cast.darma: 403, cast.asing: 404}.items():
        assert cast.client(member).post(f"{SHARING}changes/", asked).status_code == status
    cast.client(cast.tono).post(f"{SHARING}changes/", asked)  # he leads Budi, not Wati
    assert owners() == {"Punya Wati": "Wati"}


def test_a_filter_by_owner_does_not_become_the_new_owner(cast: Cast) -> None:
    make(cast.budi, "A", "")
    make(cast.wati, "B", "")
    asked = {"do": "assign", "all": "yes", "owner": cast.budi.pk, "to": cast.joko.pk}
    cast.client(cast.sari).post("/maju-bersama/customers/bulk/changes/", asked)
    assert owners() == {"A": "Joko", "B": "Wati"}


def test_a_big_change_is_the_workers_and_shows_how_far_it_is(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    monkeypatch.setattr(bulk, "PART", 2)
    default_task_backend.clear()
    some(cast, 5)
    asked = {"all": "yes", "way": "round_robin", "members": [cast.budi.pk], "once": str(uuid4())}
    client = cast.client(cast.sari)
    page = client.post(f"{SHARING}changes/", asked).url
    change = BulkChange.objects.get()
    assert (change.total, change.done, change.is_running, Counter(owners().values())) == (5, 0, True, {"Sari": 5})
    assert "hx-trigger" in client.get(page).content.decode()
    with pytest.raises(Refused):
        bulk.undo(change, by=cast.sari)
    [queued] = [one for one in default_task_backend.results if one.task.name == "carry_on"]
    assert queued.args == [cast.organization.pk, change.pk]
    tasks.carry_on.call(*queued.args)
    tasks.carry_on.call(*queued.args)  # a worker that was stopped begins again: nothing is done twice
    change.refresh_from_db()
    assert (change.done, change.changed, change.is_running) == (5, 5, False)
    assert Event.objects.filter(kind="customer.assigned").count() == 5
    assert 'hx-trigger="every' not in client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert client.post(f"{page}undo/").url == page
    assert BulkChange.objects.get().is_running
    tasks.carry_back.call(*queued.args)
    change.refresh_from_db()
    assert (change.done, change.restored, change.is_running, Counter(owners().values())) == (0, 5, False, {"Sari": 5})


def test_only_who_made_a_change_sees_how_far_it_is(cast: Cast) -> None:
    some(cast, 1)
    made = share(cast, Way.ROUND_ROBIN, cast.budi)
    url = f"/maju-bersama/customers/bulk/changes/{made.pk}/"
    assert [cast.client(one).get(url).status_code for one in (cast.sari, cast.tono, cast.darma)] == [200, 404, 403]


def test_it_works_in_sets(cast: Cast) -> None:
    counts = []
    for number in (4, 40):
        some(cast, number)
        with CaptureQueriesContext(connection) as queries:
            share(cast, Way.ROUND_ROBIN, cast.budi, cast.wati)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 26
