"""What a promotion takes off, whom it is for, and what is left of it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from sapa.catalogue import promoting
from sapa.catalogue.models import Product, Promotion
from sapa.catalogue.tests.builders import customer, product
from sapa.customers.models import Tag
from sapa.customers.models.customer import WALK_IN
from sapa.lib.errors import AlreadyDone, Refused
from sapa.lib.money import multiply
from sapa.places.models import Channel
from sapa.testing import Cast

TODAY = date(2026, 11, 22)


def promotion(name: str = "Hemat", **fields: Any) -> Promotion:
    given: dict[str, Any] = {"kind": "percent", "starts_on": date(2026, 11, 1), **fields}
    if given["kind"] == "percent":
        given = {"percent": Decimal(10), **given}
    return Promotion.objects.create(name=name, **given)


def off(kind: str, price: int, quantity: Any, **fields: Any) -> int:
    return promoting.discount_of(
        Promotion(organization_id=1, kind=kind, **fields), price=price, quantity=Decimal(quantity)
    )


def why_not(of: Promotion, **more: Any) -> str:
    asked = {"product": None, "customer": None, "unit": None, "amount": 100_000, "on": TODAY, **more}
    return promoting.why_not(of, **asked)


def test_a_percentage_is_rounded_half_up_once() -> None:
    assert off("percent", 25_000, 3, percent=Decimal(10)) == 7500
    assert off("percent", 333, "1.5", percent=Decimal("12.5")) == 63  # 499.5 → 500, of it 62.5
    assert off("percent", 25_000, 3, percent=Decimal(100)) == 75_000


def test_an_amount_is_taken_off_each() -> None:
    assert off("amount", 25_000, 3, amount=2000) == 6000
    assert off("amount", 25_000, "0.5", amount=2001) == 1001


def test_more_than_the_line_is_never_taken_off() -> None:
    assert off("amount", 1500, 3, amount=2000) == 4500
    assert off("delivery", 15_000, 1) == 15_000
    assert off("delivery", 0, 1) == 0


@pytest.mark.parametrize(
    ("quantity", "free"), [("9", 0), ("10", 0), ("11", 1), ("12", 2), ("13", 2), ("22", 2), ("23", 3), ("24", 4)]
)
def test_of_buy_ten_get_two_twelve_cost_what_ten_do(quantity: str, free: int) -> None:
    assert off("buy_get", 1000, quantity, buy=Decimal(10), get=Decimal(2)) == free * 1000


OURS = {"organization_id": st.just(1)}
KINDS = st.one_of(
    st.builds(Promotion, **OURS, kind=st.just("percent"), percent=st.decimals(Decimal("0.01"), 100, places=2)),
    st.builds(Promotion, **OURS, kind=st.just("amount"), amount=st.integers(1, 10**9)),
    st.builds(
        Promotion, **OURS, kind=st.just("buy_get"),
        buy=st.decimals(Decimal("0.001"), 100, places=3), get=st.decimals(Decimal("0.001"), 100, places=3),
    ),
    st.builds(Promotion, **OURS, kind=st.just("delivery")),
)  # fmt: skip
QUANTITIES = st.decimals(0, 10_000, places=3)


@given(KINDS, st.integers(0, 10**10), QUANTITIES)
def test_what_is_taken_off_is_between_nothing_and_the_line(of: Promotion, price: int, quantity: Decimal) -> None:
    assert 0 <= promoting.discount_of(of, price=price, quantity=quantity) <= multiply(price, quantity)


@given(KINDS, st.integers(0, 10**10), QUANTITIES, QUANTITIES)
def test_a_larger_line_never_loses_some_of_its_discount(
    of: Promotion, price: int, quantity: Decimal, more: Decimal
) -> None:
    small = promoting.discount_of(of, price=price, quantity=quantity)
    assert promoting.discount_of(of, price=price, quantity=quantity + more) >= small


def test_offers_are_those_that_run_need_no_code_and_fit(cast: Cast) -> None:
    rice = product("Beras", category="Sembako")
    promotion("Sembako", category="sembako")
    promotion("Beras", product=rice)
    promotion("Lain", product=product("Gula"))
    promotion("Voucher", code="HEMAT10")
    promotion("Kemarin", ends_on=date(2026, 11, 21))
    promotion("Besok", starts_on=date(2026, 11, 23))
    promotion("Habis", budget=1000, spent=1000)
    promotion("Berhenti", archived_at="2026-11-20T00:00:00Z")
    promotion("Ongkos", kind="delivery")
    promotion("Toko", unit=cast.shop)
    found = promoting.offers_for(rice, customer=None, unit=cast.catering, on=TODAY)
    assert [one.name for one in found] == ["Beras", "Sembako"]
    found = promoting.offers_for(rice, customer=None, unit=cast.shop, on=TODAY)
    assert [one.name for one in found] == ["Toko", "Beras", "Sembako"]


def test_offers_for_a_group_or_a_channel_are_for_its_customers(cast: Cast) -> None:
    channel, tag = Channel.objects.first(), Tag.objects.create(name="Langganan")
    promotion("Saluran", channel=channel)
    promotion("Langganan", tag=tag)
    siti = customer("Bu Siti", channel=channel)
    ani = customer("Bu Ani")
    ani.taggings.create(tag=tag)
    rice = product("Beras")
    assert [o.name for o in promoting.offers_for(rice, customer=siti, unit=None, on=TODAY)] == ["Saluran"]
    assert [o.name for o in promoting.offers_for(rice, customer=ani, unit=None, on=TODAY)] == ["Langganan"]
    assert promoting.offers_for(rice, customer=None, unit=None, on=TODAY) == []


def test_offers_for_many_products_take_two_queries(cast: Cast) -> None:
    promotion("Langganan", tag=Tag.objects.create(name="Langganan"))
    promotion("Semua")
    rows = [product(f"Produk {number}") for number in range(20)]
    with CaptureQueriesContext(connection) as queries:
        found = promoting.offers(rows, customer=customer("Bu Siti"), unit=None, on=TODAY)
    assert [[one.name for one in found[row.pk]] for row in rows] == [["Semua"]] * 20
    assert len([one for one in queries if one["sql"].startswith("SELECT")]) == 2


def test_a_voucher_is_found_however_it_is_typed(cast: Cast) -> None:
    made = promotion("Voucher", code="HEMAT10")
    for typed in ("HEMAT10", " hemat10 ", "Hemat 10"):
        assert promoting.by_code(typed, on=TODAY) == made
        assert promoting.why_no_voucher(typed, on=TODAY) == ""
    for typed in ("", "HEMAT", "HEMAT100"):
        assert promoting.by_code(typed, on=TODAY) is None
    assert promoting.by_code("HEMAT10", on=date(2026, 10, 31)) is None


def test_a_voucher_that_does_not_count_says_why(cast: Cast) -> None:
    promotion("Voucher", code="HEMAT10", ends_on=date(2026, 11, 30))
    promotion("Habis", code="HABIS", budget=500, spent=500)
    with translation.override("en"):
        assert promoting.why_no_voucher("x1", on=TODAY) == "There is no voucher “X1”."
        assert promoting.why_no_voucher("hemat10", on=date(2026, 10, 31)) == "It begins on 1 Nov 2026."
        assert promoting.why_no_voucher("hemat10", on=date(2026, 12, 1)) == "It was over on 30 Nov 2026."
        assert promoting.why_no_voucher("habis", on=TODAY) == "Its budget is used up."


def test_why_a_line_cannot_carry_it_is_said_in_a_sentence(cast: Cast) -> None:
    rice, fee = product("Beras", category="Sembako"), product("Ongkos kirim", kind=Product.Kind.DELIVERY)
    channel, tag = Channel.objects.first(), Tag.objects.create(name="Langganan")
    assert channel is not None
    siti = customer("Bu Siti")
    with translation.override("en"):
        assert why_not(promotion(), product=rice, customer=siti) == ""
        assert why_not(promotion()) == ""  # free text
        assert why_not(promotion(product=fee), product=rice) == "It is only for Ongkos kirim."
        assert why_not(promotion(category="Minuman"), product=rice) == "It is only for Minuman."
        assert why_not(promotion(kind="delivery"), product=rice) == "It takes off delivery fees only."
        assert why_not(promotion(kind="delivery"), product=fee) == ""
        assert why_not(promotion(), product=fee) == "It takes nothing off delivery fees."
        assert why_not(promotion(product=fee), product=fee) == ""
        assert why_not(promotion(channel=channel), customer=siti) == f"It is only for the channel {channel.name}."
        assert why_not(promotion(tag=tag), customer=siti) == "It is only for customers of the group Langganan."
        assert why_not(promotion(unit=cast.shop), unit=cast.catering) == "It is only for Toko."
        assert why_not(promotion(unit=cast.shop), unit=cast.shop) == ""
        assert why_not(promotion(least=100_000)) == ""
        assert why_not(promotion(least=100_001)) == "It is only from Rp100,001 on."
    with translation.override("id"):
        assert why_not(promotion(least=100_001)) == "Hanya mulai dari Rp100.001."
        assert why_not(promotion(ends_on=date(2026, 11, 21))) == "Sudah berakhir 21 Nov 2026."


def test_a_budget_is_spent_to_its_last_rupiah_and_no_further(cast: Cast) -> None:
    of = promotion(budget=10_000)
    promoting.spend(of, 7000, 0)
    with translation.override("en"), pytest.raises(Refused) as error:
        promoting.spend(of, 3001, 0)
    assert error.value.message == "What is left of the budget of “Hemat” is not enough."
    of.refresh_from_db()
    assert of.spent == 7000
    promoting.spend(of, 3000, 0)
    of.refresh_from_db()
    assert of.spent == 10_000


def test_a_customers_times_are_counted(cast: Cast) -> None:
    of = promotion(uses_per_customer=2)
    promoting.spend(of, 7000, 1)
    for used in (2, lambda: 3):
        with pytest.raises(Refused):
            promoting.spend(of, 7000, used)
    of.refresh_from_db()
    assert of.spent == 7000


def test_what_is_counted_for_each_customer_is_for_nobody_without_a_name(cast: Cast) -> None:
    of, nobody = promotion(uses_per_customer=2), customer("Umum")
    nobody.uuid = WALK_IN
    assert not why_not(of, customer=customer("Tini"))
    assert why_not(of, customer=nobody) == why_not(of) == promoting.why_needs_a_name(of, None) != ""


def test_what_is_given_back_can_be_spent_again(cast: Cast) -> None:
    of = promotion(budget=10_000)
    promoting.spend(of, 10_000, 0)
    promoting.give_back(of, 10_000)
    of.refresh_from_db()
    assert of.spent == 0
    with pytest.raises(AlreadyDone):
        promoting.give_back(of, 10_000)
    promoting.spend(of, 10_000, 0)


def test_a_carton_counts_for_the_pieces_in_it(cast: Cast) -> None:
    amount = Promotion(kind="amount", amount=2_000)
    assert promoting.discount_of(amount, price=60_000, quantity=Decimal(1), factor=Decimal(24)) == 48_000
    buy = Promotion(kind="buy_get", buy=Decimal(10), get=Decimal(2))  # of 24, four are free
    assert promoting.discount_of(buy, price=60_000, quantity=Decimal(1), factor=Decimal(24)) == 10_000
