"""Who entered and left each stage in a period, and how many stood there then and now."""

import csv
from datetime import date
from io import BytesIO, StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from sapa.customers.models import Customer, LifecycleStage
from sapa.insight.flow import Flow, Stand
from sapa.insight.tests.boards import asked, customer, step
from sapa.lifecycle import ruling
from sapa.lifecycle.tests.telling import NOW, TODAY
from sapa.places.models import Region
from sapa.team.models import BusinessUnit
from sapa.tenancy.current import organization_scope
from sapa.testing import Cast

PAGE = "/maju-bersama/insight/stages/"
NOVEMBER = "since=2026-11-01&until=2026-11-22"
AUTUMN = "since=2026-08-01&until=2026-10-31"
S = LifecycleStage


@pytest.fixture
def paths(cast: Cast) -> dict[str, Customer]:
    """Ani went up twice in November, Cahya down; Beni came then; Dedi was imported with a history; Eka stood still."""
    ani = customer(cast.budi, "Ani")
    step(ani, date(2026, 5, 1), "suspect", "prospect")
    step(ani, date(2026, 11, 3), "prospect", "first", "once", data={"last_on": "2026-11-03"})
    step(ani, date(2026, 11, 20), "first", "repeat", "few", data={"purchases": 2})
    beni = customer(cast.budi, "Beni", date(2026, 11, 10))
    step(beni, date(2026, 11, 12), "suspect", "prospect", "interested", data={"interest_on": "2026-11-12"})
    cahya = customer(cast.wati, "Cahya", date(2026, 2, 1))
    step(cahya, date(2026, 3, 1), "suspect", "first")
    step(cahya, date(2026, 4, 1), "first", "majority")
    step(cahya, date(2026, 11, 15), "majority", "repeat", "slipped")
    dedi = customer(cast.budi, "Dedi", TODAY)
    step(dedi, date(2026, 8, 31), "suspect", "first", is_told_afterwards=True, at=NOW)
    eka = customer(cast.wati, "Eka", date(2026, 10, 1))
    return {"ani": ani, "beni": beni, "cahya": cahya, "dedi": dedi, "eka": eka}


def stands(flow: Flow) -> dict[str, tuple[int, int, int, int]]:
    """Before, entered, left, after of each stage in which there is anything."""
    found = {one.stage.value: (one.before, one.entered, one.left, one.after) for one in flow.stands}
    return {stage: figures for stage, figures in found.items() if any(figures)}


def test_stages_then_and_now_follow_from_the_steps_between(cast: Cast, paths: dict[str, Customer]) -> None:
    flow = Flow.of(asked(NOVEMBER), cast.sari)
    assert stands(flow) == {
        "suspect": (1, 1, 1, 1),  # Eka; Beni came and left
        "prospect": (1, 1, 1, 1),  # Ani left, Beni entered
        "first": (1, 1, 1, 1),  # Dedi stays: known by his history since August
        "repeat": (0, 2, 0, 2),
        "majority": (1, 0, 1, 0),
    }
    assert flow.moves == {
        (S.SUSPECT, S.PROSPECT): 1, (S.PROSPECT, S.FIRST): 1, (S.FIRST, S.REPEAT): 1, (S.MAJORITY, S.REPEAT): 1,
    }  # fmt: skip
    assert (flow.up, flow.down) == (3, 1)
    assert flow.total == Stand(S.SUSPECT, before=4, entered=1, left=0, after=5, came=1)


def test_a_period_of_the_past_ends_as_it_stood_then(cast: Cast, paths: dict[str, Customer]) -> None:
    flow = Flow.of(asked(AUTUMN), cast.sari)
    assert stands(flow) == {
        "suspect": (0, 2, 1, 1),  # Eka and Dedi came, Dedi bought
        "prospect": (1, 0, 0, 1),
        "first": (0, 1, 0, 1),
        "majority": (1, 0, 0, 1),
    }
    assert flow.total == Stand(S.SUSPECT, before=2, entered=2, left=0, after=4, came=2)


def test_a_member_counts_only_whom_they_see(cast: Cast, paths: dict[str, Customer]) -> None:
    assert stands(Flow.of(asked(NOVEMBER), cast.wati)) == {
        "suspect": (1, 0, 0, 1),
        "repeat": (0, 1, 0, 1),
        "majority": (1, 0, 1, 0),
    }


def test_filters_narrow_it(cast: Cast, paths: dict[str, Customer]) -> None:
    water = BusinessUnit.objects.create(name="Air bersih")
    village = Region.objects.create(code="33.10.05.2001", name="Sukamaju", level=4, decree="")
    Customer.objects.filter(pk=paths["ani"].pk).update(market="b2b", region=village, unit=water)
    for query in ("market=b2b", "region=33.10", "region=33.10.05.2001", f"unit={water.pk}"):
        assert Flow.of(asked(f"{NOVEMBER}&{query}"), cast.sari).moves == {
            (S.PROSPECT, S.FIRST): 1,
            (S.FIRST, S.REPEAT): 1,
        }
    assert Flow.of(asked(f"{NOVEMBER}&region=33.11"), cast.sari).is_empty


def test_the_page_names_who_moved_with_the_sentence_why(cast: Cast, paths: dict[str, Customer]) -> None:
    page = cast.client(cast.sari).get(f"{PAGE}?{NOVEMBER}").text
    listed = page.split('id="moves"')[1]
    assert [name for name in ("Ani", "Cahya", "Beni", "Dedi", "Eka") if name in listed] == ["Ani", "Cahya", "Beni"]
    assert listed.index("20 Nov 2026") < listed.index("15 Nov 2026") < listed.index("12 Nov 2026")
    assert "Membeli satu kali, 3 Nov 2026." in listed
    assert f"/maju-bersama/customers/{paths['ani'].pk}/" in listed
    assert "left=majority&amp;entered=repeat#moves" in page


def test_a_cell_leads_to_those_who_made_its_step(cast: Cast, paths: dict[str, Customer]) -> None:
    page = cast.client(cast.sari).get(f"{PAGE}?{NOVEMBER}&left=majority&entered=repeat").text
    listed = page.split('id="moves"')[1]
    assert "Cahya" in listed and "Ani" not in listed
    assert "Suspek" in page.split('id="from-to"')[1]  # the figures stay whole
    only_left = cast.client(cast.sari).get(f"{PAGE}?{NOVEMBER}&left=first").text.split('id="moves"')[1]
    assert "Ani" in only_left and "Beni" not in only_left


def test_the_list_is_paged_in_few_queries(cast: Cast) -> None:
    client, counts = cast.client(cast.sari), []
    for number in range(30):
        step(customer(cast.budi, f"Warga {number:02}"), date(2026, 11, 1 + number % 20), "suspect", "prospect")
        if number in {4, 29}:
            with CaptureQueriesContext(connection) as queries:
                page = client.get(f"{PAGE}?{NOVEMBER}").text
            counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
    following = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    rest = client.get(f"{PAGE}{following}").text.split('id="moves"')[1]
    assert rest.count("move-mark") == 5


def test_both_can_be_taken_away(cast: Cast, paths: dict[str, Customer]) -> None:
    Customer.objects.filter(pk=paths["ani"].pk).update(name="=SUM(1)")
    client = cast.client(cast.sari)
    lines = list(csv.reader(StringIO(client.get(f"{PAGE}export/?{NOVEMBER}").content.decode("utf-8-sig"))))
    assert lines[1] == ["Suspek", "1", "1", "1", "1", "1", "0", "1", "0", "0", "0", "0", "0"]
    steps = client.get(f"{PAGE}export/?{NOVEMBER}&what=steps&entered=repeat")
    rows = list(csv.reader(StringIO(steps.content.decode("utf-8-sig"))))[1:]
    assert [row[:4] for row in rows] == [
        ["2026-11-20", "'=SUM(1)", "Pembeli pertama", "Pelanggan berulang"],
        ["2026-11-15", "Cahya", "Pelanggan utama", "Pelanggan berulang"],
    ]
    book = load_workbook(BytesIO(client.get(f"{PAGE}export/?{NOVEMBER}&format=xlsx").content))
    assert book.active is not None
    assert next(book.active.iter_rows(min_row=2, values_only=True))[:3] == ("Suspek", 1, 1)


def test_it_says_when_the_rules_were_changed(cast: Cast, paths: dict[str, Customer]) -> None:
    """By them somebody may have moved who did nothing."""
    page = cast.client(cast.tono).get(f"{PAGE}?{NOVEMBER}")
    assert page.context["changed"] == []
    with organization_scope(cast.organization):
        for version, values in enumerate([{"majority_purchases": 3}, {"loyal_days": 90}, {"value_days": 90}], start=1):
            ruling.change_rules(version=version, values=values, by=cast.sari, now=NOW)
    for query, days in ((NOVEMBER, ["22 Nov 2026 (Sari)"]), (AUTUMN, [])):
        page = cast.client(cast.tono).get(f"{PAGE}?{query}")
        assert page.context["changed"] == days
        assert ("22 Nov 2026 (Sari)" in page.content.decode()) == bool(days)
