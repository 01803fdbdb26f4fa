"""The board: exact figures, twenty cards a column, filters in the address, moving by its button."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sapa.customers.models import Source
from sapa.pipeline import closing, moving
from sapa.pipeline.models import Opportunity
from sapa.pipeline.tests.deals import NOW, TODAY, business, customer_of, deal, fresh, stage, tallies_are_right
from sapa.testing import Cast

BASE = "/maju-bersama/opportunities/"


def heads(page: str) -> dict[str, str]:
    """The count badge of each column, by its name."""
    found = re.findall(r'id="column-\d+-name">.*?>([^<]+)</(?:a|span)><span class="badge badge-plain">([^<]+)<', page)
    return dict(found)


def test_each_column_says_how_many_and_how_much(cast: Cast) -> None:
    for value in (1_000_000, 2_500_000):
        deal(cast.budi, value=value)
    moving.move(deal(cast.wati, value=400_000), to=stage("proposal"), by=cast.wati, now=NOW, anyway=True)
    closing.win(deal(cast.budi, value=9_000_000), by=cast.budi, on=TODAY, now=NOW)
    page = cast.client(cast.sari).get(BASE).content.decode()
    assert heads(page) == {
        "Calon konsumen": "2",
        "Kualifikasi": "0",
        "Proposal": "1",
        "Negosiasi": "0",
        "Menang": "1",
        "Kalah": "0",
    }
    assert "Rp3,5 jt" in page and "Rp350 rb" in page  # the first column, and that at ten percent
    assert "Rp400 rb" in page and "Rp200 rb" in page and "Rp9 jt" in page


def test_each_member_sees_their_own_figures(cast: Cast) -> None:
    deal(cast.budi, value=1_000_000)
    deal(cast.wati, value=2_000_000)
    assert heads(cast.client(cast.budi).get(BASE).content.decode())["Calon konsumen"] == "1"
    assert heads(cast.client(cast.tono).get(BASE).content.decode())["Calon konsumen"] == "1"
    assert heads(cast.client(cast.darma).get(BASE).content.decode())["Calon konsumen"] == "2"
    page = cast.client(cast.sari).get(f"{BASE}?owner={cast.wati.pk}").content.decode()
    assert heads(page)["Calon konsumen"] == "1" and "Rp2 jt" in page


def test_other_filters_are_counted_live_and_give_the_same_figures(cast: Cast) -> None:
    source = Source.objects.all()[0]
    deal(cast.budi, value=1_000_000, source=source, title="Tumpeng")
    deal(cast.budi, value=2_000_000, expected_close=TODAY - timedelta(days=300))
    client = cast.client(cast.sari)
    for query, value in (
        (f"source={source.pk}", "Rp1 jt"),
        ("q=tumpeng", "Rp1 jt"),
        ("least=1,5jt", "Rp2 jt"),
        ("most=1.500.000", "Rp1 jt"),
        ("state=floating", "Rp2 jt"),
        ("until=2026-06-01", "Rp2 jt"),
        ("q=yuli&source=none", "Rp2 jt"),
    ):
        page = client.get(f"{BASE}?{query}").content.decode()
        assert heads(page)["Calon konsumen"] == "1", query
        assert value in page, query


def test_a_column_shows_twenty_cards_and_more_on_demand(cast: Cast) -> None:
    customer = customer_of(cast.budi)
    for number in range(45):
        deal(cast.budi, customer=customer, title=f"Deal {number:02}")
    client = cast.client(cast.sari)
    page = client.get(BASE).content.decode()
    seen = re.findall(r'class="deal-title"[^>]*>(Deal \d\d)<', page)
    assert seen == [f"Deal {number:02}" for number in range(44, 24, -1)]
    for expected in (range(24, 4, -1), range(4, -1, -1)):
        more = re.search(r'hx-get="([^"]+columns[^"]+)"', page).group(1).replace("&amp;", "&")  # type: ignore[union-attr]
        page = client.get(more, headers={"HX-Request": "true"}).content.decode()
        assert re.findall(r">(Deal \d\d)<", page) == [f"Deal {number:02}" for number in expected]
    assert "columns" not in page
    assert client.get(more).status_code == 302  # without JavaScript: the list of that stage


def test_it_takes_as_many_queries_for_fifty_as_for_five(cast: Cast) -> None:
    client, counts = cast.client(cast.sari), {}
    client.get(BASE)
    for number in (5, 45):
        for place in range(number):
            made = deal(cast.budi, customer=customer_of(cast.budi, f"Pelanggan {number} {place}"))
            if place % 3:
                moving.move(made, to=stage("proposal"), by=cast.budi, now=NOW, anyway=True)
        for path in ("", "list/", "calendar/?month=2026-11&day=2026-11-22", "?source=none", "new/"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(f"{BASE}{path}").status_code == 200
            counts.setdefault(path, []).append(len(queries))
    for path, (few, many) in counts.items():
        assert many <= 12 and many - few <= 1, (path, few, many)  # a list of two pages is counted


def test_moving_answers_with_the_card_and_both_heads(cast: Cast) -> None:
    made = deal(cast.budi)
    moving.move(made, to=stage("proposal"), by=cast.budi, now=NOW, anyway=True)
    answer = cast.client(cast.budi).post(
        f"{BASE}{made.pk}/stage/", {"stage": stage("qualified").pk, "version": 2}, headers={"X-Sapa-Board": "1"}
    )
    assert answer.status_code == 200
    page = answer.content.decode()
    assert f'id="deal-{made.pk}"' in page and 'data-version="3"' in page
    assert heads(page) == {"Proposal": "0", "Kualifikasi": "1"}
    assert fresh(made).stage == stage("qualified")


def test_a_card_offers_a_quotation_while_the_deal_is_open(cast: Cast) -> None:
    made = deal(cast.budi)
    link = f"quotations/new/?opportunity={made.pk}"
    assert link in cast.client(cast.budi).get(BASE).content.decode()
    closing.win(made, by=cast.budi, on=TODAY, now=NOW)
    page = cast.client(cast.budi).get(BASE).content.decode()
    assert f'id="deal-{made.pk}"' in page and link not in page


def test_a_way_forward_with_unticked_lines_asks_once_in_a_dialog(cast: Cast) -> None:
    made, client, to = deal(cast.budi), cast.client(cast.budi), stage("qualified")
    asked = client.post(f"{BASE}{made.pk}/stage/", {"stage": to.pk, "version": 1}, headers={"X-Sapa-Board": "1"})
    assert fresh(made).stage == stage("candidate")
    dialog = client.get(asked["X-Sapa-Dialog-Url"]).content.decode()
    assert "Sudah disapa" in dialog
    check = moving.unticked(made)[0]
    client.post(f"{BASE}{made.pk}/stage/", {"stage": to.pk, "version": 1, "anyway": 1, "ticks": [check.pk]})
    assert fresh(made).stage == to
    assert [one.tick is not None for one in moving.checklist(made)] == [True, False]
    assert tallies_are_right()


def test_won_and_lost_ask_first(cast: Cast) -> None:
    made, client = deal(cast.budi), cast.client(cast.budi)
    for step, word in (("won", "/win/"), ("lost", "/lose/")):
        asked = client.post(
            f"{BASE}{made.pk}/stage/", {"stage": stage(step).pk, "version": 1}, headers={"X-Sapa-Board": "1"}
        )
        assert word in asked["X-Sapa-Dialog-Url"]
    assert fresh(made).is_open


def test_a_move_of_another_version_is_refused_with_the_reason(cast: Cast) -> None:
    made = deal(cast.budi)
    moving.move(made, to=stage("proposal"), by=cast.sari, now=NOW, anyway=True)
    answer = cast.client(cast.budi).post(
        f"{BASE}{made.pk}/stage/", {"stage": stage("candidate").pk, "version": 1}, headers={"X-Sapa-Board": "1"}
    )
    assert answer.status_code == 409 and 'role="alert"' in answer.content.decode()
    assert fresh(made).stage == stage("proposal")


@pytest.mark.parametrize("query", ["owner=x", "pipeline=999", "stage=0", "least=murah", "since=2026-13-01", "sort=?"])
def test_a_mangled_address_shows_the_board_without_that_filter(cast: Cast, query: str) -> None:
    deal(cast.budi)
    for path in ("", "list/", "calendar/"):
        assert cast.client(cast.sari).get(f"{BASE}{path}?{query}").status_code == 200


def test_the_list_sorts_by_newest_value_and_close(cast: Cast) -> None:
    customer = customer_of(cast.budi)
    for number, value in enumerate((5, 9, 7)):
        deal(cast.budi, customer=customer, title=f"D{value}", value=value,
             expected_close=TODAY + timedelta(days=number))  # fmt: skip
    client = cast.client(cast.sari)
    for sort, expected in (("", "7 9 5"), ("value", "9 7 5"), ("close", "5 9 7")):
        page = client.get(f"{BASE}list/?sort={sort}").content.decode()
        assert re.findall(r">D(\d)<", page) == expected.split()


def test_the_calendar_has_the_open_on_their_expected_day_and_the_closed_on_theirs(cast: Cast) -> None:
    deal(cast.budi, title="Besok", expected_close=TODAY + timedelta(days=1))
    closing.win(deal(cast.budi, title="Kemarin"), by=cast.budi, on=TODAY - timedelta(days=1), now=NOW)
    client = cast.client(cast.sari)
    assert "Besok" in client.get(f"{BASE}calendar/?month=2026-11&day=2026-11-23").content.decode()
    assert "Kemarin" in client.get(f"{BASE}calendar/?month=2026-11&day=2026-11-21").content.decode()
    assert business().name in client.get(f"{BASE}calendar/?month=2026-13").content.decode()


def test_without_deals_it_says_what_to_do(cast: Cast) -> None:
    page = cast.client(cast.sari).get(BASE).content.decode()
    assert f"{BASE}new/" in page and Opportunity.objects.count() == 0


def test_a_volunteer_is_offered_nothing_that_would_be_refused(cast: Cast) -> None:
    joko, budi = cast.client(cast.joko), cast.client(cast.budi)
    for page in ("", "list/"):
        assert "/opportunities/new/" not in joko.get(f"/maju-bersama/opportunities/{page}").text
        assert "/opportunities/new/" in budi.get(f"/maju-bersama/opportunities/{page}").text
    for here in ("board", "list", "calendar"):
        panel = f"/maju-bersama/opportunities/filters/?here={here}"
        assert "/catalogue/options/" not in joko.get(panel).text
        assert "/catalogue/options/" in budi.get(panel).text
