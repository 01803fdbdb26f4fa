"""The pool tells a first name and a village, and no more, until somebody claims."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sapa.customers import sharing
from sapa.customers.models import Customer, Source
from sapa.customers.tests.making import make
from sapa.customers.tests.test_whose_a_customer_is import NOW, pooled
from sapa.customers.views.pool import first_name
from sapa.testing import Cast

POOL = "/maju-bersama/pool/"


def test_it_shows_no_phone_and_no_surname(cast: Cast) -> None:
    source = Source.objects.create(name="Pameran Agustus")
    customer = make(cast.sari, "Siti Aminah Dewi", "+6281298765432", source_id=source.pk, street="Jalan Mawar 7")
    sharing.put_in_pool(customer, by=cast.sari, now=NOW)
    make(cast.sari, "Bukan Kolam", "")
    answer = cast.client(cast.joko).get(POOL)
    page = answer.content.decode()
    assert [row["first_name"] for row in answer.context["rows"]] == ["Siti"]
    assert "Pameran Agustus" in page
    for secret in ("81298765432", "1298-765", "Aminah", "Mawar", "Bukan Kolam"):
        assert secret not in page
    assert cast.client(cast.joko).get(f"/maju-bersama/customers/{customer.pk}/").status_code == 404


def test_an_organisations_name_is_shown_whole(cast: Cast) -> None:
    shop = make(cast.sari, "Warung Bu Tini", "", kind="organization")
    sharing.put_in_pool(shop, by=cast.sari, now=NOW)
    assert [row["first_name"] for row in cast.client(cast.joko).get(POOL).context["rows"]] == ["Warung Bu Tini"]


def test_a_tap_claims_and_leads_to_the_card(cast: Cast) -> None:
    customer = pooled(cast)
    url = f"{POOL}{customer.pk}/claim/"
    answer = cast.client(cast.joko).post(url)
    assert (answer.status_code, answer.url) == (303, f"/maju-bersama/customers/{customer.pk}/")
    assert cast.client(cast.joko).get(answer.url).status_code == 200
    assert cast.client(cast.joko).post(url).url == answer.url  # a double tap
    assert cast.client(cast.budi).post(url).url == POOL  # too late
    assert Customer.objects.get(pk=customer.pk).owner_id == cast.joko.pk
    assert Customer.objects.get(pk=customer.pk).version == 3


def test_who_may_not_claim_changes_nothing(cast: Cast) -> None:
    customer = pooled(cast)
    url = f"{POOL}{customer.pk}/claim/"
    for member, status in {cast.darma: 403, cast.rina: 403, cast.asing: 404}.items():
        assert cast.client(member).post(url).status_code == status
    assert Customer.objects.in_pool().count() == 1


def test_what_never_was_in_the_pool_does_not_exist_there(cast: Cast) -> None:
    theirs = make(cast.wati, "Punya Wati", "")
    assert cast.client(cast.joko).post(f"{POOL}{theirs.pk}/claim/").status_code == 404
    assert Customer.objects.get(pk=theirs.pk).owner_id == cast.wati.pk


@pytest.mark.parametrize("number", [2, 30])
def test_its_queries_do_not_grow_with_the_rows(cast: Cast, number: int) -> None:
    for at in range(number):
        pooled(cast, f"Siti {at}", "")
    client = cast.client(cast.joko)
    client.get(POOL)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(POOL)
    assert len(answer.context["rows"]) == min(number, 25)
    assert len(queries) <= 9


def test_it_calls_somebody_by_title_and_first_name() -> None:
    for name, shown in (
        ("Bu Tutik Lestari", "Bu Tutik"),
        ("H. Ahmad Yani", "H. Ahmad"),
        ("Siti", "Siti"),
        ("Bu", "Bu"),
    ):
        assert first_name({"name": name, "kind": "person"}) == shown
