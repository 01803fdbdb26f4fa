"""Making promotions of the four kinds, changing them, ending them, and where they stand."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sapa.catalogue.models import Promotion
from sapa.catalogue.tests.builders import product
from sapa.customers.models import Tag
from sapa.events.models import Event
from sapa.testing import Cast

BASE = "/maju-bersama/catalogue/promotions/"


def form(**fields: Any) -> dict[str, Any]:
    return {"name": "Hemat", "starts_on": "2026-11-01", "once": str(uuid4()), **fields}


def promotion(name: str = "Hemat", **fields: Any) -> Promotion:
    given: dict[str, Any] = {"kind": "delivery", "starts_on": date(2026, 11, 1), **fields}
    return Promotion.objects.create(name=name, **given)


@pytest.mark.parametrize(
    ("kind", "fields", "kept"),
    [
        ("percent", {"percent": "12,5"}, {"percent": Decimal("12.5")}),
        ("amount", {"amount": "2.000"}, {"amount": 2000}),
        ("buy_get", {"buy": "10", "get": "2"}, {"buy": 10, "get": 2}),
        ("delivery", {}, {"percent": None, "amount": None}),
    ],
)
def test_each_kind_asks_what_it_needs(cast: Cast, kind: str, fields: dict[str, Any], kept: dict[str, Any]) -> None:
    answer = cast.client(cast.sari).post(f"{BASE}new/?kind={kind}", form(**fields))
    assert answer.status_code == 303
    made = Promotion.objects.get()
    assert made.kind == kind
    assert {name: getattr(made, name) for name in kept} == kept
    assert Event.objects.get(subject_kind="promotion").kind == "promotion.added"
    if fields:
        assert cast.client(cast.sari).post(f"{BASE}new/?kind={kind}", form(name="Lain")).status_code == 422
    assert Promotion.objects.count() == 1


def test_a_promotion_says_for_what_whom_when_and_how_much(cast: Cast) -> None:
    rice, tag = product("Beras"), Tag.objects.create(name="Langganan")
    asked = form(
        percent="10", product=rice.pk, category=" Sembako ", tag=tag.pk, unit=cast.shop.pk, least="50.000",
        ends_on="2026-12-31", budget="1jt", uses_per_customer="2", code=" hemat 10 ",
    )  # fmt: skip
    for _time in range(2):
        assert cast.client(cast.sari).post(f"{BASE}new/", asked).status_code == 303
    made = Promotion.objects.get()
    assert (made.product, made.category, made.tag, made.unit, made.least, made.ends_on) == (
        rice, "Sembako", tag, cast.shop, 50_000, date(2026, 12, 31),
    )  # fmt: skip
    assert (made.budget, made.uses_per_customer, made.code, made.spent) == (1_000_000, 2, "HEMAT10", 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"percent": "0"}, {"percent": "101"}, {"percent": "1,555"}, {"name": "!!"}, {"starts_on": ""},
        {"ends_on": "2026-10-31"}, {"code": "ada"}, {"uses_per_customer": "0"}, {"product_text": "tidak ada"},
    ],
)  # fmt: skip
def test_a_wrong_promotion_is_not_made_and_loses_nothing(cast: Cast, wrong: dict[str, str]) -> None:
    promotion("Lama", code="ADA")
    answer = cast.client(cast.sari).post(f"{BASE}new/", form(category="Sembako", **{"percent": "10", **wrong}))
    assert answer.status_code == 422
    assert "Sembako" in answer.content.decode()
    assert Promotion.objects.count() == 1


def test_the_second_of_two_sees_both_versions(cast: Cast) -> None:
    row = promotion("Gratis ongkos")
    page = f"{BASE}{row.pk}/edit/"
    assert cast.client(cast.sari).post(page, form(name="Gratis", version=1)).status_code == 303
    answer = cast.client(cast.tono).post(page, form(name="Bebas", version=1))
    assert answer.status_code == 409
    assert "Gratis" in answer.content.decode() and "Bebas" in answer.content.decode()
    row.refresh_from_db()
    assert (row.name, row.version, row.kind) == ("Gratis", 2, "delivery")
    assert Event.objects.get(kind="promotion.changed").data["changes"] == {"name": ["Gratis ongkos", "Gratis"]}


def test_it_is_ended_once_and_runs_again_once(cast: Cast) -> None:
    row = promotion()
    for verb, kind in (("archive", "promotion.archived"), ("restoration", "promotion.restored")):
        page = f"{BASE}{row.pk}/{verb}/"
        assert cast.client(cast.asing).post(page).status_code == 404
        assert cast.client(cast.budi).post(page).status_code == 403
        for _time in range(2):
            assert cast.client(cast.sari).post(page).status_code == 303
        assert Event.objects.filter(kind=kind).count() == 1


def test_it_does_not_run_again_beside_another_with_its_code(cast: Cast) -> None:
    old = promotion("Lama", code="HEMAT", archived_at=timezone.now())
    promotion("Baru", code="HEMAT")
    assert cast.client(cast.sari).post(f"{BASE}{old.pk}/restoration/").status_code == 303
    old.refresh_from_db()
    assert old.archived_at is not None
    assert not Event.objects.exists() or Event.objects.filter(kind="promotion.restored").count() == 0


def test_who_may_not_change_the_catalogue_sees_promotions_and_makes_none(cast: Cast) -> None:
    row = promotion("Gratis ongkos", budget=100_000, spent=25_000)
    page = cast.client(cast.budi).get(f"{BASE}{row.pk}/").content.decode()
    assert "25.000" in page and "75.000" in page and 'value="25000" max="100000"' in page and "/edit/" not in page
    assert cast.client(cast.budi).post(f"{BASE}new/", form(percent="10")).status_code == 403
    assert cast.client(cast.budi).post(f"{BASE}{row.pk}/edit/", form(version=1)).status_code == 403
    assert Promotion.objects.get().version == 1


def test_each_promotion_stands_under_one_of_three_headings(cast: Cast) -> None:
    today = timezone.localdate()
    day = timedelta(1)
    promotion("Jalan", starts_on=today)
    promotion("Terakhir", starts_on=today - day, ends_on=today)
    promotion("Besok", starts_on=today + day, ends_on=today + day)
    promotion("Lewat", starts_on=today - day, ends_on=today - day)
    promotion("Habis", starts_on=today - day, budget=10, spent=10)
    promotion("Berhenti", starts_on=today + day, archived_at=timezone.now())
    found = {}
    for state in ("running", "coming", "over"):
        page = cast.client(cast.budi).get(BASE, {"state": state})
        found[state] = sorted(row.name for row in page.context["page"].rows)
    assert found == {
        "running": ["Jalan", "Terakhir"], "coming": ["Besok"], "over": ["Berhenti", "Habis", "Lewat"],
    }  # fmt: skip


def test_the_pages_ask_a_fixed_number_of_times(cast: Cast) -> None:
    row, tag = promotion(), Tag.objects.create(name="Langganan")
    client = cast.client(cast.sari)
    pages = ("", f"{row.pk}/", "new/", f"{row.pk}/edit/")
    before = [_queries(client, page) for page in pages]
    for number in range(30):
        promotion(f"Promo {number}", product=product(f"Produk {number}", category=f"K{number}"), tag=tag)
    assert [_queries(client, page) for page in pages] == before
    assert max(before) <= 12


def _queries(client: Any, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"{BASE}{page}").status_code == 200
    return len(queries)
