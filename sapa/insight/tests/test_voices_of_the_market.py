"""What the market asks of us, by product and by field of business."""

from collections import defaultdict
from datetime import timedelta
from random import Random
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from sapa.catalogue.models import Product
from sapa.customers.models import Customer
from sapa.insight import voices
from sapa.insight.asking_customers import AskedOfCustomers
from sapa.insight.views.voices import NAMES
from sapa.insight.voices import BY, Counts, Voices
from sapa.pipeline.models import Finding
from sapa.pipeline.tests.deals import NOW, TODAY, customer_of, product
from sapa.team.models import Member
from sapa.testing import Cast

PAGE = "/maju-bersama/insight/voices/"
YEAR = "since=2026-01-01&until=2026-12-31"


def say(customer: Customer, kind: str, text: str, day: int = 0, **fields: Any) -> Finding:
    return Finding.objects.create(
        customer=customer, kind=kind, text=text, by=customer.owner, at=NOW - timedelta(days=day), **fields
    )


@pytest.fixture
def rice(cast: Cast) -> Product:
    dish = product("Nasi kotak")
    ani, dedi = customer_of(cast.budi, "Bu Ani", field="Katering"), customer_of(cast.wati, "Pak Dedi", field="katering")
    say(ani, "need", "50 kotak", 3, product=dish, answer="yes", met_at=NOW, met_by=cast.budi)
    say(ani, "problem", "Telat", 2, product=dish, answer="no")
    say(dedi, "need", "Prasmanan", 1, product=dish)
    say(dedi, "trend", "Bungkus daun", 0)
    say(ani, "hope", "Masa silam", 400)
    return dish


def of(member: Member, by: str = "product", query: str = YEAR) -> Voices:
    asked = AskedOfCustomers(QueryDict(query), member=member, today=TODAY, names=NAMES, choices={"by": BY})
    return Voices.of(asked, member, by)


def test_products_with_the_most_voices_come_first(cast: Cast, rice: Product) -> None:
    found = of(cast.sari)
    first, without = found.groups
    assert (first.key, first.counts, first.customers) == (
        rice.pk,
        Counts(need=2, problem=1, met=1, can=1, cannot=1),
        2,
    )
    assert first.counts.undecided == 1
    assert [voice.text for voice in first.newest] == ["Prasmanan", "Telat", "50 kotak"]
    assert (without.key, without.counts, without.newest[0].customer) == (None, Counts(trend=1), "Pak Dedi")
    assert found.total == Counts(need=2, problem=1, trend=1, met=1, can=1, cannot=1)


@pytest.mark.usefixtures("rice")
def test_fields_of_business_are_one_in_capitals_or_not(cast: Cast) -> None:
    [group] = of(cast.sari, "field").groups
    assert (group.key, group.counts.all, group.customers) == ("katering", 4, 2)


def test_a_member_hears_the_customers_they_see(cast: Cast, rice: Product) -> None:
    assert of(cast.budi).total == Counts(need=1, problem=1, met=1, can=1, cannot=1)


def test_filters_narrow_it(cast: Cast, rice: Product) -> None:
    for query, count in (("kind=need", 2), (f"product={rice.pk}", 3), ("product=none", 1), ("field=Katering", 4)):
        assert of(cast.sari, query=f"{YEAR}&{query}").total.all == count, query


@pytest.mark.usefixtures("rice")
def test_the_page_leads_to_whoever_said_it(cast: Cast) -> None:
    page = cast.client(cast.sari).get(f"{PAGE}?{YEAR}").text
    for words in ("Bungkus daun", "Bu Ani", "Pak Dedi", "Nasi kotak"):
        assert words in page
    assert "Masa silam" not in page
    assert f"/maju-bersama/customers/{Customer.objects.get(name='Bu Ani').pk}/" in page
    assert cast.client(cast.joko).get(PAGE).status_code == 403
    assert cast.client(cast.asing).get(PAGE).status_code == 404
    rows = cast.client(cast.sari).get(f"{PAGE}export/?{YEAR}").content.decode("utf-8-sig").splitlines()
    assert rows[1].replace(";", ",").split(",") == ["Nasi kotak", "2", "1", "0", "0", "1", "1", "1", "2"]


def test_the_page_takes_as_many_queries_for_many_as_for_one(cast: Cast) -> None:
    asked = []
    for number in (1, 30):
        for place in range(number):
            made = customer_of(cast.budi, f"Toko {number} {place}", field=f"Usaha {place}")
            say(made, "need", "Beras", product=product(f"Beras {number} {place}"))
        browser = cast.client(cast.sari)
        for by in BY:
            browser.get(f"{PAGE}?{YEAR}&by={by}")
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(f"{PAGE}?{YEAR}&by={by}").status_code == 200
            asked.append(len(queries))
    assert asked[0] == asked[2] <= 12
    assert asked[1] == asked[3] <= 12


@pytest.mark.parametrize("lately", [0, 4, 300])
def test_the_newest_of_each_group_are_shown_however_long_ago_they_were(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, lately: int
) -> None:
    monkeypatch.setattr(voices, "LATELY", lately)
    chance = Random(lately)
    dishes = [None, product("Nasi kotak"), product("Tumpeng"), product("Beras")]
    people = [
        customer_of(cast.budi, f"Bu {number}", field=field) for number, field in enumerate(["", "Katering", "katering"])
    ]
    for number in range(40):
        dish = dishes[min(number // 12, 3)]  # of each a stretch of days of its own: some were silent for long
        say(chance.choice(people), "need", f"Kata {number}", chance.randrange(3) + number, product=dish)
    for by in BY:
        groups: dict[Any, list[Finding]] = defaultdict(list)
        for one in Finding.objects.select_related("customer").order_by("-at", "-pk"):
            groups[one.product_id if by == "product" else one.customer.field.casefold() or None].append(one)
        found = of(cast.sari, by)
        assert {group.key: [voice.text for voice in group.newest] for group in found.groups} == {
            key: [one.text for one in rows[:3]] for key, rows in groups.items()
        }
        assert {group.key: group.customers for group in found.groups} == {
            key: len({one.customer_id for one in rows}) for key, rows in groups.items()
        }
