"""Adding products, changing them, taking them off sale."""

import io
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image

from sapa.catalogue.models import PriceItem, PriceList, Product, StockLevel, StockMove
from sapa.catalogue.stocking import promise
from sapa.catalogue.tests.stock import counted, photo_file
from sapa.events.models import Event
from sapa.files.models import StoredFile
from sapa.lib.text import search_key
from sapa.sales.models import SalesSettings
from sapa.testing import Cast

BASE = "/maju-bersama/catalogue/"


def product(name: str = "Nasi kotak", **fields: Any) -> Product:
    return Product.objects.create(name=name, name_key=search_key(name), **{"price": 25_000, **fields})


def form(**fields: Any) -> dict[str, Any]:
    return {"name": "Nasi kotak", "price": "Rp 25.000", "unit": "kotak", "once": str(uuid4()), **fields}


def test_a_new_product_has_its_price_stock_and_cost(cast: Cast) -> None:
    asked = form(stock="12,5", cost="18.000", sku="NK-1", category="Katering", profile="Enak")
    assert cast.client(cast.sari).post(f"{BASE}new/", asked).status_code == 303
    made = Product.objects.get()
    assert (made.name, made.price, str(made.stock), made.cost) == ("Nasi kotak", 25_000, "12.500", 18_000)
    assert Event.objects.get(subject_kind="product").kind == "product.created"


def test_the_same_form_sent_twice_adds_one(cast: Cast) -> None:
    asked = form()
    for _time in range(2):
        assert cast.client(cast.sari).post(f"{BASE}new/", asked).status_code == 303
    assert Product.objects.count() == 1


def test_a_wrong_form_loses_nothing(cast: Cast) -> None:
    product()
    answer = cast.client(cast.sari).post(f"{BASE}new/", form(price="murah", stock="banyak", category="Katering"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "murah" in page and "banyak" in page and "Katering" in page and "Nasi kotak" in page
    assert Product.objects.count() == 1


def test_what_it_costs_is_for_those_who_may_know(cast: Cast) -> None:
    made = product(cost=18_000)
    for member, told in ((cast.sari, True), (cast.budi, False), (cast.rina, True)):
        page = cast.client(member).get(f"{BASE}{made.pk}/").content.decode()
        assert ("18.000" in page) is told
    cast.client(cast.sari).post(f"{BASE}{made.pk}/edit/", form(version=1, cost="19.000"))
    made.refresh_from_db()
    assert made.cost == 19_000
    assert Event.objects.get(kind="product.changed").data["changes"]["cost"] == ["•••", "•••"]


def test_the_second_of_two_sees_both_versions(cast: Cast) -> None:
    made = product()
    cast.client(cast.sari).post(f"{BASE}{made.pk}/edit/", form(version=1, price="30.000"))
    answer = cast.client(cast.rina).post(f"{BASE}{made.pk}/edit/", form(version=1, price="28.000"))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "30.000" in page and "28.000" in page and "Sari" in page
    cast.client(cast.rina).post(f"{BASE}{made.pk}/edit/", form(version=2, price="28.000"))
    made.refresh_from_db()
    assert (made.price, made.version) == (28_000, 3)


def test_off_sale_it_is_not_offered_any_more_and_can_come_back(cast: Cast) -> None:
    made, client = product(), cast.client(cast.sari)
    for _time in range(2):
        client.post(f"{BASE}{made.pk}/archive/")
    assert "Nasi kotak" not in client.get(f"{BASE}options/?q=nasi").content.decode()
    assert "Nasi kotak" in client.get(f"{BASE}?archived=1").content.decode()
    for _time in range(2):
        client.post(f"{BASE}{made.pk}/restoration/")
    assert "Nasi kotak" in client.get(f"{BASE}options/?q=kotak").content.decode()
    assert [e.kind for e in Event.objects.of_subject(made)] == ["product.restored", "product.archived"]


@pytest.mark.parametrize("member", ["budi", "joko", "darma"])
def test_who_may_not_change_it_changes_nothing(cast: Cast, member: str) -> None:
    made, client = product(), cast.client(getattr(cast, member))
    for path in ("new/", f"{made.pk}/edit/", f"{made.pk}/archive/", f"{made.pk}/restoration/"):
        assert client.post(f"{BASE}{path}", form(name="Lain", version=1)).status_code == 403
        assert cast.client(cast.asing).post(f"{BASE}{path}", form(name="Lain", version=1)).status_code == 404
    made.refresh_from_db()
    assert (made.name, made.version, Product.objects.count()) == ("Nasi kotak", 1, 1)


def test_the_list_takes_as_many_queries_for_fifty_as_for_five(cast: Cast) -> None:
    counts, client = [], cast.client(cast.sari)
    client.get(BASE)  # the first page of a session writes it
    for number in (5, 50):
        for place in range(number):
            product(f"Barang {number} {place}")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(BASE).status_code == 200
        counts.append(len(queries))
    assert counts[0] <= 12 and counts[1] <= counts[0] + 1  # the second page is counted


def test_a_new_products_stock_is_its_opening(cast: Cast) -> None:
    cast.client(cast.sari).post(f"{BASE}new/", form(stock="12,5", business_unit=cast.shop.pk))
    made = Product.objects.get()
    opening = StockMove.objects.get()
    assert (opening.kind, opening.quantity, opening.unit) == ("opening", made.stock, cast.shop)
    assert StockLevel.objects.get().on_hand == Decimal("12.5")


def test_the_form_of_a_product_changes_no_stock(cast: Cast) -> None:
    made = counted(cast.sari, "10", "Nasi kotak")
    cast.client(cast.sari).post(f"{BASE}{made.pk}/edit/", form(version=1, stock="99"))
    made.refresh_from_db()
    assert (made.price, made.stock) == (25_000, 10)


def test_everything_of_a_product_is_kept(cast: Cast) -> None:
    asked = form(kind="service", tax_category="luxury", business_unit=cast.catering.pk, lasts_days="30",
                 halal_number="ID123", halal_until="2027-03-01", description="Lengkap", reorder_at="5")  # fmt: skip
    assert cast.client(cast.sari).post(f"{BASE}new/", asked).status_code == 303
    made = Product.objects.get()
    assert (made.kind, made.tax_category, made.business_unit, made.lasts_days, made.halal_number, made.description) == (
        "service", "luxury", cast.catering, 30, "ID123", "Lengkap",
    )  # fmt: skip
    assert (made.halal_until, made.reorder_at) == (date(2027, 3, 1), 5)


def rows(*measures: tuple[Any, str, str, str]) -> dict[str, Any]:
    """The rows of measures as a browser posts them: id, name, contains, price."""
    posted: dict[str, Any] = {"measures-count": len(measures)}
    for place, values in enumerate(measures):
        for name, value in zip(("id", "name", "factor", "price"), values, strict=True):
            posted[f"measures-{place}-{name}"] = value
    return posted


def test_a_product_is_sold_in_other_measures_too(cast: Cast) -> None:
    asked = form(**rows(("", "dus", "24", "550.000"), ("", "karton", "48", ""), ("", "", "", "")))
    assert cast.client(cast.sari).post(f"{BASE}new/", asked).status_code == 303
    made = Product.objects.get()
    assert [(one.name, one.factor, one.price_of(made)) for one in made.measures.all()] == [
        ("dus", 24, 550_000), ("karton", 48, 1_200_000),
    ]  # fmt: skip


def test_measures_change_and_go_and_the_history_tells(cast: Cast) -> None:
    client = cast.client(cast.sari)
    client.post(f"{BASE}new/", form(**rows(("", "dus", "24", ""), ("", "karton", "48", ""))))
    made = Product.objects.get()
    box = made.measures.get(name="dus")
    client.post(f"{BASE}{made.pk}/edit/", form(version=1, **rows((box.pk, "dus", "12", "280.000"))))
    assert [(one.pk, one.factor, one.price) for one in made.measures.all()] == [(box.pk, 12, 280_000)]
    told = Event.objects.get(kind="product.changed").data["changes"]
    assert told == {"measures": ["dus = 24 kotak, karton = 48 kotak", "dus = 12 kotak"]}
    assert client.get(f"{BASE}{made.pk}/").status_code == 200
    client.post(f"{BASE}{made.pk}/edit/", form(version=2))  # a form without rows leaves them
    assert made.measures.count() == 1


def test_a_measure_with_a_price_in_a_list_is_not_lost_by_the_way(cast: Cast) -> None:
    client = cast.client(cast.sari)
    client.post(f"{BASE}new/", form(**rows(("", "dus", "24", ""))))
    made = Product.objects.get()
    prices = PriceList.objects.create(name="Grosir")
    PriceItem.objects.create(price_list=prices, product=made, measure=made.measures.get(), price=500_000)
    answer = client.post(f"{BASE}{made.pk}/edit/", form(version=1, price="1.000", **rows()))
    assert answer.status_code == 422 and "Grosir" in answer.content.decode()
    made.refresh_from_db()
    assert (made.price, made.measures.count(), PriceItem.objects.count()) == (25_000, 1, 1)


@pytest.mark.parametrize(
    "wrong", [("", "dus", "", ""), ("", "", "24", ""), ("", "dus", "banyak", ""), ("", "Kotak", "2", "")]
)
def test_a_measure_that_makes_no_sense_is_asked_again(cast: Cast, wrong: tuple[str, str, str, str]) -> None:
    answer = cast.client(cast.sari).post(f"{BASE}new/", form(**rows(wrong)))
    assert answer.status_code == 422
    assert not Product.objects.exists()


def test_rows_of_measures_are_added_and_taken_away_without_javascript(cast: Cast) -> None:
    client, asked = cast.client(cast.sari), form(**rows(("", "dus", "24", ""), ("", "karton", "48", "")))
    more = client.post(f"{BASE}new/", asked | {"add_measure": "1"})
    assert (more.status_code, len(more.context["form"].rows.forms)) == (200, 3)
    less = client.post(f"{BASE}new/", asked | {"remove_measure": "0"})
    page = less.content.decode()
    assert 'value="karton"' in page and 'value="dus"' not in page.replace('<option value="dus">', "")
    part = client.post(f"{BASE}measures/", asked | {"add_measure": "1"})
    assert part.content.decode().count("measure-row") == 3
    assert not Product.objects.exists()


def test_a_photo_is_kept_small_and_shown(cast: Cast) -> None:
    client = cast.client(cast.sari)
    sent = SimpleUploadedFile("nasi.jpg", photo_file(), content_type="image/jpeg")
    assert client.post(f"{BASE}new/", form(photo=sent)).status_code == 303
    made = Product.objects.get()
    assert made.photo is not None and made.photo.content_type == "image/webp"
    for query, width in (("", 640), ("?small=1", 160)):
        answer = cast.client(cast.budi).get(f"{BASE}{made.pk}/photo/{query}")
        assert Image.open(io.BytesIO(answer.content)).width == width
    assert f"{made.pk}/photo/" in client.get(BASE).content.decode()
    assert cast.client(cast.asing).get(f"{BASE}{made.pk}/photo/").status_code == 404
    client.post(f"{BASE}{made.pk}/edit/", form(version=1))
    made.refresh_from_db()
    assert made.photo_id
    client.post(f"{BASE}{made.pk}/edit/", form(version=made.version, remove_photo="on"))
    made.refresh_from_db()
    assert made.photo_id is None


def test_a_photo_that_is_none_is_refused(cast: Cast) -> None:
    sent = SimpleUploadedFile("nasi.jpg", b"<script>alert(1)</script>", content_type="image/jpeg")
    answer = cast.client(cast.sari).post(f"{BASE}new/", form(photo=sent))
    assert answer.status_code == 422
    assert not StoredFile.objects.exists()


def test_tax_is_asked_up_front_only_of_a_taxable_organisation(cast: Cast) -> None:
    client = cast.client(cast.sari)
    details = "form-more"
    page = client.get(f"{BASE}new/").content.decode()
    assert page.index(details) < page.index('name="tax_category"')
    SalesSettings.objects.update_or_create(defaults={"is_taxable": True})
    page = client.get(f"{BASE}new/").content.decode()
    assert page.index('name="tax_category"') < page.index(details)


def test_a_halal_certificate_is_warned_of_90_days_before_its_end(cast: Cast) -> None:
    client, today = cast.client(cast.sari), timezone.localdate()
    soon = product("Nasi kotak", halal_until=today + timedelta(90))
    product("Keripik", halal_until=today + timedelta(91))
    page = client.get(f"{BASE}?halal=expiring").content.decode()
    assert "Nasi kotak" in page and "Keripik" not in page
    assert "Sertifikat halal" in client.get(f"{BASE}{soon.pk}/").content.decode()


def test_the_list_is_narrowed_by_what_products_are(cast: Cast) -> None:
    client = cast.client(cast.sari)
    counted(cast.sari, "3", "Beras", category="Sembako", business_unit=cast.shop, reorder_at=Decimal(5))
    counted(cast.sari, "0", "Gula", category="Sembako")
    counted(cast.sari, "10", "Kopi", reorder_at=Decimal(5))
    product("Antar", kind="delivery", category="Jasa")
    asked = {"category=Sembako": ["Beras", "Gula"], f"unit={cast.shop.pk}": ["Beras"], "kind=delivery": ["Antar"],
             "stock=low": ["Beras"], "stock=none": ["Gula"], "stock=low&category=Jasa": [], "stock=nonsense&unit=99":
             ["Antar", "Beras", "Gula", "Kopi"]}  # fmt: skip
    for query, names in asked.items():
        answer = client.get(f"{BASE}?{query}")
        assert [row.name for row in answer.context["page"].rows] == names, query
    chips = client.get(f"{BASE}?stock=low&category=Sembako").context["chips"]
    assert [(str(chip.value), chip.remove_url) for chip in chips] == [
        ("Sembako", "?stock=low"),
        ("sampai minimum atau kurang", "?category=Sembako"),
    ]


def test_stock_that_is_promised_is_not_available_in_the_list(cast: Cast) -> None:
    rice = counted(cast.sari, "10", "Beras")
    promise({(rice.pk, 0): Decimal(10)})
    assert [row.name for row in cast.client(cast.sari).get(f"{BASE}?stock=none").context["page"].rows] == ["Beras"]
