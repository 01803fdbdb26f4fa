"""How few customers bring how much: tenths, big and micro ones, of the kept year and of any other period."""

import csv
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sapa.insight.earnings import Money
from sapa.insight.pareto import CONTRIBUTION, REVENUE, Pareto
from sapa.insight.pareto import Part as Brought
from sapa.insight.profit import Profit
from sapa.insight.tests.boards import asked, customer, known, passed
from sapa.insight.tests.test_profit import taken_back
from sapa.lifecycle import keeping
from sapa.lifecycle.models import LifecycleRules, Size
from sapa.lifecycle.tests.telling import NOW, TODAY, ago, bought, person
from sapa.sales.models import Invoice
from sapa.team.models import Member
from sapa.testing import Cast

PAGE = "/maju-bersama/insight/pareto/"
SUMMER = "since=2026-06-01&until=2026-08-31"


@pytest.fixture
def twenty(cast: Cast) -> None:
    """Number 20 brings 20 × Rp600 after Rp400 of goods on each Rp1,000, and so on; the last costs Rp2,100 to serve."""
    passed()
    for number in range(1, 21):
        by = cast.budi if number > 10 else cast.wati
        size = "big" if number > 9 else "regular" if number > 3 else "micro"
        figures = {"revenue_year": 1_000 * number, "cost_year": 400 * number, "size": size, "purchases_year": 2}
        known(customer(by, f"Warga {number:02}"), **figures, service_cost_year=2_100 if number == 1 else 0)
    known(customer(cast.wati, "Dulu"), revenue=9_000_000)  # nothing this year
    known(customer(cast.wati, "Belum"), recency_score=0, purchases=0)


def of(member: Member, by: str = CONTRIBUTION, query: str = "", **page: str) -> Pareto:
    rules = LifecycleRules.objects.get()
    return Pareto.of(asked(query, year_to=TODAY), member, rules, by, **({"after": "", "before": ""} | page))


def test_tenths_add_up_to_the_curve(cast: Cast, twenty: None) -> None:
    pareto = of(cast.sari)
    assert [one.part.customers for one in pareto.tenths] == [2] * 10
    best, last = pareto.tenths[0], pareto.tenths[-1]
    assert best.part.money == Money(gross=39_000, goods=15_600)
    # 39 of 210; of the profit 23,400 of 126,000 − 2,100
    assert (best.customers, best.revenue, best.contribution, best.profit) == tuple(
        Decimal(text) for text in ("10.0", "18.6", "18.6", "18.9")
    )
    assert [one.contribution for one in pareto.tenths] == [
        Decimal(text) for text in ("18.6", "35.2", "50.0", "62.9", "73.8", "82.9", "90.0", "95.2", "98.6", "100.0")
    ]
    # all but the last two bring 124,200 of 123,900: the curve is over the whole before its end
    assert (pareto.tenths[-2].profit, last.profit) == (Decimal("100.2"), Decimal("100.0"))
    assert pareto.total == Brought(20, Money(gross=210_000, goods=84_000, served=2_100))


def test_big_regular_and_micro_are_those_of_the_last_pass(cast: Cast, twenty: None) -> None:
    pareto = of(cast.sari)
    assert pareto.sizes == {
        Size.BIG: Brought(11, Money(gross=165_000, goods=66_000)),
        Size.REGULAR: Brought(6, Money(gross=39_000, goods=15_600)),
        Size.MICRO: Brought(3, Money(gross=6_000, goods=2_400, served=2_100)),
    }
    assert pareto.share_of(pareto.sizes[Size.BIG])[:2] == (Decimal("55.0"), Decimal("78.6"))


def test_the_best_are_listed_first_and_paged(cast: Cast, twenty: None) -> None:
    rows = of(cast.sari).earners.rows
    assert [(one.name, one.size) for one in rows[:2]] == [("Warga 20", "big"), ("Warga 19", "big")]
    assert rows[0].money.contribution == 12_000
    assert len(rows) == 20


def test_a_member_counts_only_whom_they_see(cast: Cast, twenty: None) -> None:
    pareto = of(cast.budi, REVENUE)
    assert pareto.total.customers == 10
    assert pareto.total.money.net == 155_000


def test_another_period_is_summed_from_its_papers(cast: Cast) -> None:
    """Rp80 of Rp100 contribution come from one of five: alone big; the next to 95 are regular."""
    for name, net in (("A", 80), ("B", 10), ("C", 5), ("D", 3), ("E", 2)):
        bought(person(cast.budi, name), ago(150), net * 2, cost=net)
        bought(person(cast.budi, f"{name} kemudian"), ago(3), 10)
    pareto = of(cast.sari, query=SUMMER)
    assert [one.part.customers for one in pareto.tenths] == [1] * 5
    assert [one.contribution for one in pareto.tenths] == [
        Decimal(text) for text in ("80.0", "90.0", "95.0", "98.0", "100.0")
    ]
    assert {size: part.customers for size, part in pareto.sizes.items()} == {
        Size.BIG: 1, Size.REGULAR: 2, Size.MICRO: 2,
    }  # fmt: skip
    assert [one.name for one in pareto.earners.rows] == ["A", "B", "C", "D", "E"]


def test_the_kept_year_is_what_its_papers_say(cast: Cast) -> None:
    for number in range(1, 38):
        who = person(cast.budi, f"Warga {number}")
        bought(who, ago(number * 9), 1_000 * (number * 17 % 23 + 1), off=number * 10)
        bought(who, ago(366), 999_999)  # a day too old
    keeping.run_pass(cast.organization, on=TODAY, now=NOW)
    year = f"since={TODAY - timedelta(days=364)}&until={TODAY}"
    kept, summed = of(cast.sari), of(cast.sari, query=year)
    assert kept.total == summed.total
    assert [one.contribution for one in kept.tenths] == [one.contribution for one in summed.tenths]
    assert kept.sizes == summed.sizes
    assert kept.total.customers == 37


def test_who_bought_is_the_same_in_both_ways(cast: Cast) -> None:
    """What was free is bought, what was given back is not; who only paid ahead is there with their money."""
    bought(person(cast.budi, "Biasa"), ago(20), 1_000)
    bought(person(cast.budi, "Gratis"), ago(30), 0, cost=0)
    bought(person(cast.budi, "Hadiah"), ago(30), 0, cost=50)
    ahead = person(cast.budi, "Uang muka")
    bought(ahead, ago(40), 700, cost=0, kind=Invoice.Kind.DOWN_PAYMENT)
    returned = bought(person(cast.budi, "Kembali"), ago(50), 300, paid=0, paid_on=None)
    taken_back(returned, ago(5), net=300, off=0, cost=180)
    Invoice.objects.filter(pk=returned.pk).update(credited=300)
    Invoice.objects.filter(pk=bought(person(cast.budi, "Batal"), ago(60), 900).pk).update(cancelled_at=NOW)
    bought(person(cast.budi, "Dulu"), ago(500), 5_000)
    keeping.run_pass(cast.organization, on=TODAY, now=NOW)
    year = f"since={TODAY - timedelta(days=364)}&until={TODAY}"
    kept, summed = of(cast.sari), of(cast.sari, query=year)
    names = [one.name for one in kept.earners.rows]
    assert sorted(names) == ["Biasa", "Gratis", "Hadiah", "Uang muka"]
    assert sorted(one.name for one in summed.earners.rows) == sorted(names)
    assert kept.total == summed.total
    assert (kept.total.customers, kept.total.money.net) == (4, 1_700)
    assert kept.sizes == summed.sizes
    assert kept.sizes[None] == Brought(1, Money(gross=700))
    for query in ("", year):
        rules = LifecycleRules.objects.get()
        everything = asked(query, year_to=TODAY, by=("most", "loss"))
        profit = Profit.of(everything, cast.sari, rules, after="", before="")
        assert profit.sums.money.net == kept.total.money.net
    passed()
    page = cast.client(cast.sari).get(PAGE).text
    assert "Baru membayar uang muka" in page
    lines = cast.client(cast.sari).get(f"{PAGE}export/?{year}").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 5


def test_pages_of_a_period_follow_each_other(cast: Cast) -> None:
    for number in range(30):
        bought(person(cast.budi, f"Warga {number:02}"), ago(150), 1_000 - number)
    first = of(cast.sari, query=SUMMER).earners
    second = of(cast.sari, query=SUMMER, after=first.next).earners
    assert [one.name for one in second.rows] == [f"Warga {number}" for number in range(25, 30)]
    assert (second.next, of(cast.sari, query=SUMMER, before=second.previous).earners.rows) == ("", first.rows)


def test_who_may_not_see_costs_sees_revenue_alone(cast: Cast, twenty: None) -> None:
    page = cast.client(cast.budi).get(PAGE).text
    assert "Rp155.000" in page
    for hidden in ("Kontribusi", "Laba", "Rp93.000"):
        assert hidden not in page.split('<main id="content"')[1]
    full = cast.client(cast.sari).get(PAGE).text
    assert "Kontribusi" in full and "Rp126.000" in full
    assert "20% pelanggan terbaik membawa 35,2% kontribusi." in full
    assert "/maju-bersama/customers/?size=big" in full


def test_sizes_in_a_period_tell_no_margins_to_who_may_not_know_them(cast: Cast) -> None:
    """Ani pays most, and nothing of it stays; of Beni's money all stays."""
    bought(person(cast.budi, "Ani"), ago(150), 970, cost=970)
    bought(person(cast.budi, "Beni"), ago(150), 30, cost=0)
    by_size = {one.name: one.size for one in of(cast.budi, REVENUE, SUMMER).earners.rows}
    assert by_size == {"Ani": "big", "Beni": "micro"}
    by_size = {one.name: one.size for one in of(cast.sari, CONTRIBUTION, SUMMER).earners.rows}
    assert by_size == {"Ani": "micro", "Beni": "big"}
    lines = cast.client(cast.budi).get(f"{PAGE}?{SUMMER}").text
    assert "membawa 80% omzet" in lines


@pytest.mark.parametrize("query", ["", SUMMER])
def test_the_page_asks_little(cast: Cast, twenty: None, query: str) -> None:
    bought(person(cast.budi, "Ani"), ago(150))
    client = cast.client(cast.sari)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"{PAGE}?{query}").status_code == 200
    assert len(queries) <= 12


def test_it_can_be_taken_away(cast: Cast, twenty: None) -> None:
    answer = cast.client(cast.sari).get(f"{PAGE}export/")
    lines: list[Any] = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[1] == ["1", "Warga 20", "Besar", "20000", "12000", "12000"]
    assert lines[20] == ["20", "Warga 01", "Mikro", "1000", "600", "-1500"]
