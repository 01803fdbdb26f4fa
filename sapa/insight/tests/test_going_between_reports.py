"""The reports stand in two groups; a filter goes along from one board to the other; each sees their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import set_urlconf

from sapa.customers.facets import facets
from sapa.customers.models import CustomerTag, Tag
from sapa.insight import asking_customers
from sapa.insight.tests.boards import asked, customer, known
from sapa.insight.views.reports import ways_to_reports
from sapa.lifecycle.models import CustomerMetrics
from sapa.testing import Cast

BOARDS = ("stages", "rfm", "pareto", "profit", "retention", "attrition")
URL = "/maju-bersama/insight/"


@contextmanager
def override_urlconf(name: str) -> Iterator[None]:
    set_urlconf(name)
    yield
    set_urlconf(None)


def names(cast: Cast, who: str, here: str = "insight:rfm") -> dict[str, list[str]]:
    with override_urlconf(settings.ORGANIZATION_URLCONF):
        groups = ways_to_reports(getattr(cast, who), here)
    return {str(group.name): [way.url.rsplit("/", 2)[1] for way in group.ways] for group in groups}


def test_reports_stand_in_two_groups(cast: Cast) -> None:
    assert list(names(cast, "sari").values()) == [
        ["projection", "outcomes", "funnel", "sources", "voices", "targets"],
        ["stages", "rfm", "pareto", "profit", "retention", "attrition", "value"],
    ]


def test_who_may_not_know_costs_has_no_way_to_profit(cast: Cast) -> None:
    assert "profit" not in list(names(cast, "budi").values())[1]
    assert names(cast, "joko") == {}


@pytest.mark.parametrize("board", BOARDS)
def test_an_empty_board_says_what_to_do(cast: Cast, board: str) -> None:
    page = cast.client(cast.sari).get(f"{URL}{board}/")
    assert page.status_code == 200
    assert 'class="empty"' in page.text


@pytest.mark.parametrize("board", BOARDS)
def test_a_board_is_for_who_sees_reports(cast: Cast, board: str) -> None:
    for member in (cast.joko, cast.tini, cast.cici):
        assert cast.client(member).get(f"{URL}{board}/").status_code == 403
    assert cast.client(cast.asing).get(f"{URL}{board}/").status_code == 404
    for member in (cast.budi, cast.darma):
        assert cast.client(member).get(f"{URL}{board}/export/").status_code == 403


@pytest.mark.parametrize("board", BOARDS)
def test_filters_go_along_and_nonsense_is_left_out(cast: Cast, board: str) -> None:
    nonsense = "region=%00x&channel=abc&owner=99999999&unit=-1&market=x&since=x&by=x&figure=x&left=x&after=x&before=%2F"
    client = cast.client(cast.sari)
    assert client.get(f"{URL}{board}/?{nonsense}").status_code == 200
    page = client.get(f"{URL}{board}/?owner={cast.budi.pk}&market=b2b").text
    assert f"/maju-bersama/insight/stages/?owner={cast.budi.pk}&amp;market=b2b" in page


def test_a_condition_that_is_no_comparison_narrows_rows_of_customers_too(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As many are that lifecycle supplies: an Exists, or one among others."""
    ani, beni = customer(cast.budi, "Ani"), customer(cast.budi, "Beni", market="b2b")
    for who in (ani, beni):
        known(who)
    CustomerTag.objects.create(customer=ani, tag=Tag.objects.create(name="arisan"))
    tagged = Exists(CustomerTag.objects.filter(customer=OuterRef("pk")))
    for condition, found in ((tagged, {ani.pk}), (Q(market="b2c") | Q(tagged), {ani.pk}), (~Q(tagged), {beni.pk})):
        facet = replace(facets()["market"], condition=lambda _value, _asking, narrowed=condition: narrowed)
        monkeypatch.setattr(asking_customers, "facets", lambda facet=facet: {**facets(), "market": facet})
        narrowed = asked("market=b2c")
        rows = CustomerMetrics.objects.filter(narrowed.seen_by(cast.sari))
        assert set(rows.values_list("customer_id", flat=True)) == found
        assert set(narrowed.customers(cast.sari).values_list("pk", flat=True)) == found
