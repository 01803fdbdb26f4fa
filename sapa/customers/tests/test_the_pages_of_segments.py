"""The pages of segments: all of them with how many belong to each, one of them, and the form with its panel."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sapa.customers import segmenting
from sapa.customers.models import Segment, SegmentSize
from sapa.customers.tests.making import make
from sapa.lifecycle.models import CustomerMetrics
from sapa.places.testing import load_some_regions
from sapa.sales.tests.money import product
from sapa.team.models import Member
from sapa.testing import Cast

PAGES = "/maju-bersama/segments/"
LIST = "/maju-bersama/customers/"
NOW = timezone.now()


def segment(by: Member, query: str = "market=b2b", name: str = "Usaha", **fields: Any) -> Segment:
    return segmenting.create(name=name, query=query, by=by, now=NOW, **fields)


def queries_of(cast: Cast, member: Member, url: str) -> int:
    client = cast.client(member)
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


def test_the_page_of_all_counts_what_the_viewer_sees_now(cast: Cast) -> None:
    for number in range(3):
        make(cast.budi, f"Warung {number}", "", market="b2b")
    make(cast.wati, "Toko", "", market="b2b")
    shared, own = segment(cast.sari, shared=True), segment(cast.budi, "market=b2b&kind=organization", "Badan")
    lines = cast.client(cast.budi).get(PAGES).context["lines"]
    assert [(row.pk, conditions.sentence, count) for row, conditions, count in lines] == [
        (own.pk, "Jenis: Organisasi; Jenis pasar: B2B usaha", 0),
        (shared.pk, "Jenis pasar: B2B usaha", 3),
    ]
    assert [count for _row, _conditions, count in cast.client(cast.sari).get(PAGES).context["lines"]] == [4]
    assert cast.client(cast.wati).get(f"{PAGES}{own.pk}/").status_code == 404
    segmenting.archive(own, by=cast.budi, now=NOW)
    assert [row for row, *_rest in cast.client(cast.budi).get(PAGES).context["lines"]] == [shared]
    assert [row for row, *_rest in cast.client(cast.budi).get(f"{PAGES}?state=archived").context["lines"]] == [own]


def test_its_queries_do_not_grow_with_the_segments(cast: Cast) -> None:
    load_some_regions()
    rice = product("Beras")
    queries = ["market=b2b&owner={owner}", "region=32.01", "buys={rice}", "size=big&late=yes", "region=32", "tag=1"]

    def fill(count: int, first: int = 0) -> None:
        for number in range(first, count):
            query = queries[number % 5].format(owner=cast.budi.pk, rice=rice.pk)
            segment(cast.sari, f"{query}&quiet={number + 1}", f"Kelompok {number}")

    fill(5)
    few = queries_of(cast, cast.sari, PAGES)
    fill(25, 5)
    many = queries_of(cast, cast.sari, PAGES)
    assert few == many <= 12


def test_the_page_of_one_shows_its_conditions_its_members_and_its_history(cast: Cast) -> None:
    make(cast.budi, "Warung", "", market="b2b")
    make(cast.budi, "Ibu Yuli", "")
    found = segment(cast.sari, "market=b2b", description="Untuk kunjungan")
    for days in (1, 2):
        SegmentSize.objects.create(segment=found, on=found.sizes.get(count=1).on - timedelta(days=days), count=9)
    page = cast.client(cast.sari).get(f"{PAGES}{found.pk}/", headers={"Accept-Language": "id"})
    assert [row["name"] for row in page.context["listed"].rows] == ["Warung"]
    assert [(size.count, size.change) for size in page.context["history"]] == [(9, None), (9, 0), (1, -8)]
    assert "Jenis pasar: B2B usaha" in page.text
    assert "Untuk kunjungan" in page.text
    assert '<data value="9">9</data>' in page.text
    assert f'href="/maju-bersama/opportunities/list/?segment={found.pk}"' in page.text


def test_its_page_asks_as_often_for_many_members_as_for_few(cast: Cast) -> None:
    found = segment(cast.sari, f"market=b2b&owner={cast.budi.pk}&stage=suspect,prospect")
    for number in range(4):
        make(cast.budi, f"Warung {number}", f"+62812345678{number:02d}", market="b2b", tags=["a"])
    few = queries_of(cast, cast.sari, f"{PAGES}{found.pk}/")
    for number in range(4, 40):
        make(cast.budi, f"Warung {number}", f"+62812345678{number:02d}", market="b2b", tags=["a", "b"])
    assert few == queries_of(cast, cast.sari, f"{PAGES}{found.pk}/") <= 12


def test_a_list_becomes_a_segment_with_a_name(cast: Cast) -> None:
    make(cast.budi, "Warung", "", market="b2b")
    client = cast.client(cast.budi)
    shown = client.get(f"{LIST}?market=b2b&sort=newest").text
    assert 'href="/maju-bersama/segments/new/?market=b2b&amp;sort=newest"' in shown
    assert "segments/new" not in client.get(f"{LIST}?sort=newest").text
    page = client.get(f"{PAGES}new/?market=b2b&sort=newest")
    assert page.context["count"] == 1
    assert page.context["form"].initial["market"] == "b2b"
    assert "shared" not in page.context["form"].fields  # he leads nobody
    answer = client.post(f"{PAGES}new/", {"name": "Usaha", "market": "b2b", "kind": "", "stage": ["suspect", "first"]})
    made = Segment.objects.get()
    assert (answer.status_code, answer.url) == (303, f"{PAGES}{made.pk}/")
    assert (made.query, made.owner, made.shared) == ("market=b2b&stage=suspect%2Cfirst", cast.budi, False)


def test_a_list_within_a_segment_becomes_one_of_its_own(cast: Cast) -> None:
    inner = segment(cast.budi)
    client = cast.client(cast.budi)
    assert "segments/new" not in client.get(f"{LIST}?segment={inner.pk}").text  # it is one already
    form = client.get(f"{PAGES}new/?segment={inner.pk}&kind=person").context["form"]
    assert {"market": "b2b", "kind": "person"}.items() <= form.initial.items()
    assert "segment" not in form.fields
    refused = client.get(f"{PAGES}new/?segment={inner.pk}&market=b2g")
    assert (refused.status_code, refused.url) == (303, f"{LIST}?segment={inner.pk}&market=b2g")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": "", "market": "b2b"}, "name"),
        ({"name": "Kosong"}, "name"),
        ({"name": "Aneh", "revenue_from": "murah"}, "revenue_from"),
        ({"name": "Aneh", "since": "2026-02-31"}, "since"),
        ({"name": "Aneh", "purchases_from": "banyak"}, "purchases_from"),
        ({"name": "Aneh", "buys_text": "beras"}, "buys"),
    ],
)
def test_what_is_missing_or_wrong_comes_back_with_all_that_was_typed(
    cast: Cast, typed: dict[str, str], field: str
) -> None:
    answer = cast.client(cast.sari).post(f"{PAGES}new/", {"description": "Catatan saya", **typed})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert 'value="Catatan saya"' in answer.text
    assert all(f'value="{value}"' in answer.text or name == "market" for name, value in typed.items())
    assert not Segment.objects.exists()


def test_how_many_fit_is_told_before_it_is_saved(cast: Cast) -> None:
    for name in ("A", "B"):
        CustomerMetrics.objects.create(customer=make(cast.budi, name, ""), purchases=3)
    client = cast.client(cast.sari)
    asked = {"name": "Pembeli", "purchases_from": "3", "count": "1"}
    answer = client.post(f"{PAGES}new/", asked, headers={"Accept-Language": "id"})
    assert (answer.status_code, answer.context["count"]) == (200, 2)
    assert 'value="Pembeli"' in answer.text
    assert not Segment.objects.exists()


def test_a_segment_is_changed_in_the_same_panel(cast: Cast) -> None:
    found = segment(cast.tono, "market=b2b&q=warung", shared=True)
    client = cast.client(cast.tono)
    form = client.get(f"{PAGES}{found.pk}/edit/").context["form"]
    assert (form.initial["name"], form.initial["market"], form.initial["q"]) == ("Usaha", "b2b", "warung")
    given = {"name": "Usaha", "description": "", "shared": "on", "market": "b2g", "q": ""}
    assert client.post(f"{PAGES}{found.pk}/edit/", given).status_code == 303
    found.refresh_from_db()
    assert (found.query, found.shared) == ("market=b2g", True)
    assert cast.client(cast.budi).get(f"{PAGES}{found.pk}/edit/").status_code == 403
    assert cast.client(cast.budi).post(f"{PAGES}{found.pk}/archiving/").status_code == 403
    assert client.post(f"{PAGES}{found.pk}/archiving/").status_code == 303
    assert client.post(f"{PAGES}{found.pk}/restoring/").status_code == 303
    found.refresh_from_db()
    assert found.archived_at is None


def test_who_may_not_share_leaves_that_as_it_is(cast: Cast) -> None:
    found = segment(cast.budi)
    Segment.objects.filter(pk=found.pk).update(shared=True)
    given = {"name": "Usaha", "market": "b2g"}
    assert cast.client(cast.budi).post(f"{PAGES}{found.pk}/edit/", given).status_code == 303
    found.refresh_from_db()
    assert (found.query, found.shared) == ("market=b2g", True)
    cast.client(cast.budi).post(f"{PAGES}new/", {"name": "Punya saya", "market": "b2g", "shared": "on"})
    assert Segment.objects.get(name="Punya saya").shared is False
