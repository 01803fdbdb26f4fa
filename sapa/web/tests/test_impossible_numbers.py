"""Numbers that no village has are refused where they are typed, and nothing breaks later."""

from decimal import Decimal
from uuid import uuid4

import pytest

from sapa.catalogue.models import Product
from sapa.customers.models import Customer, CustomField
from sapa.lib.money import InvalidMoney, parse_money
from sapa.lib.numbers import InvalidNumber, parse_number, row_id
from sapa.testing import Cast
from sapa.web.tests.rows import build

ENDLESS = "9" * 500


@pytest.mark.parametrize("text", [ENDLESS, "9" * 27, "9" * 16, "999999999999999999 triliun"])
def test_an_endless_amount_is_too_large(text: str) -> None:
    with pytest.raises(InvalidMoney):
        parse_money(text)
    with pytest.raises(InvalidMoney):
        parse_money(Decimal("9e40"))


def test_the_largest_amount_is_still_read() -> None:
    assert parse_money("1.000.000.000.000.000") == 10**15


@pytest.mark.parametrize("number", [ENDLESS, "9" * 16, 1e300, Decimal("1e15")])
def test_an_endless_number_is_too_large(number: str | float | Decimal) -> None:
    with pytest.raises(InvalidNumber):
        parse_number(number)


@pytest.mark.parametrize(("text", "expected"), [("17", 17), ("", None), ("-1", None), ("٣", None), ("9" * 5000, None)])
def test_only_what_can_be_an_id_is_one(text: str, expected: int | None) -> None:
    assert row_id(text) == expected


@pytest.mark.parametrize("stock", ["999999999999", ENDLESS])
def test_a_product_with_an_impossible_stock_is_not_saved(cast: Cast, stock: str) -> None:
    fields = {"name": "Beras", "unit": "kg", "price": "1000", "stock": stock, "once": str(uuid4())}
    answer = cast.client(cast.sari).post("/maju-bersama/catalogue/new/", fields)
    assert answer.status_code == 422
    assert not Product.objects.exists()
    assert cast.client(cast.sari).get("/maju-bersama/catalogue/").status_code == 200


def test_a_custom_number_without_end_is_not_saved(cast: Cast) -> None:
    CustomField.objects.create(key="hektar", label="Hektar", kind="number")
    fields = {"kind": "person", "name": "Bu Ani", "market": "b2c", "custom_hektar": "9" * 27, "once": str(uuid4())}
    assert cast.client(cast.sari).post("/maju-bersama/customers/new/", fields).status_code == 422
    assert not Customer.objects.exists()


def test_a_line_that_overflows_loses_nothing(cast: Cast) -> None:
    customer = build("customer", cast.sari)
    fields = {
        "customer": customer.pk,
        "title": "Borongan",
        "lines-count": "1",
        "lines-0-what_text": "beras",
        "lines-0-quantity": "999999999",
        "lines-0-price": "999999999999999",
        "once": str(uuid4()),
    }
    answer = cast.client(cast.sari).post("/maju-bersama/opportunities/new/", fields)
    assert answer.status_code == 422
    assert "999999999" in answer.content.decode().replace(".", "")


@pytest.mark.parametrize("cursor", ["WzEsMl0", "WyJhIiwxXQ", "W251bGwsMV0"])
@pytest.mark.parametrize(
    "path", ["opportunities/list/", "opportunities/list/?sort=value", "customers/?sort=newest", "customers/", "audit/"]
)
def test_a_cursor_of_another_list_gives_the_first_page(cast: Cast, path: str, cursor: str) -> None:
    mark = "&" if "?" in path else "?"
    answer = cast.client(cast.sari).get(f"/maju-bersama/{path}{mark}after={cursor}")
    assert answer.status_code == 200


def test_a_second_tap_on_a_customer_with_a_phone_answers_as_the_first(cast: Cast) -> None:
    fields = {"kind": "person", "name": "Bu Ani", "market": "b2c", "phones": "081234567890", "once": str(uuid4())}
    first = cast.client(cast.sari).post("/maju-bersama/customers/new/", fields)
    second = cast.client(cast.sari).post("/maju-bersama/customers/new/", fields)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first["Location"] == second["Location"]
    assert Customer.objects.count() == 1


@pytest.mark.parametrize("verb", ["win", "lose"])
def test_a_deal_is_not_decided_before_it_was_opened(cast: Cast, verb: str) -> None:
    deal = build("opportunity", cast.sari)
    answer = cast.client(cast.sari).post(
        f"/maju-bersama/opportunities/{deal.pk}/{verb}/", {"on": "1900-01-01", "version": deal.version}
    )
    assert answer.status_code == 422
    deal.refresh_from_db()
    assert deal.outcome == "open"
