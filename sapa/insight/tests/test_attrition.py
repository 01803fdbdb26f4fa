"""Who left us, why and to whom; who turned passive; and how many of the active that is, month by month."""

import csv
from datetime import date
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sapa.customers.models import Customer
from sapa.insight.churn import Churn, Month
from sapa.insight.departures import BY, NOT_ASKED, Departures, Gone, Line
from sapa.insight.tests.boards import asked
from sapa.lifecycle import keeping
from sapa.lifecycle.models import Activity, CustomerMetrics, Departure, LifecycleRules
from sapa.lifecycle.tests.telling import NOW, TODAY, bought, bought_every, person
from sapa.places.models import Region
from sapa.sales.models import Invoice
from sapa.team.models import Member
from sapa.testing import Cast

PAGE = "/maju-bersama/insight/attrition/"
HALF = "since=2026-06-01&until=2026-11-22"


@pytest.fixture
def gone(cast: Cast) -> dict[str, Customer]:
    """Nobody has a rhythm, so each is active for 180 days. Xena fell silent, Yuni came back, Zaki left, Wawan too."""
    days = {"Xena": [(1, 10)], "Yuni": [(3, 1), (9, 15)], "Zaki": [(2, 1)], "Wawan": [(5, 1)]}
    found = {}
    for name, bought_on in days.items():
        found[name] = who = person(cast.wati if name == "Wawan" else cast.budi, name)
        for month, day in bought_on:
            bought(who, date(2026, month, day))
    left(found["Zaki"], date(2026, 6, 15), "price", "Toko Jaya", by=cast.budi)
    left(found["Wawan"], date(2026, 11, 10), "service", "toko jaya", by=cast.wati)  # passive since 28 October
    keeping.run_pass(cast.organization, on=TODAY, now=NOW)
    return found


def left(who: Customer, on: date, why: str, to: str = "", *, by: Member, **fields: Any) -> Departure:
    return Departure.objects.create(customer=who, on=on, why=why, switched_to=to, by=by, **fields)


def churn(member: Member, query: str = HALF) -> Churn:
    return Churn.of(asked(query), member, LifecycleRules.objects.get())


def lines(member: Member, by: str, query: str = HALF) -> list[Line]:
    return Departures.of(asked(query, by=BY), member, by).lines


def test_churn_is_who_was_lost_of_those_active_at_the_start(cast: Cast, gone: dict[str, Customer]) -> None:
    found = churn(cast.sari)
    assert found.months == [
        Month(date(2026, 6, 1), active=4, left=1, active_left=1, passive=0),
        Month(date(2026, 7, 1), active=3, left=0, active_left=0, passive=1),
        Month(date(2026, 8, 1), active=2, left=0, active_left=0, passive=1),
        Month(date(2026, 9, 1), active=1, left=0, active_left=0, passive=0),
        Month(date(2026, 10, 1), active=2, left=0, active_left=0, passive=1),
        Month(date(2026, 11, 1), active=1, left=1, active_left=0, passive=0),
    ]
    assert [month.churn for month in found.months][:3] == [Decimal("25.0"), Decimal("33.3"), Decimal("50.0")]
    assert found.average == Decimal("30.8")  # 4 of 13


@pytest.mark.usefixtures("gone")
def test_what_is_still_to_come_has_lost_nobody(cast: Cast) -> None:
    assert churn(cast.sari, "since=2027-01-10&until=2027-03-31").months == []
    later = churn(cast.sari, "since=2026-11-25&until=2026-12-31")
    assert later.months == [Month(date(2026, 11, 1), active=1, left=0, active_left=0, passive=0)]


@pytest.mark.parametrize(
    ("since", "active", "passive"), [("2026-07-08", 3, 1), ("2026-07-09", 3, 1), ("2026-07-10", 2, 0)]
)
@pytest.mark.usefixtures("gone")
def test_whoever_turned_passive_on_the_first_day_is_counted(cast: Cast, since: str, active: int, passive: int) -> None:
    [month] = churn(cast.sari, f"since={since}&until=2026-07-10").months
    assert (month.active, month.passive) == (active, passive)


def test_a_part_of_a_month_counts_its_own_days(cast: Cast, gone: dict[str, Customer]) -> None:
    assert churn(cast.sari, "since=2026-07-10&until=2026-08-27").months == [
        Month(date(2026, 7, 1), active=2, left=0, active_left=0, passive=0),
        Month(date(2026, 8, 1), active=2, left=0, active_left=0, passive=0),
    ]


def test_who_is_active_is_who_the_groups_call_active(cast: Cast) -> None:
    for number in range(24):
        bought_every(person(cast.budi, f"Warga {number}"), 5 + number * 2, 3 + number % 4, last=number * 9)
    keeping.run_pass(cast.organization, on=TODAY, now=NOW)
    [month] = churn(cast.sari, "since=2026-11-23&until=2026-11-30").months  # from the day after TODAY
    assert month.active == CustomerMetrics.objects.filter(activity=Activity.ACTIVE).count()
    assert 0 < month.active < 24


def test_who_left_is_as_many_in_the_table_as_above_it(cast: Cast, gone: dict[str, Customer]) -> None:
    """Also whose only purchase was cancelled, and who was passive already: they left, but no active one was lost."""
    mistaken = person(cast.budi, "Vera")
    bill = bought(mistaken, date(2026, 6, 1))
    left(mistaken, date(2026, 6, 20), "moved", by=cast.budi)
    Invoice.objects.filter(pk=bill.pk).update(cancelled_at=NOW)
    found, counted = churn(cast.sari), Departures.of(asked(HALF, by=BY), cast.sari, "why").total
    assert found.left == counted.left == 3
    assert (found.active_left, found.months[0].left, found.months[0].churn) == (1, 2, Decimal("25.0"))
    assert found.average == Decimal("30.8")  # as without her


@pytest.mark.parametrize("query", ["since=2027-12-01&until=2027-12-31", "since=2027-01-01&until=2032-12-31"])
def test_a_period_to_come_has_nobody_yet(cast: Cast, gone: dict[str, Customer], query: str) -> None:
    assert churn(cast.sari, query).months == []
    client = cast.client(cast.sari)
    for by in BY:
        page = client.get(f"{PAGE}?{query}&by={by}")
        assert "Periode ini belum mulai" in page.text
        assert "sapa-chart" not in page.text
    lines = client.get(f"{PAGE}export/?{query}").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1


BOARDS = ("funnel", "voices", "sources", "outcomes", "stages", "pareto", "profit", "retention", "attrition")


@pytest.mark.parametrize("board", BOARDS)
def test_every_board_answers_for_days_to_come_and_for_days_before_all_sales(
    cast: Cast, gone: dict[str, Customer], board: str
) -> None:
    client = cast.client(cast.sari)
    for years in ((2027, 2027), (2027, 2032), (1990, 1990), (1990, 1999)):
        query = f"since={years[0]}-12-01&until={years[1]}-12-31"
        page = client.get(f"/maju-bersama/insight/{board}/?{query}")
        assert page.status_code == 200
        assert client.get(f"/maju-bersama/insight/{board}/export/?{query}").status_code == 200
        if years[0] == 2027 and board != "stages":  # which shows who stands where now, whatever the period
            assert "Periode ini belum mulai" in page.text
            assert "Tampilkan periode biasa" in page.text


def test_reasons_tell_who_left_and_whom_nobody_asked(cast: Cast, gone: dict[str, Customer]) -> None:
    assert lines(cast.sari, "why") == [
        Line("not-asked", Gone(passive=1, spent=100_000)),
        Line("price", Gone(left=1, spent=100_000)),
        Line("service", Gone(left=1, spent=100_000)),
    ]
    assert NOT_ASKED == "not-asked"
    assert Departures.of(asked(HALF, by=BY), cast.sari, "why").total == Gone(2, 1, 1, 300_000)


def test_other_suppliers_are_one_however_they_were_typed(cast: Cast, gone: dict[str, Customer]) -> None:
    found = lines(cast.sari, "to")
    assert [(line.key.casefold(), line.gone.left) for line in found if line.key != NOT_ASKED] == [("toko jaya", 2)]


def test_places_and_people_are_compared_with_their_active_ones(cast: Cast, gone: dict[str, Customer]) -> None:
    for code in ("33.10.05", "33.10.05.2001", "33.10.05.2002"):
        Region.objects.create(code=code, name=code, level=3 if len(code) == 8 else 4, decree="")
    for name, code in (("Xena", "33.10.05.2001"), ("Yuni", "33.10.05.2002"), ("Zaki", "33.10.05.2002")):
        Customer.objects.filter(pk=gone[name].pk).update(region_id=code, market="b2b")
    assert lines(cast.sari, "region") == [
        Line("33.10.05", Gone(left=1, passive=1, active=1, spent=200_000)),
        Line(None, Gone(left=1, spent=100_000)),
    ]
    assert lines(cast.sari, "region", f"{HALF}&region=33.10.05") == [
        Line("33.10.05.2001", Gone(passive=1, spent=100_000)),
        Line("33.10.05.2002", Gone(left=1, active=1, spent=100_000)),
    ]
    assert lines(cast.sari, "market")[0].gone.share == Decimal("66.7")
    assert {line.key for line in lines(cast.sari, "owner")} == {cast.budi.pk, cast.wati.pk}


def test_who_came_back_is_not_gone_any_more(cast: Cast, gone: dict[str, Customer]) -> None:
    Departure.objects.filter(customer=gone["Zaki"]).update(returned_on=date(2026, 11, 1))
    bought(gone["Zaki"], date(2026, 11, 1))
    keeping.run_pass(cast.organization, on=TODAY, now=NOW)
    found = Departures.of(asked(HALF, by=BY), cast.sari, "why")
    assert found.total == Gone(left=2, passive=1, active=2, spent=400_000)
    page = cast.client(cast.sari).get(f"{PAGE}?{HALF}").text
    assert "kembali 1 Nov 2026" in page


def test_a_member_counts_only_whom_they_see(cast: Cast, gone: dict[str, Customer]) -> None:
    assert [month.active for month in churn(cast.wati).months] == [1, 1, 1, 1, 1, 0]
    assert lines(cast.wati, "why") == [Line("service", Gone(left=1, spent=100_000))]


@pytest.mark.parametrize("by", BY)
def test_the_page_lists_who_left_in_few_queries(cast: Cast, gone: dict[str, Customer], by: str) -> None:
    client = cast.client(cast.sari)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(f"{PAGE}?{HALF}&by={by}").text
    assert len(queries) <= 12
    listed = page.split('id="left"')[1]
    assert listed.index("Wawan") < listed.index("Zaki")
    assert "<b>Toko Jaya</b>" in listed
    assert "Xena" not in listed
    assert "/maju-bersama/customers/?activity=passive" in page


def test_it_can_be_taken_away(cast: Cast, gone: dict[str, Customer]) -> None:
    Departure.objects.filter(customer=gone["Zaki"]).update(switched_to="=cmd()")
    client = cast.client(cast.sari)

    def rows(query: str) -> list[list[str]]:
        answer = client.get(f"{PAGE}export/?{HALF}&{query}")
        return list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))[1:]

    assert rows("by=month")[0] == ["2026-06-01", "4", "1", "1", "0", "25.0"]
    assert ["'=cmd()", "1", "0", "", "", "100000"] in rows("by=to")
    assert [row[:4] for row in rows("what=left")] == [
        ["2026-11-10", "Wawan", "Pelayanan", "toko jaya"],
        ["2026-06-15", "Zaki", "Harga", "'=cmd()"],
    ]


def test_where_nobody_is_lost_the_page_says_so(cast: Cast) -> None:
    bought(person(cast.budi, "Yuni"), date(2026, 11, 20))
    keeping.run_pass(cast.organization, on=TODAY, now=NOW)
    said = "Tidak ada yang pergi dalam masa ini, dan tidak ada yang pasif sekarang."
    assert said in cast.client(cast.sari).get(PAGE).text
    left(person(cast.budi, "Zaki"), TODAY, "price", by=cast.budi)
    assert said not in cast.client(cast.sari).get(f"{PAGE}?{HALF}").text
