"""The rows of a document's form: prices, measures, discounts, promotions, vouchers and stock, drawn by the server."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sapa.catalogue.models import PriceItem, PriceList, Product, ProductMeasure, Promotion
from sapa.customers.models import Customer
from sapa.sales.lines import settings_of
from sapa.testing import Cast

pytestmark = pytest.mark.django_db
LINES = "/maju-bersama/quotations/lines/"


def product(name: str, price: int, **fields: Any) -> Product:
    return Product.objects.create(name=name, name_key=name.casefold(), price=price, **fields)


def rows(*given: dict[str, Any]) -> dict[str, str]:
    """Rows as the form posts them."""
    data = {f"lines-{place}-{name}": str(value) for place, row in enumerate(given) for name, value in row.items()}
    return {"lines-count": str(len(given)), **data}


def draw(cast: Cast, data: dict[str, str], address: str = LINES) -> str:
    response = cast.client(cast.budi).post(address, data)
    assert response.status_code == 200
    return response.content.decode()


def test_a_row_gets_its_price_and_says_where_it_came_from(cast: Cast) -> None:
    rice = product("Beras", 70_000, unit="pcs")
    wholesale = PriceList.objects.create(name="Grosir")
    PriceItem.objects.create(price_list=wholesale, product=rice, price=65_000, from_quantity=24)
    few = draw(cast, rows({"what": rice.pk, "quantity": 2}), f"{LINES}?row=0")
    assert 'data-fill="lines-0-price" data-value="70.000"' in few and "Rp140.000" in few
    many = draw(cast, rows({"what": rice.pk, "quantity": 24, "price": "70.000", "auto": "70.000"}), f"{LINES}?row=0")
    assert 'data-value="65.000"' in many and "Grosir, mulai 24 pcs" in many and "Rp1.560.000" in many


def test_a_price_typed_by_hand_stays(cast: Cast) -> None:
    rice = product("Beras", 70_000)
    page = draw(cast, rows({"what": rice.pk, "quantity": 2, "price": "60.000", "auto": "70.000"}), f"{LINES}?row=0")
    assert "Rp120.000" in page and "Rp70.000" in page


def test_a_measure_has_its_own_price_and_counts_its_units(cast: Cast) -> None:
    water = product("Air mineral", 3_500, unit="botol", stock=Decimal(30))
    ProductMeasure.objects.create(product=water, name="dus", factor=24, price=80_000)
    page = draw(cast, rows({"what": water.pk, "quantity": 2, "measure": "dus"}), f"{LINES}?row=0")
    assert "Rp160.000" in page
    assert '<option value="dus" selected>dus (24 botol)</option>' in page


def test_more_than_is_available_is_said(cast: Cast) -> None:
    water = product("Air mineral", 3_500, unit="botol", stock=Decimal(0))
    page = draw(cast, rows({"what": water.pk, "quantity": 2}), f"{LINES}?row=0")
    assert "2 botol" in page and 'class="notice notice-warning"' in page


def test_percent_and_amount_are_taken_off(cast: Cast) -> None:
    rice = product("Beras", 70_000)
    page = draw(cast, rows({"what": rice.pk, "quantity": 2, "discount": "10%"}, {"what": rice.pk, "discount": "5.000"}))
    assert "Rp126.000" in page and "Rp65.000" in page and "Rp191.000" in page


def test_a_promotion_is_one_tap_and_a_voucher_takes_the_rest(cast: Cast) -> None:
    rice, oil = product("Beras", 70_000), product("Minyak", 30_000)
    today = timezone.localdate()
    lebaran = Promotion.objects.create(name="Lebaran", kind="percent", percent=10, product=rice, starts_on=today)
    Promotion.objects.create(name="Hemat", kind="amount", amount=1_000, code="HEMAT", starts_on=today)
    page = draw(cast, rows({"what": rice.pk}), f"{LINES}?row=0")
    assert f'value="{lebaran.pk}"' in page and "Lebaran" in page
    data = rows({"what": rice.pk, "promotion": lebaran.pk}, {"what": oil.pk, "quantity": 2})
    page = draw(cast, data | {"voucher": "hemat"})
    assert "Rp63.000" in page and "Rp58.000" in page and "Rp121.000" in page


def test_an_unknown_voucher_says_so(cast: Cast) -> None:
    rice = product("Beras", 70_000)
    assert "NIHIL" in draw(cast, rows({"what": rice.pk}) | {"voucher": "nihil"})


def test_a_taxable_entrepreneur_sees_the_tax(cast: Cast) -> None:
    settings = settings_of()
    settings.is_taxable = True
    settings.save()
    page = draw(cast, rows({"what_text": "Sewa tenda", "price": "1.250.000"}))
    assert "Rp137.500" in page and "Rp1.387.500" in page


def test_a_line_more_draws_the_done_ones_in_one_line(cast: Cast) -> None:
    rice = product("Beras", 70_000)
    page = draw(cast, rows({"what": rice.pk, "quantity": 2}) | {"add_line": "1"})
    assert '<input type="hidden" name="lines-0-closed" value="1">' in page and 'id="id_lines-1-what_text"' in page
    opened = draw(cast, rows({"what": rice.pk, "quantity": 2, "closed": 1}) | {"open_line": "0"})
    assert 'id="id_lines-0-what_text"' in opened


def test_sixty_lines_cost_as_many_queries_as_one(cast: Cast) -> None:
    customer = Customer.objects.create(name="Bu Ani", name_key="bu ani", search="bu ani", owner=cast.budi)
    today, goods = date(2026, 11, 22), [product(f"Barang {n}", 1_000 + n, stock=Decimal(9)) for n in range(60)]
    Promotion.objects.create(name="Lebaran", kind="percent", percent=10, starts_on=today)
    settings_of()
    draw(cast, rows({}))
    counts = []
    for number in (1, 60):
        data = rows(*({"what": one.pk, "quantity": 2, "closed": 1} for one in goods[:number]))
        with CaptureQueriesContext(connection) as queries:
            draw(cast, data | {"customer": str(customer.pk)})
        counts.append(len(queries))
    for q in queries:
        print(q["sql"][:150])
    assert counts[0] == counts[1] <= 12
