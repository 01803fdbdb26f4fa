"""What was won and lost, told apart in six ways."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from sapa.catalogue.models import Product
from sapa.customers.models import Source
from sapa.insight.asking import Asked, Period
from sapa.insight.outcomes import BY, Line, Outcomes, Tally, last_closed
from sapa.insight.tests.test_projection import deal
from sapa.pipeline.models import LostReason, Opportunity, OpportunityLine
from sapa.pipeline.tallies import recount
from sapa.team.models import Member
from sapa.testing import Cast

YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


def closed(owner: Member, value: int, day: date, won: bool = True, **fields: Any) -> Opportunity:
    stage, outcome = ("Menang", "won") if won else ("Kalah", "lost")
    return deal(owner, value, None, stage, outcome=outcome, closed_on=day, **fields)


def line(opportunity: Opportunity, product: Product | None, amount: int, position: int = 0) -> None:
    OpportunityLine.objects.create(
        opportunity=opportunity, product=product, price=amount, amount=amount, position=position
    )


@pytest.fixture
def deals(cast: Cast) -> None:
    reasons = {reason.name: reason for reason in LostReason.objects.all()}
    source = Source.objects.first()
    closed(cast.budi, 1_000, date(2026, 3, 1), source=source)
    closed(cast.budi, 500, date(2026, 3, 31), won=False, lost_reason=reasons["Harga terlalu tinggi"])
    closed(cast.wati, 2_000, date(2026, 4, 1))
    closed(cast.wati, 300, date(2026, 4, 2), won=False, lost_reason=reasons["Memilih pesaing"], source=source)
    closed(cast.wati, 200, date(2026, 4, 3), won=False)
    closed(cast.wati, 9_999, date(2025, 12, 31))
    deal(cast.budi, 7_777, date(2026, 4, 1))
    recount()


def of(member: Member, by: str, period: Period = YEAR) -> Outcomes:
    query = QueryDict(f"since={period.since}&until={period.until}")
    return Outcomes.of(Asked(query, today=date(2027, 1, 1)), member, by)


@pytest.mark.usefixtures("deals")
def test_months_stand_in_their_order_empty_ones_too(cast: Cast) -> None:
    outcomes = of(cast.sari, "month", Period(date(2026, 2, 1), date(2026, 4, 30)))
    assert outcomes.lines == [
        Line(date(2026, 2, 1), Tally()),
        Line(date(2026, 3, 1), Tally(1, 1, 1_000, 500)),
        Line(date(2026, 4, 1), Tally(1, 2, 2_000, 500)),
    ]
    assert outcomes.total == Tally(2, 3, 3_000, 1_000)
    assert str(outcomes.total.conversion) == "40.0"


@pytest.mark.usefixtures("deals")
def test_a_period_that_cuts_a_month_counts_its_days(cast: Cast) -> None:
    for by in ("month", "owner", "unit"):
        outcomes = of(cast.sari, by, Period(date(2026, 3, 2), date(2026, 4, 2)))
        assert outcomes.total == Tally(1, 2, 2_000, 800), by


@pytest.mark.usefixtures("deals")
def test_members_units_and_sources(cast: Cast) -> None:
    assert of(cast.sari, "owner").lines == [
        Line(cast.wati.pk, Tally(1, 2, 2_000, 500)),
        Line(cast.budi.pk, Tally(1, 1, 1_000, 500)),
    ]
    assert {one.key: one.tally.count for one in of(cast.sari, "unit").lines} == {cast.shop.pk: 3, cast.catering.pk: 2}
    source = Source.objects.first()
    assert {one.key: one.tally.count for one in of(cast.sari, "source").lines} == {None: 3, source.pk: 2}


@pytest.mark.usefixtures("deals")
def test_reasons_are_of_what_was_lost(cast: Cast) -> None:
    outcomes = of(cast.sari, "reason")
    assert outcomes.total == Tally(0, 3, 0, 1_000)
    names = {reason.pk: reason.name for reason in LostReason.objects.all()} | {None: ""}
    assert {names[one.key]: one.tally.lost_value for one in outcomes.lines} == {
        "Harga terlalu tinggi": 500,
        "Memilih pesaing": 300,
        "": 200,
    }


def test_products_share_the_value_of_their_deal_to_the_last_rupiah(cast: Cast) -> None:
    rice, sugar = (Product.objects.create(name=name, name_key=name.lower()) for name in ("Beras", "Gula"))
    by_lines = closed(cast.budi, 300, date(2026, 3, 1))
    line(by_lines, rice, 200)
    line(by_lines, sugar, 100, 1)
    by_hand = closed(cast.budi, 1_000, date(2026, 3, 1), value_by_hand=True)
    for position, product in enumerate([rice, sugar, None]):
        line(by_hand, product, 111, position)
    one_line = closed(cast.budi, 54, date(2026, 3, 1), value_by_hand=True)
    line(one_line, rice, 60)
    free = closed(cast.budi, 40, date(2026, 3, 1), won=False, value_by_hand=True)
    line(free, rice, 0)
    line(free, sugar, 0, 1)
    closed(cast.budi, 5, date(2026, 3, 1), value_by_hand=True)
    outcomes = of(cast.sari, "product")
    assert {one.key: one.tally for one in outcomes.lines} == {
        rice.pk: Tally(3, 1, 200 + 333 + 54, 40),
        sugar.pk: Tally(2, 1, 100 + 334, 0),
        None: Tally(2, 0, 333 + 5, 0),
    }
    assert outcomes.total == Tally(4, 1, 1_359, 40)
    assert sum(one.tally.won_value for one in outcomes.lines) == 1_359


@pytest.mark.usefixtures("deals")
def test_everyone_sees_their_own_figures(cast: Cast) -> None:
    for by in ("month", "owner", "source"):
        totals = [of(getattr(cast, name), by).total.count for name in ("sari", "tono", "budi", "wati", "joko")]
        assert totals == [5, 2, 2, 3, 0], by


@pytest.mark.usefixtures("deals")
def test_an_empty_period_offers_the_last_year_that_has_something(cast: Cast) -> None:
    Opportunity.objects.filter(outcome__in=["won", "lost"], closed_on__year=2026).update(closed_on=date(2017, 5, 1))
    Opportunity.objects.filter(closed_on__year=2025).update(closed_on=date(2016, 5, 1))
    recount()
    assert last_closed(Opportunity.objects.visible_to(cast.sari)) == date(2017, 5, 1)
    page = cast.client(cast.sari).get("/maju-bersama/insight/outcomes/")
    assert page.context["last_url"] == "?since=2017-01-01&until=2017-12-31"
    assert "?since=2017-01-01&amp;until=2017-12-31" in page.content.decode()


@pytest.mark.usefixtures("deals")
@pytest.mark.parametrize("by", BY)
def test_each_way_is_a_page_of_few_queries(cast: Cast, by: str) -> None:
    address = f"/maju-bersama/insight/outcomes/?by={by}&since=2026-01-01&until=2026-12-31"
    client = cast.client(cast.sari)
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        assert client.get(address).status_code == 200
    for number in range(10):
        closed(cast.budi, number, date(2026, 5, 1 + number))
    recount()
    with CaptureQueriesContext(connection) as many:
        assert client.get(address).status_code == 200
    assert len(few) == len(many) <= 12


@pytest.mark.usefixtures("deals")
@pytest.mark.parametrize(
    "query", ["since=2026-02-30", "since=9999-01-01&until=x", "by=moon", "since=2027-01-01&until=2026-01-01"]
)
def test_the_page_answers_whatever_the_address_says(cast: Cast, query: str) -> None:
    assert cast.client(cast.sari).get(f"/maju-bersama/insight/outcomes/?{query}").status_code == 200


@pytest.mark.usefixtures("deals")
def test_a_figure_leads_to_the_opportunities_behind_it(cast: Cast) -> None:
    page = cast.client(cast.sari).get("/maju-bersama/insight/outcomes/?by=owner&since=2026-01-01&until=2026-12-31")
    won = f"/maju-bersama/opportunities/list/?outcome=won&since=2026-01-01&until=2026-12-31&owner={cast.wati.pk}"
    assert won.replace("&", "&amp;") in page.content.decode()
    assert cast.client(cast.sari).get(won).status_code == 200


@pytest.mark.usefixtures("deals")
def test_a_reason_leads_to_what_was_lost_for_it(cast: Cast) -> None:
    reason = LostReason.objects.get(name="Memilih pesaing")
    for value, count in ((reason.pk, 1), ("none", 1)):
        address = f"/maju-bersama/opportunities/list/?outcome=lost&since=2026-01-01&until=2026-12-31&reason={value}"
        page = cast.client(cast.sari).get("/maju-bersama/insight/outcomes/?by=reason&since=2026-01-01&until=2026-12-31")
        assert address.replace("&", "&amp;") in page.content.decode()
        assert cast.client(cast.sari).get(address).content.decode().count("<tbody") == count
