"""Profit by customer and month: revenue less goods and serving, and who costs more than they bring."""

import csv
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from sapa.activities.models import Interaction
from sapa.catalogue.models import Promotion
from sapa.customers.models import Customer
from sapa.insight.drawing_profit import explain
from sapa.insight.earnings import Money, Point
from sapa.insight.profit import BY, Profit, everybody
from sapa.insight.tests.boards import asked, passed
from sapa.lifecycle import keeping
from sapa.lifecycle.models import LifecycleRules
from sapa.lifecycle.tests.telling import NOW, TODAY, at, bought, person, rules_with, visited
from sapa.pipeline.models import Campaign, Inquiry
from sapa.sales import selling
from sapa.sales.models import CreditNote, Invoice, Order, PromotionUse
from sapa.team.models import Member
from sapa.testing import Cast

PAGE = "/maju-bersama/insight/profit/"
AUTUMN = "since=2026-09-01&until=2026-10-31"
SEPTEMBER, OCTOBER = date(2026, 9, 10), date(2026, 10, 20)


@pytest.fixture
def sold(cast: Cast) -> dict[str, Customer]:
    """Ani buys with a discount and gives some back; Beni is visited more than he brings; Cahya only costs."""
    rules_with(rates={"visit": 25_000, "phone": 3_000}, delivery_rate=10_000)
    ani, beni, cahya = person(cast.budi, "Ani"), person(cast.budi, "Beni"), person(cast.wati, "Cahya")
    invoice = bought(ani, SEPTEMBER, 900_000, off=100_000, cost=600_000)
    taken_back(invoice, OCTOBER, net=90_000, off=10_000, cost=60_000)
    bought(ani, OCTOBER, 500_000, cost=300_000)
    bought(ani, date(2026, 11, 1), 77_000)  # after the period
    bought(ani, OCTOBER, 1_000_000, cancelled_at=NOW)
    bought(beni, OCTOBER, 100_000, cost=60_000)
    for day in (SEPTEMBER, OCTOBER):
        visited(beni, day, cast.budi)
    visited(cahya, SEPTEMBER, cast.wati, touch_point="phone")
    visited(cahya, SEPTEMBER, cast.wati, touch_point="phone", direction=Interaction.Direction.INBOUND)
    return {"ani": ani, "beni": beni, "cahya": cahya}


def taken_back(invoice: Invoice, on: date, *, net: int, off: int, cost: int) -> CreditNote:
    sums = {"gross": net + off, "promotion_discount": off, "net": net, "total": net, "cost": cost}
    return CreditNote.objects.create(
        customer=invoice.customer, invoice=invoice, on=on, number=f"NK/{invoice.number}", reason="rusak", **sums
    )


def of(member: Member, query: str = "", **page: str) -> Profit:
    pages = {"after": "", "before": ""} | page
    return Profit.of(asked(query, year_to=TODAY, by=BY), member, LifecycleRules.objects.get(), **pages)


def told(profit: Profit) -> list[tuple[str, Money]]:
    return [(one.name, one.money) for one in profit.earners.rows]


def test_profit_is_revenue_less_goods_and_serving(cast: Cast, sold: dict[str, Customer]) -> None:
    profit = of(cast.sari, AUTUMN)
    assert told(profit) == [
        ("Ani", Money(gross=1_400_000, off=90_000, goods=840_000)),
        ("Cahya", Money(served=3_000)),
        ("Beni", Money(gross=100_000, goods=60_000, served=50_000)),
    ]
    assert [one.money.profit for one in profit.earners.rows] == [470_000, -3_000, -10_000]
    assert profit.sums.money == Money(gross=1_500_000, off=90_000, goods=900_000, served=53_000)
    assert (profit.sums.money.net, profit.sums.money.profit) == (1_410_000, 457_000)
    assert (profit.sums.customers, profit.sums.losers, profit.sums.loss) == (3, 2, -13_000)


def test_a_credit_note_counts_in_the_month_of_its_invoice(cast: Cast, sold: dict[str, Customer]) -> None:
    assert of(cast.sari, AUTUMN).trend == [
        Point(date(2026, 9, 1), Money(gross=900_000, off=90_000, goods=540_000, served=28_000)),
        Point(date(2026, 10, 1), Money(gross=600_000, goods=360_000, served=25_000)),
    ]


def test_more_than_three_years_are_told_by_year(cast: Cast, sold: dict[str, Customer]) -> None:
    trend = of(cast.sari, "since=2023-01-01&until=2026-10-31").trend
    assert [point.first.year for point in trend] == [2023, 2024, 2025, 2026]
    assert trend[-1].money == Money(gross=1_500_000, off=90_000, goods=900_000, served=53_000)


def test_campaigns_and_free_deliveries_are_serving_too(cast: Cast, sold: dict[str, Customer]) -> None:
    campaign = Campaign.objects.create(name="Pameran", code="pameran", cost=100_001)
    for who in ("ani", "beni"):
        Inquiry.objects.create(
            customer=sold[who], campaign=campaign, door=Inquiry.Door.FORM, state=Inquiry.State.NEW, at=at(SEPTEMBER)
        )
    promotion = Promotion.objects.create(name="Antar gratis", kind=Promotion.Kind.FREE_DELIVERY, starts_on=SEPTEMBER)
    for released in (None, NOW):
        order = Order.objects.create(customer=sold["ani"], on=OCTOBER, owner=cast.budi)
        PromotionUse.objects.create(promotion=promotion, order=order, customer=sold["ani"], amount=0,
                                    at=at(OCTOBER), released_at=released)  # fmt: skip
    served = {name: money.served for name, money in told(of(cast.sari, AUTUMN))}
    assert served == {"Ani": 50_001 + 10_000, "Beni": 50_000 + 50_001, "Cahya": 3_000}


def test_the_kept_year_says_what_its_papers_say(cast: Cast, sold: dict[str, Customer]) -> None:
    test_campaigns_and_free_deliveries_are_serving_too(cast, sold)
    bought(sold["beni"], TODAY - timedelta(days=365), 5_000_000)  # a day too old
    bought(sold["beni"], TODAY - timedelta(days=364), 40_000, off=2_000, cost=31_000)
    keeping.run_pass(cast.organization, on=TODAY, now=NOW)
    kept, summed = of(cast.sari), of(cast.sari, f"since={TODAY - timedelta(days=364)}&until={TODAY}")
    assert told(kept) == told(summed)
    assert kept.sums == summed.sums
    assert kept.trend == summed.trend
    assert sum((point.money for point in kept.trend), Money()) == kept.sums.money


def test_sales_to_nobody_by_name_are_left_out(cast: Cast, sold: dict[str, Customer]) -> None:
    nobody = selling.walk_in(by=cast.sari, now=NOW)
    bought(nobody, OCTOBER, 5_000_000)
    assert of(cast.sari, AUTUMN).sums.money.net == 1_410_000


def test_losers_are_listed_the_worst_first_and_explained(cast: Cast, sold: dict[str, Customer]) -> None:
    profit = of(cast.sari, f"{AUTUMN}&by=loss")
    assert [one.name for one in profit.earners.rows] == ["Beni", "Cahya"]
    page = cast.client(cast.sari).get(f"{PAGE}?{AUTUMN}&by=loss").text
    assert "Dari penjualan Rp100.000 tersisa Rp40.000 setelah modal barang; melayaninya memakan biaya Rp50.000." in page
    assert "Tidak membeli apa-apa dalam masa ini; melayaninya memakan biaya Rp3.000." in page


@pytest.mark.parametrize(
    ("money", "sentence"),
    [
        (Money(served=5_000), "Bought nothing in this period; serving them cost Rp5,000."),
        (Money(gross=90, goods=100), "The goods cost Rp100, and were sold for Rp90."),
        (
            Money(gross=100, off=20, goods=90, served=7),
            "The goods cost Rp90, and were sold for Rp80. Serving them cost Rp7 besides. "
            "Without the discounts of Rp20 they would have brought a profit.",
        ),
        (Money(gross=9, goods=6, served=5), "Of Rp9 sold, Rp3 was left after the goods; serving them cost Rp5."),
        (Money(gross=-30), "Gave back Rp30 more than they bought."),
    ],
)  # fmt: skip
def test_each_loss_has_its_reason(money: Money, sentence: str) -> None:
    with translation.override("en"):
        assert explain(money, "IDR") == sentence


def test_a_supervisor_counts_their_team(cast: Cast, sold: dict[str, Customer]) -> None:
    assert [name for name, _money in told(of(cast.tono, AUTUMN))] == ["Ani", "Beni"]
    assert [name for name, _money in told(of(cast.sari, f"{AUTUMN}&owner={cast.wati.pk}"))] == ["Cahya"]


def test_it_is_for_who_may_know_what_goods_cost(cast: Cast, sold: dict[str, Customer]) -> None:
    for member in (cast.budi, cast.tini, cast.cici, cast.joko):
        assert cast.client(member).get(PAGE).status_code == 403
        assert cast.client(member).get(f"{PAGE}export/").status_code == 403
    assert cast.client(cast.asing).get(PAGE).status_code == 404
    for member in (cast.sari, cast.tono, cast.rina, cast.darma):
        assert cast.client(member).get(f"{PAGE}?{AUTUMN}").status_code == 200


@pytest.mark.parametrize("query", ["", "by=loss", AUTUMN])
def test_the_page_asks_little(cast: Cast, sold: dict[str, Customer], query: str) -> None:
    keeping.run_pass(cast.organization, on=TODAY, now=NOW)
    client = cast.client(cast.sari)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"{PAGE}?{query}").status_code == 200
    assert len(queries) <= 12


def test_before_the_first_pass_the_papers_are_summed(cast: Cast, sold: dict[str, Customer]) -> None:
    page = cast.client(cast.sari).get(PAGE).text
    assert "Rp1.487.000" in page  # with November
    passed()
    assert "Rp1.487.000" not in cast.client(cast.sari).get(f"{PAGE}?owner={cast.wati.pk}").text


def test_it_can_be_taken_away(cast: Cast, sold: dict[str, Customer]) -> None:
    Customer.objects.filter(pk=sold["ani"].pk).update(name="+62")
    answer = cast.client(cast.sari).get(f"{PAGE}export/?{AUTUMN}")
    lines: list[Any] = list(csv.reader(StringIO(answer.content.decode("utf-8-sig"))))
    assert lines[1] == ["'+62", "470000", "1400000", "90000", "1310000", "840000", "470000", "0", ""]
    assert lines[3][:2] == ["Beni", "-10000"]
    found = everybody(asked(AUTUMN, year_to=TODAY, by=BY), cast.sari, LifecycleRules.objects.get(), 1)
    assert [one.name for one in found] == ["+62"]
