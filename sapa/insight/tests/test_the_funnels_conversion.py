"""How far those who arrived got, and how long it took them."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from sapa.customers.models import Customer, Source
from sapa.insight.asking_customers import OF_CUSTOMERS, AskedOfCustomers
from sapa.insight.funnel import BY, Conversion, Funnel, Line, Way
from sapa.pipeline.tests.deals import customer_of
from sapa.team.models import Member
from sapa.testing import Cast

MARCH, APRIL = datetime(2026, 3, 10, 3, tzinfo=UTC), datetime(2026, 4, 10, 3, tzinfo=UTC)
JAKARTA = ZoneInfo("Asia/Jakarta")
PAGE = "/maju-bersama/insight/funnel/"
YEAR = "since=2026-01-01&until=2026-12-31"


def arrived(owner: Member, at: datetime, *days: int, **fields: Any) -> Customer:
    """Whoever took so many days to each of the steps that they reached."""
    moments, moment = {}, at
    for name, number in zip(("contact_at", "account_at", "opportunity_at", "won_at"), days, strict=False):
        moment += timedelta(days=number)
        moments[name] = moment
    return customer_of(owner, created_at=at, **moments, **fields)


@pytest.fixture
def cohort(cast: Cast) -> None:
    source = Source.objects.create(name="Pasar desa")
    arrived(cast.budi, MARCH, source=source, field="Katering")
    arrived(cast.budi, MARCH, 2, field="katering")
    arrived(cast.budi, MARCH, 4, 1, 0, 7, source=source, market="b2b")
    arrived(cast.wati, APRIL, 1, 1, 1)
    arrived(cast.wati, datetime(2025, 12, 31, 3, tzinfo=UTC), 1)


def of(member: Member, by: str = "month", query: str = YEAR) -> Conversion:
    today = date(2026, 11, 22)
    asked = AskedOfCustomers(QueryDict(query), member=member, today=today, names=OF_CUSTOMERS, choices={"by": BY})
    return Conversion.of(asked, member, by)


def way(reached: int, days: int) -> Way:
    return Way(reached, reached, Decimal(days))


@pytest.mark.usefixtures("cohort")
def test_months_stand_in_their_order_empty_ones_too(cast: Cast) -> None:
    found = of(cast.sari, query="since=2026-02-01&until=2026-04-30")
    march = Funnel(3, way(2, 6), way(1, 1), way(1, 0), way(1, 7))
    april = Funnel(1, way(1, 1), way(1, 1), way(1, 1), Way())
    assert found.lines == [
        Line(date(2026, 2, 1), Funnel()),
        Line(date(2026, 3, 1), march),
        Line(date(2026, 4, 1), april),
    ]
    assert found.total == march + april
    assert found.total.counts == [4, 3, 2, 2, 1]
    assert list(map(str, found.total.conversions)) == ["75.0", "66.7", "100.0", "50.0"]
    assert str(found.total.conversion) == "25.0"
    assert [str(one.mean_days) for one in found.total.ways] == ["2.3", "1.0", "0.5", "7.0"]


@pytest.mark.usefixtures("cohort")
def test_it_is_told_apart_by_source_market_field_member_and_unit(cast: Cast) -> None:
    source = Source.objects.get(name="Pasar desa")
    arrivals = {by: {line.key: line.funnel.arrived for line in of(cast.sari, by).lines} for by in BY[1:]}
    assert arrivals == {
        "source": {source.pk: 2, None: 2},
        "market": {"b2c": 3, "b2b": 1},
        "field": {"Katering": 2, None: 2},
        "owner": {cast.budi.pk: 3, cast.wati.pk: 1},
        "unit": {cast.catering.pk: 3, cast.shop.pk: 1},
    }


@pytest.mark.usefixtures("cohort")
@pytest.mark.parametrize(("query", "count"), [("market=b2b", 1), ("field=KATERING", 2), ("source=none", 2)])
def test_filters_narrow_the_cohort(cast: Cast, query: str, count: int) -> None:
    assert of(cast.sari, query=f"{YEAR}&{query}").total.arrived == count


@pytest.mark.usefixtures("cohort")
def test_a_member_counts_those_they_see(cast: Cast) -> None:
    assert of(cast.budi).total.arrived == 3
    assert of(cast.wati).total.arrived == 1


def test_whose_moments_are_older_than_their_arrival_took_no_days(cast: Cast) -> None:
    customer_of(cast.budi, created_at=MARCH, contact_at=MARCH - timedelta(days=400))
    arrived(cast.budi, MARCH, 3)
    contact = of(cast.sari).total.contact
    assert (contact.reached, contact.timed, str(contact.mean_days)) == (2, 1, "3.0")


@pytest.mark.usefixtures("cohort")
def test_the_page_shows_each_figure_and_how_it_is_counted(cast: Cast) -> None:
    for figure, words in (("count", "Sampai"), ("share", "66,7%"), ("days", "2,3")):
        page = cast.client(cast.sari).get(f"{PAGE}?{YEAR}&figure={figure}")
        assert page.status_code == 200
        assert figure == "count" or words in page.text
    assert cast.client(cast.joko).get(PAGE).status_code == 403
    assert cast.client(cast.asing).get(PAGE).status_code == 404


@pytest.mark.usefixtures("cohort")
def test_it_can_be_taken_away(cast: Cast) -> None:
    answer = cast.client(cast.sari).get(f"{PAGE}export/?{YEAR}&by=owner")
    _header, budi, wati = answer.content.decode("utf-8-sig").splitlines()
    assert budi.replace(";", ",").split(",")[:6] == ["Budi", "3", "2", "1", "1", "1"]
    assert wati.startswith("Wati")
    assert cast.client(cast.budi).get(f"{PAGE}export/").status_code == 403
    assert "spreadsheet" in cast.client(cast.sari).get(f"{PAGE}export/?format=xlsx")["Content-Type"]


@pytest.mark.parametrize("by", BY)
def test_the_page_takes_as_many_queries_for_many_as_for_one(cast: Cast, by: str) -> None:
    asked = []
    for number in (1, 20):
        for place in range(number):
            arrived(
                cast.budi, MARCH, 1, field=f"Usaha {place}", source=Source.objects.create(name=f"S{number}-{place}")
            )
        browser = cast.client(cast.sari)
        browser.get(f"{PAGE}?{YEAR}&by={by}")
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(f"{PAGE}?{YEAR}&by={by}").status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 12


def test_each_way_of_counting_comes_to_what_one_by_one_comes_to(cast: Cast) -> None:
    """Whatever arrived when and got how far, at the very edges of months as well."""
    chance = Random(7)
    sources = [None, Source.objects.create(name="Pasar desa"), Source.objects.create(name="Mulut ke mulut")]
    edges = [datetime(2026, month, 1, tzinfo=JAKARTA) for month in range(1, 13)]
    for _number in range(80):
        at = chance.choice(edges) + timedelta(days=chance.choice([0, 0, 9]), microseconds=chance.choice([-1, 0, 1]))
        arrived(
            chance.choice([cast.budi, cast.wati]),
            at,
            *[chance.randrange(-2, 9) for _step in range(chance.randrange(5))],
            source=chance.choice(sources),
            field=chance.choice(["", "Katering", "katering"]),
            market=chance.choice(["b2c", "b2b"]),
        )
    rows = [one for one in Customer.objects.all() if one.created_at.astimezone(JAKARTA).year == 2026]
    keys: dict[str, Any] = {
        "month": lambda one: one.created_at.astimezone(JAKARTA).date().replace(day=1),
        "source": lambda one: one.source_id,
        "owner": lambda one: one.owner_id,
        "market": lambda one: one.market,
        "field": lambda one: one.field.casefold() or None,
    }
    for by, key in keys.items():
        wanted: dict[Any, Funnel] = defaultdict(Funnel)
        for one in rows:
            wanted[key(one)] += one_by_one(one)
        found = of(cast.sari, by)
        assert {
            line.key.casefold() if by == "field" and line.key else line.key: line.funnel
            for line in found.lines
            if line.funnel.arrived
        } == wanted
        assert found.total == sum(wanted.values(), Funnel())


def one_by_one(customer: Customer) -> Funnel:
    moments = [
        getattr(customer, name) for name in ("created_at", "contact_at", "account_at", "opportunity_at", "won_at")
    ]
    ways = []
    for before, after in pairwise(moments):
        timed = after is not None and before is not None and after >= before
        ways.append(Way(after is not None, timed, Decimal((after - before).days) if timed else Decimal(0)))
    return Funnel(1, *ways)


def test_a_period_of_centuries_has_a_line_for_each_month(cast: Cast, cohort: None) -> None:
    found = of(cast.sari, query="since=1900-01-01&until=2199-12-31")
    assert len(found.lines) == 3600
    came = [line.key for line in found.lines if line.funnel.arrived]
    assert came == [date(2025, 12, 1), date(2026, 3, 1), date(2026, 4, 1)]
