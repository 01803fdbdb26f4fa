"""How long ago customers bought, how often and for how much: the grid, the groups, and what to do with each."""

import csv
import re
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sapa.customers.filter import Filter
from sapa.customers.models import Customer
from sapa.insight.rfm import DEEDS, Line, Part, Rfm, worth
from sapa.insight.tests.boards import asked, customer, known, passed
from sapa.lib.dates import format_date
from sapa.lifecycle import keeping
from sapa.lifecycle.models import RfmGroup
from sapa.lifecycle.tests.telling import NOW, TODAY, bought, bought_on, person
from sapa.team.roles import RIGHTS, Rights, Role
from sapa.testing import Cast

PAGE = "/maju-bersama/insight/rfm/"


@pytest.fixture
def buyers(cast: Cast) -> None:
    """Two of the best in one cell, one faithful, one asleep; and one who never bought."""
    passed()
    for name, money in (("Ani", 4), ("Beni", 5)):
        scores = {"recency_score": 5, "frequency_score": 5, "money_score": money}
        known(customer(cast.budi, name), **scores, rfm_group="best", revenue_year=600_000)
    scores = {"recency_score": 3, "frequency_score": 4, "money_score": 4}
    known(customer(cast.wati, "Cahya"), **scores, rfm_group="faithful", revenue_year=300_000)
    scores = {"recency_score": 1, "frequency_score": 1, "money_score": 1}
    known(customer(cast.wati, "Dedi"), **scores, rfm_group="asleep", revenue_year=0)
    known(customer(cast.wati, "Eka"), purchases=0, recency_score=0, frequency_score=0, money_score=0, rfm_group="")


def test_the_grid_counts_customers_and_what_they_spent(cast: Cast, buyers: None) -> None:
    rfm = Rfm.of(asked(), cast.sari)
    assert rfm.cells == {(5, 5): Part(2, 1_200_000), (3, 4): Part(1, 300_000), (1, 1): Part(1, 0)}
    assert rfm.of_cell == {(5, 5): RfmGroup.BEST, (3, 4): RfmGroup.FAITHFUL, (1, 1): RfmGroup.ASLEEP}
    assert rfm.lines == [
        Line(RfmGroup.BEST, Part(2, 1_200_000), Decimal("50.0"), Decimal("80.0")),
        Line(RfmGroup.FAITHFUL, Part(1, 300_000), Decimal("25.0"), Decimal("20.0")),
        Line(RfmGroup.ASLEEP, Part(1, 0), Decimal("25.0"), Decimal("0.0")),
    ]
    assert rfm.total == Part(4, 1_500_000)


def test_every_group_has_a_deed() -> None:
    assert set(DEEDS) == set(RfmGroup)


def test_the_two_scores_are_averaged_half_up() -> None:
    assert [worth(often, much) for often, much in ((1, 1), (1, 2), (2, 3), (4, 5), (5, 5))] == [1, 2, 3, 5, 5]


def test_a_cell_belongs_to_one_group_as_passes_cut_them(cast: Cast) -> None:
    for number in range(40):
        bought_on(person(cast.budi, f"Warga {number}"), [number * 7 + gap * 11 for gap in range(1 + number % 6)],
                  net=10_000 * (1 + number * 13 % 17))  # fmt: skip
    keeping.run_pass(cast.organization, on=TODAY, now=NOW)
    rfm = Rfm.of(asked(), cast.sari)
    assert rfm.total.customers == 40
    groups = {group: sum(part.customers for cell, part in rfm.cells.items() if rfm.of_cell[cell] == group)
              for group in rfm.groups}  # fmt: skip
    assert groups == {group: part.customers for group, part in rfm.groups.items()}
    for (recency, much), part in rfm.cells.items():  # and leads to just its customers
        found = Filter({"recency": str(recency), "worth": str(much)}, cast.sari, NOW)
        assert found.rows().count() == part.customers


def test_a_member_counts_only_whom_they_see(cast: Cast, buyers: None) -> None:
    assert Rfm.of(asked(), cast.budi).total == Part(2, 1_200_000)
    assert Rfm.of(asked(f"owner={cast.wati.pk}"), cast.sari).total == Part(2, 300_000)


def test_the_page_leads_to_the_customers_of_each_group(cast: Cast, buyers: None) -> None:
    client = cast.client(cast.sari)
    with CaptureQueriesContext(connection) as queries:
        page = client.get(f"{PAGE}?owner={cast.budi.pk}").text
    assert len(queries) <= 12
    assert f"/maju-bersama/customers/?owner={cast.budi.pk}&amp;rfm=best" in page
    assert "Rp1.200.000" in page and "Rp1,2 jt" in page
    assert "Ucapkan terima kasih" in page


def test_who_may_not_see_sales_sees_no_money(cast: Cast, buyers: None, monkeypatch: pytest.MonkeyPatch) -> None:
    rights = RIGHTS[Role.SALESPERSON]
    monkeypatch.setitem(RIGHTS, Role.SALESPERSON, Rights(rights.scope, rights.permissions - {"sales.view"}))
    page = cast.client(cast.budi).get(f"{PAGE}?figure=revenue").text
    page = re.sub(r"\w{32,}", "", page)  # a token or a file's hash may have any letters
    assert "rfm=best" in page and "Rp" not in page


def test_it_can_be_taken_away(cast: Cast, buyers: None) -> None:
    answer = cast.client(cast.sari).get(f"{PAGE}export/")
    lines: list[Any] = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[1][:5] == ["Terbaik", "5", "5", "2", "1200000"]
    assert len(lines) == 4


THEN = TODAY - timedelta(days=40)


@pytest.fixture
def bought_before(cast: Cast) -> list[Customer]:
    """Thirty customers of two members with purchases until THEN; and somebody over the counter."""
    people = [person(cast.budi if number % 2 else cast.wati, f"Warga {number}") for number in range(30)]
    for number, who in enumerate(people):
        for turn in range(1 + number % 6):
            bought(who, THEN - timedelta(days=number * 5 + turn * 21), 50_000 * (1 + number % 7))
    return people


def test_looking_back_it_is_what_a_pass_found_then(cast: Cast, bought_before: list[Customer]) -> None:
    keeping.run_pass(cast.organization, on=THEN, now=NOW)
    kept = {who: Rfm.of(asked(), who) for who in (cast.sari, cast.budi)}
    for number, who in enumerate(bought_before):
        bought(who, TODAY - timedelta(days=number), 900_000)
    bought(person(cast.budi, "Baru"), TODAY, 900_000)
    keeping.run_pass(cast.organization, on=TODAY, now=NOW)
    query = f"since={THEN - timedelta(days=30)}&until={THEN}"
    for who, before in kept.items():
        found = Rfm.of(asked(query, year_to=TODAY), who)
        assert (found.cells, found.groups, found.of_cell) == (before.cells, before.groups, before.of_cell)
        assert found.on == THEN
        assert found.total.customers == (30 if who == cast.sari else 15)
        assert Rfm.of(asked(), who).cells != found.cells


def test_a_period_until_today_is_now_and_before_all_sales_there_is_nobody(
    cast: Cast, bought_before: list[Customer]
) -> None:
    assert Rfm.of(asked(f"since={THEN}&until={TODAY}", year_to=TODAY), cast.sari).on is None
    assert Rfm.of(asked("until=2001-01-01", year_to=TODAY), cast.sari).cells == {}


def test_the_page_looks_back_and_offers_no_list_of_today(cast: Cast, bought_before: list[Customer]) -> None:
    keeping.run_pass(cast.organization, on=TODAY, now=NOW)
    page = cast.client(cast.sari).get(f"{PAGE}?since=2026-09-01&until={THEN}").content.decode()
    assert format_date(THEN, "id") in page
    assert "recency=" not in page
    assert "recency=" in cast.client(cast.sari).get(PAGE).content.decode()
    assert cast.client(cast.sari).get(f"{PAGE}?until=2001-01-01").status_code == 200
