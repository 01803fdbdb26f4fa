"""The list of customers: searched, filtered, paged, exported; everything in its address."""

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sapa.customers.models import Tag
from sapa.customers.querysets import CustomerQuerySet
from sapa.customers.tests.making import make
from sapa.events.models import Event
from sapa.places.models import Channel, OutletType
from sapa.places.testing import load_some_regions
from sapa.testing import Cast

LIST = "/maju-bersama/customers/"
VILLAGE = "32.01.16.2002"


def names(cast: Cast, who: Any, query: str = "") -> list[str]:
    answer = cast.client(who).get(f"{LIST}?{query}")
    assert answer.status_code == 200
    return [row["name"] for row in answer.context["listed"].rows]


def test_each_sees_their_own(cast: Cast) -> None:
    make(cast.budi, "Punya Budi", "")
    make(cast.wati, "Punya Wati", "")
    assert names(cast, cast.sari) == ["Punya Budi", "Punya Wati"]
    assert names(cast, cast.tono) == ["Punya Budi"]
    assert names(cast, cast.wati) == ["Punya Wati"]
    assert names(cast, cast.tini) == ["Punya Wati"]  # her unit
    assert names(cast, cast.joko) == []
    assert cast.client(cast.asing).get(LIST).status_code == 404


def test_what_cannot_be_read_is_said_to_be_left_out(cast: Cast) -> None:
    """Else everybody would be taken for those who were asked for."""
    for page in ("customers", "funnel"):
        told = cast.client(cast.sari).get(f"/maju-bersama/{page}/?purchases_from=abc&market=b2b").text
        assert "Banyak pembelian mulai" in told and "diabaikan: tidak masuk akal" in told
    barred = cast.client(cast.joko).get("/maju-bersama/customers/?profit_below=0").text
    assert "diabaikan: tidak masuk akal" in barred


def test_filters_narrow_and_show_as_chips(cast: Cast) -> None:
    warung = OutletType.objects.get(name="Warung")
    load_some_regions()
    make(cast.budi, "A", "+6281200000001", market="b2b", outlet_type=warung, channel=warung.channel, tags=["setia"])
    make(cast.wati, "B", "+6281200000002", region_id=VILLAGE, unit_id=None, field="Kuliner", kind="organization")
    make(cast.sari, "C", "", owner_id=None)
    tag = Tag.objects.get()
    found = {
        "market=b2b": ["A"],
        f"channel={Channel.objects.get(code='GT').pk}": ["A"],
        f"outlet_type={warung.pk}": ["A"],
        "outlet_type=none": ["B", "C"],
        f"owner={cast.wati.pk}": ["B"],
        "owner=none": ["C"],
        f"unit={cast.catering.pk}": ["A"],
        f"tag={tag.pk}": ["A"],
        f"region={VILLAGE}": ["B"],
        "region=32.01": ["B"],
        "region=32": ["B"],
        "region=32.0": [],
        "field=kuliner": ["B"],
        "kind=organization": ["B"],
        "since=2020-01-01": ["A", "B", "C"],
        "until=2020-01-01": [],
        "q=0812-0000": ["A", "B"],
        f"q=0812-0000&tag={tag.pk}": ["A"],
        "sort=newest": ["C", "B", "A"],
        "market=x&owner=99999&since=nonsense&region=x&sort=y&tag=none": ["A", "B", "C"],
    }
    for query, expected in found.items():
        assert names(cast, cast.sari, query) == expected, query
    page = cast.client(cast.sari).get(f"{LIST}?market=b2b&region=32.01", headers={"Accept-Language": "id"})
    assert [(chip.value, chip.remove_url) for chip in page.context["found"].chips] == [
        ("B2B usaha", "?region=32.01"),
        ("Kabupaten Bogor, Jawa Barat", "?market=b2b"),
    ]


def test_it_pages_without_losing_or_repeating_anyone(cast: Cast) -> None:
    for number in range(60):
        make(cast.budi, f"Warung {number % 7}", "")
    client, seen, query = cast.client(cast.sari), [], ""
    for size in (25, 25, 10):
        listed = client.get(f"{LIST}?q=warung&{query}").context["listed"]
        assert len(listed.rows) == size
        assert listed.total == 60
        seen += [row["pk"] for row in listed.rows]
        query = f"after={listed.page.next}"
    assert len(set(seen)) == 60
    back = client.get(f"{LIST}?q=warung&before={listed.page.previous}").context["listed"]
    assert [row["pk"] for row in back.rows] == seen[25:50]


def test_of_very_many_it_says_that_there_are_more_than_it_counts(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        make(cast.budi, f"Warung {number}", "")
    search = CustomerQuerySet.matching

    def common(rows: CustomerQuerySet, text: str) -> CustomerQuerySet:
        found = search(rows, text)
        found.is_common = True  # as PostgreSQL tells of a word that thousands have
        return found

    monkeypatch.setattr(CustomerQuerySet, "matching", common)
    assert "1.000+ baris" in cast.client(cast.sari).get(f"{LIST}?q=warung").text
    assert cast.client(cast.budi).get(f"{LIST}?q=warung").context["listed"].total is None
    assert cast.client(cast.sari).get(f"{LIST}?q=warung&market=b2c").context["listed"].total is None


@pytest.mark.parametrize("query", ["", "q=warung", "sort=newest", "market=b2c&owner=none"])
def test_its_queries_do_not_grow_with_the_rows(cast: Cast, query: str) -> None:
    client = cast.client(cast.sari)

    def counted() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{LIST}?{query}").status_code == 200
        return len(queries)

    for number in range(3):
        make(cast.budi, f"Warung {number}", f"+62812345678{number:02d}", tags=["a", "b"], owner_id=None)
    counted()
    few = counted()
    for number in range(3, 30):
        make(cast.budi, f"Warung {number}", f"+62812345678{number:02d}", tags=["a", "c"], owner_id=None)
    many = counted()
    assert many <= 12
    assert many - few <= 1  # the count, which one page does not need


def test_the_export_is_of_the_filter_safe_and_recorded(cast: Cast) -> None:
    make(cast.budi, "=HYPERLINK(1)", "+6281234567890", market="b2b", npwp="0012345678901000", tags=["setia"])
    make(cast.wati, "Lain", "")
    answer = cast.client(cast.sari).post(f"{LIST}export/", {"market": "b2b"})
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert len(rows) == 2
    assert rows[1][0] == "'=HYPERLINK(1)"
    assert rows[1][3] == "6281234567890"
    assert rows[1][-1] == "0012345678901000"
    assert Event.objects.get(kind="customers.exported").data == {"filter": "market=b2b"}
    assert cast.client(cast.budi).post(f"{LIST}export/").status_code == 403
    assert cast.client(cast.sari).get(f"{LIST}export/").status_code == 405
