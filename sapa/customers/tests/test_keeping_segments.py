"""Segments: conditions kept under a name, whose members are whoever fits today."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from sapa.customers import keeping, segment_sizes, segmenting, tasks
from sapa.customers.filter import Filter
from sapa.customers.models import Segment, SegmentSize, Tag
from sapa.customers.tests.making import make
from sapa.events.models import Event
from sapa.lib.dates import today
from sapa.lib.errors import AlreadyDone, Refused
from sapa.team.models import Member
from sapa.tenancy.current import organization_scope
from sapa.testing import Cast

PAGES = "/maju-bersama/segments/"
NOW = timezone.now()


def segment(by: Member, query: str = "market=b2b", name: str = "Usaha", **fields: Any) -> Segment:
    return segmenting.create(name=name, query=query, by=by, now=NOW, **fields)


def names(found: Segment | int, member: Member, **more: str) -> list[str]:
    asked = {"segment": str(found if isinstance(found, int) else found.pk), **more}
    return list(Filter(asked, member, NOW).rows().order_by("name_key").values_list("name", flat=True))


def kinds(found: Segment) -> list[str]:
    return [event.kind for event in Event.objects.of_subject(found)][::-1]


def test_whoever_fits_today_belongs_to_it_today(cast: Cast) -> None:
    first = make(cast.budi, "A", "", market="b2b")
    make(cast.budi, "B", "")
    found = segment(cast.sari)
    assert names(found, cast.sari) == ["A"]
    keeping.change(first, version=1, by=cast.budi, fields={"market": "b2g"})
    make(cast.wati, "C", "", market="b2b")
    assert names(found, cast.sari) == ["C"]
    assert names(found, cast.sari, market="b2c") == []  # what the list asks for besides


def test_it_is_kept_as_the_address_says_it_without_what_is_no_condition(cast: Cast) -> None:
    found = segment(cast.sari, "market=b2b&sort=newest&kind=&revenue_from=1,5jt&stage=loyal&stage=first&unknown=1")
    assert found.query == "market=b2b&stage=first%2Cloyal&revenue_from=1500000"
    assert kinds(found) == ["segment.created"]


def test_the_same_again_is_the_same_segment(cast: Cast) -> None:
    assert segment(cast.sari) == segment(cast.sari)
    assert Segment.objects.count() == 1
    assert Event.objects.filter(kind="segment.created").count() == 1
    with pytest.raises(Refused, match="nama ini"):
        segment(cast.sari, "market=b2g")
    assert segment(cast.budi, "market=b2g").name == "Usaha"  # another's names are another's


def test_a_segment_needs_a_condition_and_one_that_makes_sense(cast: Cast) -> None:
    for query in ("", "sort=newest", "tag=99999", "market=b2x", "revenue_from=murah"):
        with pytest.raises(Refused):
            segment(cast.sari, query)
    assert not Segment.objects.exists()


def test_a_segment_cannot_stand_inside_a_segment(cast: Cast) -> None:
    inner = segment(cast.sari)
    with pytest.raises(Refused, match="berisi segmen"):
        segment(cast.sari, f"segment={inner.pk}&kind=person", "Luar")
    with pytest.raises(Refused, match="berisi segmen"):
        segmenting.change(inner, name="Usaha", query=f"segment={inner.pk}", shared=False, by=cast.sari, now=NOW)
    Segment.objects.filter(pk=inner.pk).update(query=f"segment={inner.pk}&market=b2b")  # however it came there
    make(cast.budi, "A", "", market="b2b")
    assert names(inner, cast.sari) == ["A"]


def test_what_a_list_shows_within_a_segment_is_laid_open(cast: Cast) -> None:
    inner = segment(cast.sari, "market=b2b&stage=loyal")
    found = Filter({"segment": str(inner.pk), "kind": "person", "sort": "newest"}, cast.sari, NOW)
    assert found.laid_open() == {"market": "b2b", "stage": "loyal", "kind": "person"}
    same = Filter({"segment": str(inner.pk), "market": "b2b"}, cast.sari, NOW)
    assert same.laid_open() == {"market": "b2b", "stage": "loyal"}
    with pytest.raises(Refused):
        Filter({"segment": str(inner.pk), "market": "b2g"}, cast.sari, NOW).laid_open()
    with pytest.raises(Refused):
        Filter({"segment": "99999"}, cast.sari, NOW).laid_open()


def test_one_that_is_not_there_lets_nobody_through(cast: Cast) -> None:
    make(cast.budi, "A", "", market="b2b")
    found = Filter({"segment": "99999"}, cast.sari, NOW)
    assert list(found.rows()) == []
    assert found.query_string == "segment=0"
    assert names(segment(cast.wati), cast.sari) == []  # hers alone
    assert names(segment(cast.wati, name="Tim", shared=True), cast.sari) == ["A"]


def test_a_condition_that_makes_no_sense_any_more_lets_nobody_through(cast: Cast) -> None:
    make(cast.budi, "A", "", tags=["setia"], market="b2b")
    tag = Tag.objects.get()
    found = segment(cast.sari, f"market=b2b&tag={tag.pk}")
    assert names(found, cast.sari) == ["A"]
    tag.delete()
    assert names(found, cast.sari) == []
    page = cast.client(cast.sari).get(f"{PAGES}{found.pk}/", headers={"Accept-Language": "id"})
    assert "sudah tidak berlaku" in page.text


def test_its_members_are_those_that_the_viewer_sees(cast: Cast) -> None:
    make(cast.budi, "Punya Budi", "", market="b2b")
    make(cast.wati, "Punya Wati", "", market="b2b")
    found = segment(cast.tono, shared=True)
    seen = {member.name: names(found, member) for member in (cast.sari, cast.tono, cast.budi, cast.wati, cast.joko)}
    assert seen == {
        "Sari": ["Punya Budi", "Punya Wati"],
        "Tono": ["Punya Budi"],
        "Budi": ["Punya Budi"],
        "Wati": ["Punya Wati"],
        "Joko": [],
    }
    counts = {m.name: segment_sizes.live_counts([found], Filter({}, m, NOW).asking) for m in (cast.sari, cast.wati)}
    assert counts == {"Sari": {found.pk: 2}, "Wati": {found.pk: 1}}


def test_one_that_asks_what_a_member_may_not_know_is_not_theirs_to_use(cast: Cast) -> None:
    costly = segment(cast.tono, "profit_below=0", "Rugi", shared=True)
    money = segment(cast.tono, "revenue_from=1", "Pembeli", shared=True)
    assert (costly.right, money.right) == ("catalogue.cost", "sales.view")
    seen = {m.name: set(Segment.objects.visible_to(m)) for m in (cast.sari, cast.rina, cast.budi, cast.joko)}
    assert seen == {"Sari": {costly, money}, "Rina": {costly, money}, "Budi": {money}, "Joko": set()}
    assert cast.client(cast.budi).get(f"{PAGES}{costly.pk}/").status_code == 404


def test_changing_tells_what_changed_and_nothing_where_nothing_did(cast: Cast) -> None:
    found = segment(cast.sari)
    later = NOW + timedelta(days=3)
    given = {"name": "Usaha", "description": "", "query": "market=b2b", "shared": False, "by": cast.sari, "now": later}
    segmenting.change(found, **given)
    assert (kinds(found), found.set_at) == (["segment.created"], NOW)
    segmenting.change(found, **{**given, "name": "Usaha desa", "query": "market=b2b&owes=yes", "shared": True})
    found.refresh_from_db()
    assert (found.name, found.query, found.right) == ("Usaha desa", "market=b2b&owes=yes", "sales.view")
    assert (found.shared, found.set_at) == (True, later)
    told = Event.objects.get(kind="segment.changed").data["changes"]
    assert told["name"] == ["Usaha", "Usaha desa"]
    assert told["conditions"] == ["Jenis pasar: B2B usaha", "Jenis pasar: B2B usaha; Punya utang kepada kita"]


def test_only_whose_it_is_changes_it_and_of_the_team_who_arranges_the_organisation(cast: Cast) -> None:
    own, shared = segment(cast.tono), segment(cast.tono, name="Tim", shared=True)
    given = {"name": "Lain", "query": "market=b2g", "shared": True, "now": NOW}
    for member, found in ((cast.budi, shared), (cast.wati, shared), (cast.sari, own)):
        with pytest.raises(Refused):
            segmenting.change(found, by=member, **given)
        with pytest.raises(Refused):
            segmenting.archive(found, by=member, now=NOW)
    segmenting.change(Segment.objects.get(pk=shared.pk), by=cast.sari, **given)
    assert Segment.objects.get(pk=shared.pk).name == "Lain"
    assert Segment.objects.get(pk=own.pk).name == "Usaha"


def test_an_archived_one_is_not_offered_and_still_works(cast: Cast) -> None:
    make(cast.budi, "A", "", market="b2b")
    found = segment(cast.sari)
    segmenting.archive(found, by=cast.sari, now=NOW)
    with pytest.raises(AlreadyDone):
        segmenting.archive(found, by=cast.sari, now=NOW)
    assert names(found, cast.sari) == ["A"]
    form = cast.client(cast.sari).get("/maju-bersama/customers/filters/").context["form"]
    assert found.name not in dict(form.fields["segment"].choices).values()
    current = cast.client(cast.sari).get(f"/maju-bersama/customers/filters/?segment={found.pk}").context["form"]
    assert found.name in dict(current.fields["segment"].choices).values()
    segment(cast.sari, "market=b2g")  # its name is free now
    with pytest.raises(Refused, match="nama ini"):
        segmenting.restore(found, by=cast.sari)
    Segment.objects.filter(query="market=b2g").update(name="Lain")
    segmenting.restore(found, by=cast.sari)
    with pytest.raises(AlreadyDone):
        segmenting.restore(found, by=cast.sari)
    assert kinds(found) == ["segment.created", "segment.archived", "segment.restored"]


def test_its_size_is_written_down_once_a_day(cast: Cast) -> None:
    make(cast.budi, "A", "", market="b2b")
    found = segment(cast.sari)
    first = today(cast.organization.time_zone, NOW)
    assert list(found.sizes.values_list("on", "count")) == [(first, 1)]
    make(cast.wati, "B", "", market="b2b")
    assert segment_sizes.note_sizes(NOW + timedelta(hours=1)) == 0
    tomorrow = NOW + timedelta(days=1)
    for _again in range(2):
        tasks.note_sizes.func(cast.organization.pk, tomorrow.isoformat())
    assert list(found.sizes.order_by("on").values_list("on", "count")) == [(first, 1), (first + timedelta(days=1), 2)]
    changes = [(size.count, size.change) for size in segment_sizes.history(found, first + timedelta(days=1))]
    assert changes == [(1, None), (2, 1)]


def test_its_size_is_what_its_owner_sees(cast: Cast) -> None:
    make(cast.budi, "A", "", market="b2b")
    make(cast.wati, "B", "", market="b2b")
    all_of_them, his = segment(cast.sari, shared=True), segment(cast.tono, shared=True)
    assert [found.sizes.get().count for found in (all_of_them, his)] == [2, 1]
    pages = {
        (member.name, found.owner.name): cast.client(member).get(f"{PAGES}{found.pk}/").context["sees_history"]
        for member in (cast.sari, cast.tono, cast.budi, cast.darma)
        for found in (all_of_them, his)
    }
    assert pages == {
        ("Sari", "Sari"): True,
        ("Sari", "Tono"): True,
        ("Tono", "Sari"): False,
        ("Tono", "Tono"): True,
        ("Budi", "Sari"): False,
        ("Budi", "Tono"): False,
        ("Pak Darma", "Sari"): True,
        ("Pak Darma", "Tono"): True,
    }


def test_archived_ones_are_not_counted_any_more(cast: Cast) -> None:
    found = segment(cast.sari)
    segmenting.archive(found, by=cast.sari, now=NOW)
    assert segment_sizes.note_sizes(NOW + timedelta(days=1)) == 0


def test_a_long_history_shows_one_day_of_each_week(cast: Cast) -> None:
    found, last = segment(cast.sari), today(cast.organization.time_zone, NOW)
    found.sizes.all().delete()
    for days in range(400):
        SegmentSize.objects.create(segment=found, on=last - timedelta(days=days), count=1000 - days)
    sizes = segment_sizes.history(found, last)
    assert 52 <= len(sizes) <= 54
    assert (sizes[-1].on, sizes[-1].count) == (last, 1000)
    assert {size.change for size in sizes[2:-1]} == {7}
    recent = found.sizes.filter(on__lte=last - timedelta(days=60))
    recent.delete()
    assert len(segment_sizes.history(found, last)) == 60


def test_each_organisation_has_its_own(cast: Cast) -> None:
    found = segment(cast.sari, shared=True)
    with organization_scope(cast.other):
        assert not Segment.objects.exists()
        assert names(found.pk, cast.asing) == []
