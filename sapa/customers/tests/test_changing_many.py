"""Many customers are assigned or tagged at once, seen before, undone after."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sapa.customers import bulk, keeping
from sapa.customers.models import BulkChange, Customer, CustomerTag, Tag
from sapa.customers.tests.making import make
from sapa.events.models import Event
from sapa.lib.errors import AlreadyDone
from sapa.testing import Cast

LIST = "/maju-bersama/customers/"


def owners() -> dict[str, str]:
    return dict(Customer.objects.values_list("name", "owner__name"))


def test_the_preview_says_how_many_which_and_whose(cast: Cast) -> None:
    chosen = [make(cast.budi, "A", ""), make(cast.wati, "B", "")]
    make(cast.wati, "C", "")
    ids = "&".join(f"id={customer.pk}" for customer in chosen)
    answer = cast.client(cast.sari).get(f"{LIST}bulk/?do=assign&{ids}")
    shown = answer.context["preview"]
    assert (shown.count, [customer.name for customer in shown.first]) == (2, ["A", "B"])
    assert sorted(shown.owners) == [("Budi", 1), ("Wati", 1)]
    assert (
        cast.client(cast.sari).get(f"{LIST}bulk/?do=assign&all=yes&owner={cast.wati.pk}").context["preview"].count == 2
    )
    assert not BulkChange.objects.exists()


def test_the_chosen_are_assigned_and_put_back(cast: Cast) -> None:
    a, b = make(cast.budi, "A", ""), make(cast.wati, "B", "")
    make(cast.wati, "C", "")
    client = cast.client(cast.sari)
    data = {"do": "assign", "id": [a.pk, b.pk], "to": cast.tono.pk, "once": str(uuid4())}
    assert client.post(f"{LIST}bulk/changes/", data).status_code == 303
    assert owners() == {"A": "Tono", "B": "Tono", "C": "Wati"}
    assert Customer.objects.get(name="A").version == 2
    assert Event.objects.filter(kind="customer.assigned", data__owner="Tono").count() == 2
    change = BulkChange.objects.get()
    keeping.change(Customer.objects.get(name="B"), version=2, by=cast.sari, fields={"owner_id": cast.joko.pk})
    assert client.post(f"{LIST}bulk/changes/{change.pk}/undo/").status_code == 303
    assert owners() == {"A": "Budi", "B": "Joko", "C": "Wati"}  # B went on since
    with pytest.raises(AlreadyDone):
        bulk.undo(change, by=cast.sari)


def test_a_double_tap_changes_once(cast: Cast) -> None:
    make(cast.budi, "A", "")
    data = {"do": "tag", "all": "yes", "new_tag": "Setia", "once": str(uuid4())}
    for _again in range(2):
        assert cast.client(cast.budi).post(f"{LIST}bulk/changes/", data).status_code == 303
    assert BulkChange.objects.count() == 1
    assert Event.objects.filter(kind="customer.tagged").count() == 1
    assert [tag.name for tag in Tag.objects.all()] == ["Setia"]


def test_tags_are_added_and_taken_off_those_that_fit(cast: Cast) -> None:
    make(cast.budi, "A", "", tags=["setia"], market="b2b")
    make(cast.budi, "B", "", market="b2b")
    make(cast.budi, "C", "")
    tag = Tag.objects.get()
    rows = Customer.objects.filter(market="b2b")
    added = bulk.change_many(rows, kind="tag", target=tag, by=cast.sari, token=uuid4())
    assert CustomerTag.objects.count() == 2
    assert bulk.undo(added, by=cast.sari) == 1  # A had it before
    assert [tagging.customer.name for tagging in CustomerTag.objects.all()] == ["A"]
    removed = bulk.change_many(Customer.objects.all(), kind="untag", target=tag, by=cast.sari, token=uuid4())
    assert not CustomerTag.objects.exists()
    assert bulk.undo(removed, by=cast.sari) == 1
    assert CustomerTag.objects.get().customer.name == "A"


def test_nobody_changes_what_they_do_not_see_or_may_not(cast: Cast) -> None:
    theirs = make(cast.wati, "Punya Wati", "")
    tag = {"do": "tag", "id": theirs.pk, "new_tag": "x", "once": str(uuid4())}
    cast.client(cast.budi).post(f"{LIST}bulk/changes/", tag)
    assert not CustomerTag.objects.exists()
    assign = {"do": "assign", "id": theirs.pk, "to": cast.budi.pk}
    assert cast.client(cast.wati).post(f"{LIST}bulk/changes/", assign).status_code == 403
    assert cast.client(cast.darma).post(f"{LIST}bulk/changes/", tag).status_code == 403
    assert cast.client(cast.asing).post(f"{LIST}bulk/changes/", tag).status_code == 404
    assert owners() == {"Punya Wati": "Wati"}


def test_only_who_changed_undoes(cast: Cast) -> None:
    make(cast.budi, "A", "")
    tag = Tag.objects.create(name="x")
    change = bulk.change_many(Customer.objects.all(), kind="tag", target=tag, by=cast.sari, token=uuid4())
    assert cast.client(cast.tono).post(f"{LIST}bulk/changes/{change.pk}/undo/").status_code == 404
    assert CustomerTag.objects.count() == 1


def test_what_is_missing_is_asked_again(cast: Cast) -> None:
    make(cast.budi, "A", "")
    for data in ({"do": "tag"}, {"do": "untag"}, {"do": "assign", "to": "0"}):
        assert cast.client(cast.sari).post(f"{LIST}bulk/changes/", {**data, "all": "yes"}).status_code == 422


def test_it_works_in_sets(cast: Cast) -> None:
    for number in range(40):
        make(cast.budi, f"W {number}", "")
    with CaptureQueriesContext(connection) as queries:
        bulk.change_many(Customer.objects.all(), kind="assign", target=cast.wati, by=cast.sari, token=uuid4())
    assert len(queries) == 20  # however many rows
    assert Event.objects.filter(kind="customer.assigned").count() == 40
