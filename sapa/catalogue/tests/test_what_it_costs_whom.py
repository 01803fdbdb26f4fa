"""The price of a product for a customer, and the rule it came from."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sapa.catalogue.models import PriceItem, PriceList, Product, ProductMeasure
from sapa.catalogue.pricing import Price, prices_for
from sapa.catalogue.tests.builders import customer, dus, listed, product
from sapa.customers.models import Customer, Market, Tag
from sapa.places.models import Channel, OutletType
from sapa.testing import Cast

TODAY = date(2026, 11, 22)


def price(
    what: Product, quantity: Any = 1, *, to: Customer | None = None, measure: ProductMeasure | None = None, **more: Any
) -> Price:
    return prices_for([(what, measure, Decimal(quantity))], customer=to, on=more.pop("on", TODAY), **more)[0]


def test_without_a_list_it_is_the_products_price(cast: Cast) -> None:
    assert price(product()) == Price(25_000, "")


def test_another_measure_costs_what_it_holds_or_what_it_says(cast: Cast) -> None:
    sugar = product("Gula", price=16_500)
    assert price(sugar, measure=dus(sugar, "24")) == Price(396_000, "")
    assert price(sugar, measure=dus(sugar, "12", name="pak", price=190_000)) == Price(190_000, "")


def test_half_a_rupiah_of_a_measure_is_rounded_up(cast: Cast) -> None:
    nails = product("Paku", price=333)
    assert price(nails, measure=dus(nails, "0.5")).amount == 167


def test_the_step_with_the_largest_quantity_that_fits_counts(cast: Cast) -> None:
    rice = product("Beras", unit="kg")
    wholesale = listed("Grosir", (rice, 24_000, 0), (rice, 23_000, 24), (rice, 22_000, 100))
    assert [price(rice, q).amount for q in ("1", "23.999", "24", "99", "100", "5000")] == [
        24_000, 24_000, 23_000, 23_000, 22_000, 22_000,
    ]  # fmt: skip
    assert price(rice, 1).rule == wholesale.name


@pytest.mark.parametrize(("language", "rule"), [("id", "Grosir, mulai 1.200,5 kg"), ("en", "Grosir, from 1,200.5 kg")])
def test_the_rule_is_said_in_the_language_of_the_reader(cast: Cast, language: str, rule: str) -> None:
    rice = product("Beras", unit="kg")
    listed("Grosir", (rice, 23_000, "1200.5"))
    with translation.override(language):
        assert price(rice, 2000) == Price(23_000, rule)


@pytest.mark.parametrize(("language", "rule"), [("id", "Harga khusus pelanggan"), ("en", "Customer's own price")])
def test_a_customers_own_price_is_called_so(cast: Cast, language: str, rule: str) -> None:
    kita = customer("PT KITA")
    listed("PT KITA", (rice := product("Beras"), 20_000, 0), customer=kita)
    with translation.override(language):
        assert price(rice, to=kita) == Price(20_000, rule)
    assert price(rice, to=customer("PT Mereka")) == Price(25_000, "")
    assert price(rice) == Price(25_000, "")


def test_the_more_particular_list_is_asked_first(cast: Cast) -> None:
    channel = Channel.objects.first()
    outlet = OutletType.objects.filter(channel=channel).first()
    tag = Tag.objects.create(name="Langganan")
    kita = customer("Toko KITA", market=Market.B2B, channel=channel, outlet_type=outlet)
    kita.taggings.create(tag=tag)
    rice = product("Beras")
    conditions: list[dict[str, Any]] = [
        {}, {"market": "b2b"}, {"channel": channel}, {"outlet_type": outlet}, {"tag": tag}, {"customer": kita},
    ]  # fmt: skip
    for place, condition in enumerate(conditions):
        listed(f"Daftar {place}", (rice, 20_000 - place, 0), **condition)
        assert price(rice, to=kita).amount == 20_000 - place
    assert price(rice, to=customer("Warung Siti")).amount == 20_000
    assert price(rice).amount == 20_000


def test_all_conditions_of_a_list_must_hold(cast: Cast) -> None:
    tag = Tag.objects.create(name="Langganan")
    rice = product("Beras")
    listed("Langganan usaha", (rice, 20_000, 0), tag=tag, market="b2b")
    siti = customer("Bu Siti", market=Market.B2C)
    siti.taggings.create(tag=tag)
    firm = customer("PT KITA", market=Market.B2B)
    assert price(rice, to=siti).amount == 25_000
    assert price(rice, to=firm).amount == 25_000
    firm.taggings.create(tag=tag)
    assert price(rice, to=firm).amount == 20_000


def test_of_two_lists_alike_the_one_that_began_last_counts(cast: Cast) -> None:
    rice = product("Beras")
    listed("Selalu", (rice, 24_000, 0))
    listed("Oktober", (rice, 23_000, 0), starts_on=date(2026, 10, 1))
    listed("November", (rice, 22_000, 0), starts_on=date(2026, 11, 1))
    listed("Desember", (rice, 21_000, 0), starts_on=date(2026, 12, 1))
    assert price(rice).amount == 22_000
    assert price(rice, on=date(2026, 10, 31)).amount == 23_000
    assert price(rice, on=date(2026, 9, 30)).amount == 24_000


def test_a_list_counts_on_its_first_and_its_last_day(cast: Cast) -> None:
    rice = product("Beras")
    listed("Lebaran", (rice, 22_000, 0), starts_on=date(2027, 3, 1), ends_on=date(2027, 3, 20))
    days = [date(2027, 2, 28), date(2027, 3, 1), date(2027, 3, 20), date(2027, 3, 21)]
    assert [price(rice, on=day).amount for day in days] == [25_000, 22_000, 22_000, 25_000]


def test_an_archived_list_counts_no_more(cast: Cast) -> None:
    rice = product("Beras")
    old = listed("Lama", (rice, 22_000, 0))
    PriceList.objects.filter(pk=old.pk).update(archived_at="2026-11-01T00:00:00Z")
    assert price(rice).amount == 25_000


def test_a_list_without_the_quantity_leaves_it_to_the_next(cast: Cast) -> None:
    kita = customer("PT KITA")
    rice = product("Beras")
    listed("Umum", (rice, 24_000, 0))
    listed("PT KITA", (rice, 20_000, 50), customer=kita)
    assert price(rice, 49, to=kita) == Price(24_000, "Umum")
    assert price(rice, 50, to=kita).amount == 20_000


def test_a_measure_has_its_own_price_or_that_of_its_units(cast: Cast) -> None:
    sugar = product("Gula", price=16_500, unit="pcs")
    box = dus(sugar, "24")
    listed("Grosir", (sugar, 16_000, 0), (sugar, 15_500, 48))
    with translation.override("en"):
        assert price(sugar, 1, measure=box) == Price(384_000, "Grosir")
        assert price(sugar, 2, measure=box) == Price(372_000, "Grosir, from 48 pcs")
        PriceItem.objects.create(
            price_list=PriceList.objects.get(), product=sugar, measure=box, price=360_000, from_quantity=3
        )
        assert price(sugar, 2, measure=box) == Price(372_000, "Grosir, from 48 pcs")
        assert price(sugar, 3, measure=box) == Price(360_000, "Grosir, from 3 dus")
        assert price(sugar, 3).amount == 16_000


def test_a_list_of_a_business_unit_counts_where_that_unit_sells(cast: Cast) -> None:
    rice = product("Beras")
    lunch = product("Nasi kotak", business_unit=cast.catering)
    listed("Toko", (rice, 20_000, 0), (lunch, 20_000, 0), unit=cast.shop)
    assert price(rice).amount == 25_000
    assert price(rice, unit_id=cast.catering.pk).amount == 25_000
    assert price(rice, unit_id=cast.shop.pk).amount == 20_000
    assert price(lunch, unit_id=cast.shop.pk).amount == 25_000


def test_many_lines_take_one_query(cast: Cast) -> None:
    kita = customer("PT KITA")
    wants: list[Any] = []
    for number in range(20):
        row = product(f"Produk {number}")
        listed(f"Daftar {number}", (row, 10_000 + number, 0))
        wants.append((row, None, Decimal(1)))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = prices_for(wants, customer=kita, on=TODAY)
    assert [one.amount for one in found] == [10_000 + number for number in range(20)]
    assert len(queries) == 1


STEPS = st.lists(
    st.tuples(st.integers(0, 3), st.booleans(), st.integers(0, 60), st.integers(0, 10**9)), max_size=12,
    unique_by=lambda step: step[:3],
)  # fmt: skip


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(steps=STEPS, quantity=st.decimals(Decimal("0.001"), 100, places=3), boxed=st.booleans())
def test_it_is_what_reading_the_lists_from_the_top_gives(
    cast: Cast, steps: list[tuple[int, bool, int, int]], quantity: Decimal, boxed: bool
) -> None:
    """Four lists, each more particular than the one before; the model is the sentence of the rule, in loops."""
    PriceList.objects.all().delete()
    kita = customer("PT KITA", market=Market.B2B)
    sugar = product(f"Gula {Product.objects.count()}", price=1000)
    box = dus(sugar, "12")
    tag, _made = Tag.objects.get_or_create(name="Langganan")
    kita.taggings.create(tag=tag)
    fors: list[dict[str, Any]] = [{}, {"market": "b2b"}, {"tag": tag}, {"customer": kita}]
    lists = [listed(f"Daftar {place}", **condition) for place, condition in enumerate(fors)]
    for place, in_boxes, start, amount in steps:
        PriceItem.objects.create(
            price_list=lists[place], product=sugar, measure=box if in_boxes else None, from_quantity=start, price=amount
        )
    expected = 12_000 if boxed else 1000
    for place in (3, 2, 1, 0):
        mine = [step for step in steps if step[0] == place]
        direct = [s for s in mine if s[1] and boxed and s[2] <= quantity]
        by_unit = [s for s in mine if not s[1] and s[2] <= quantity * (12 if boxed else 1)]
        if direct:
            expected = max(direct, key=lambda s: s[2])[3]
            break
        if by_unit:
            expected = max(by_unit, key=lambda s: s[2])[3] * (12 if boxed else 1)
            break
    assert price(sugar, quantity, to=kita, measure=box if boxed else None).amount == expected
