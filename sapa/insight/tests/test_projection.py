"""What is expected, by month and stage."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from sapa.customers.models import Customer
from sapa.insight.asking import Asked
from sapa.insight.projection import Figures, Projection
from sapa.pipeline.models import Opportunity, Pipeline, Stage
from sapa.pipeline.tallies import recount
from sapa.team.models import Member
from sapa.testing import Cast

TODAY = date(2026, 11, 22)


def deal(owner: Member, value: int, close: date | None, stage: str = "Proposal", **fields: Any) -> Opportunity:
    """An open deal; those made by a test are counted by `recount()`."""
    customer, _made = Customer.objects.get_or_create(name="Tini", name_key="tini")
    place = Stage.objects.get(name=stage, pipeline=fields.pop("pipeline", Pipeline.objects.first()))
    return Opportunity.objects.create(
        customer=customer,
        title="Katering",
        pipeline_id=place.pipeline_id,
        stage=place,
        value=value,
        probability=fields.pop("probability", place.probability),
        expected_close=close,
        owner=owner,
        unit=owner.unit,
        **fields,
    )


@pytest.fixture
def deals(cast: Cast) -> None:
    deal(cast.budi, 1_000, date(2026, 11, 21))
    deal(cast.budi, 2_000, date(2026, 11, 22))
    deal(cast.budi, 3_000, date(2026, 11, 30), "Negosiasi")
    deal(cast.wati, 4_001, date(2027, 1, 15))
    deal(cast.wati, 5_000, date(2028, 1, 1))
    deal(cast.wati, 6_000, None)
    deal(cast.wati, 7_000, date(2026, 9, 1), "Kalah", outcome="lost", closed_on=TODAY)
    recount()


def expected(member: Member, query: str = "") -> Projection:
    return Projection.of(Asked(QueryDict(query), today=TODAY), member)


def lines(projection: Projection) -> list[tuple[str, date | None, int, int]]:
    return [(line.kind, line.first, line.total.count, line.total.value) for line in projection.lines]


@pytest.mark.usefixtures("deals")
def test_each_month_has_its_line_and_the_others_stand_around_them(cast: Cast) -> None:
    projection = expected(cast.sari)
    assert lines(projection) == [
        ("past", None, 1, 1_000),
        ("month", date(2026, 11, 22), 2, 5_000),
        ("month", date(2026, 12, 1), 0, 0),
        ("month", date(2027, 1, 1), 1, 4_001),
        ("later", date(2027, 11, 1), 1, 5_000),
        ("undated", None, 1, 6_000),
    ]
    assert projection.total == Figures(6, 21_001, 11_251)  # each deal is weighted and rounded half up by itself
    negotiation = Stage.objects.get(name="Negosiasi", pipeline=Pipeline.objects.first())
    assert projection.of_stage(negotiation.pk) == Figures(1, 3_000, 2_250)


@pytest.mark.usefixtures("deals")
def test_everyone_sees_their_own_figures(cast: Cast) -> None:
    totals = {
        name: expected(getattr(cast, name)).total.count for name in ("sari", "tono", "budi", "wati", "joko", "darma")
    }
    assert totals == {"sari": 6, "tono": 3, "budi": 3, "wati": 3, "joko": 0, "darma": 6}


@pytest.mark.usefixtures("deals")
def test_the_page_takes_few_queries_however_many_deals_there_are(cast: Cast) -> None:
    client = cast.client(cast.sari)
    client.get("/maju-bersama/insight/projection/")
    with CaptureQueriesContext(connection) as few:
        assert client.get("/maju-bersama/insight/projection/").status_code == 200
    for number in range(20):
        deal(cast.budi, number, date(2026, 12, 1 + number))
    recount()
    with CaptureQueriesContext(connection) as many:
        assert client.get("/maju-bersama/insight/projection/").status_code == 200
    assert len(few) == len(many) <= 12


@pytest.mark.usefixtures("deals")
@pytest.mark.parametrize(
    "query", ["", "?figure=weighted", "?owner=none", "?pipeline=x&owner=9999&figure=y", "?unit=1e3"]
)
def test_the_page_answers_whatever_the_address_says(cast: Cast, query: str) -> None:
    assert cast.client(cast.sari).get(f"/maju-bersama/insight/projection/{query}").status_code == 200


@pytest.mark.usefixtures("deals")
def test_filters_narrow_and_lead_to_the_list(cast: Cast) -> None:
    page = cast.client(cast.sari).get(f"/maju-bersama/insight/projection/?owner={cast.budi.pk}")
    assert page.context["projection"].total.count == 3
    html = page.content.decode()
    assert f"/maju-bersama/opportunities/list/?owner={cast.budi.pk}&amp;state=floating" in html
    assert f"owner={cast.budi.pk}&amp;outcome=open&amp;since=2026-" in html or "since=" in html


def test_an_empty_organisation_is_told_what_to_do(cast: Cast) -> None:
    page = cast.client(cast.sari).get("/maju-bersama/insight/projection/")
    assert "/maju-bersama/opportunities/" in page.content.decode()
