"""What a customer buys of each product: how often, how much, when next, and which share of their need we supply."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from sapa.catalogue.models import Product
from sapa.customers.models import Customer
from sapa.lifecycle import buying, measuring
from sapa.lifecycle.buying import Bought, bought_by
from sapa.lifecycle.models import ProductUse
from sapa.lifecycle.tests.cards import HOME
from sapa.lifecycle.tests.telling import NOW, TODAY, ago, person
from sapa.sales import crediting, invoicing
from sapa.sales.models import CreditRule, Invoice
from sapa.sales.tests.builders import all_of, an_order, configure, line, product
from sapa.team.models import Member
from sapa.testing import Cast


def sold(cast: Cast, customer: Customer, days: int, *lines: Any) -> Invoice:
    configure(credit_rule=CreditRule.WARN)
    on = ago(days)
    order = an_order(cast.budi, customer, *lines, on=on)
    return invoicing.invoice(order, uuid=uuid4(), quantities=all_of(order), by=cast.budi, on=on, now=NOW)


def shown(member: Member, customer: Customer, on: date = TODAY) -> dict[str, Bought]:
    return {row.product.name: row for row in bought_by(member, customer, on).rows}


def test_it_is_exact(cast: Cast) -> None:
    customer = person(cast.budi, "Warung Bu Siti")
    rice, oil = product(cast.budi, "Beras", price=14_000), product(cast.budi, "Minyak", price=18_000)
    sold(cast, customer, 400, line(rice, 10))
    sold(cast, customer, 50, line(rice, "2.5"), line(oil, 2, 100_000, measure="dus", factor=Decimal(12)))
    sold(cast, customer, 31, line(rice, 4))
    sold(cast, customer, 31, line(rice, 1))  # two invoices of one day are one purchase
    sold(cast, customer, 10, line(rice, 3))
    rows = shown(cast.budi, customer)
    assert list(rows) == ["Beras", "Minyak"]
    assert (rows["Beras"].amount, rows["Beras"].times, rows["Beras"].quantity) == (287_000, 4, Decimal("20.5"))
    assert (rows["Beras"].quantity_year, rows["Beras"].last_on) == (Decimal("10.5"), ago(10))
    assert (rows["Beras"].usual_days, rows["Beras"].due_on) == (21, ago(-11))  # of 350, 19 and 21
    assert (rows["Minyak"].quantity, rows["Minyak"].usual_days) == (24, None)
    assert rows["Beras"].is_late(ago(-12)) and not rows["Beras"].is_late(TODAY)


def test_a_rhythm_is_known_from_as_many_purchases_as_of_all_they_buy() -> None:
    assert (buying.RHYTHM_PURCHASES, buying.YEAR) == (measuring.RHYTHM_PURCHASES, measuring.YEAR)


def test_what_came_back_is_taken_off_on_the_day_of_the_sale(cast: Cast) -> None:
    customer, rice = person(cast.budi, "Warung Bu Siti"), product(cast.budi, "Beras", price=14_000)
    kept = sold(cast, customer, 20, line(rice, 5))
    gone = sold(cast, customer, 10, line(rice, 3))
    for invoice, many in ((kept, 1), (gone, 3)):
        crediting.credit(invoice, uuid=uuid4(), quantities={invoice.lines.get().pk: Decimal(many)}, reason="Basi",
                         by=cast.budi, now=NOW, on=TODAY)  # fmt: skip
    row = shown(cast.budi, customer)["Beras"]
    assert (row.amount, row.times, row.quantity, row.last_on) == (56_000, 1, 4, ago(20))


def test_the_share_that_we_supply_of_a_noted_need(cast: Cast) -> None:
    customer, rice = person(cast.budi, "Warung Bu Siti"), product(cast.budi, "Beras", price=14_000)
    oil = product(cast.budi, "Minyak")
    sold(cast, customer, 10, line(rice, 90))
    for what, much in ((rice, 20), (oil, 5)):
        ProductUse.objects.create(customer=customer, product=what, needed=much)
    rows = shown(cast.budi, customer)
    assert (rows["Beras"].share, rows["Minyak"].share, rows["Minyak"].times) == (38, 0, 0)  # 90 of 240; half up
    ProductUse.objects.filter(product=rice).update(needed=2)
    assert shown(cast.budi, customer)["Beras"].share == 100


def test_a_member_counts_the_sales_that_they_see(cast: Cast) -> None:
    customer, rice = person(cast.budi, "Warung Bu Siti"), product(cast.budi, "Beras", price=14_000)
    theirs = sold(cast, customer, 10, line(rice, 5))
    sold(cast, customer, 5, line(rice, 2))
    Invoice.objects.filter(pk=theirs.pk).update(owner=cast.wati)
    assert shown(cast.budi, customer)["Beras"].quantity == 2
    assert shown(cast.sari, customer)["Beras"].quantity == 7


def test_its_pages_follow_one_another_in_as_many_queries_for_many_as_for_few(cast: Cast) -> None:
    customer, asked = person(cast.budi, "Warung Bu Siti"), {}
    url = f"{HOME}customers/{customer.pk}/products/"
    for rows in (5, 27):
        lines = [line(product(cast.budi, f"Barang {rows} {n}", price=1000 + n)) for n in range(rows)]
        sold(cast, customer, 10, *lines)
        cast.client(cast.budi).get(url)
        with CaptureQueriesContext(connection) as queries:
            assert cast.client(cast.budi).get(url).status_code == 200
        asked[rows] = len(queries)
    assert asked[5] == asked[27] <= 12
    first = bought_by(cast.budi, customer, TODAY)
    second = bought_by(cast.budi, customer, TODAY, after=first.next)
    assert (len(first.rows), len(second.rows), second.next, first.previous) == (25, 7, "", "")
    assert bought_by(cast.budi, customer, TODAY, before=second.previous).rows == first.rows
    assert [row.amount for row in first.rows] == sorted((row.amount for row in first.rows), reverse=True)


def test_it_is_for_who_sees_sales_and_the_customer(cast: Cast) -> None:
    customer, rice = person(cast.budi, "Warung Bu Siti"), product(cast.budi, "Beras")
    sold(cast, customer, 10, line(rice, 5))
    url = f"{HOME}customers/{customer.pk}/products/"
    answers = {
        name: cast.client(getattr(cast, name)).get(url).status_code for name in ("budi", "wati", "asing", "joko")
    }
    assert answers == {"budi": 200, "wati": 404, "asing": 404, "joko": 403}
    assert Product.objects.get(name="Beras").name in cast.client(cast.budi).get(url).text
