"""The customer card says what they owe, what is due next, what they bought last and what they usually buy."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sapa.customers.models import Customer
from sapa.sales import invoicing, paying
from sapa.sales.models import CreditRule, Invoice
from sapa.sales.panel import customer_panel
from sapa.sales.tests.builders import NOW, TODAY, all_of, an_order, buyer, configure, line, product
from sapa.team.models import Member
from sapa.testing import Cast


def shown(member: Member, customer: Customer) -> dict[str, Any]:
    panel = customer_panel(member, customer, TODAY)
    assert panel is not None
    return panel.context


def invoiced(cast: Cast, customer: Customer, *lines: Any, days: int = 0, terms: int = 14) -> Invoice:
    configure(credit_rule=CreditRule.WARN)  # who owes may order
    on = TODAY - timedelta(days=days)
    order = an_order(cast.budi, customer, *lines, on=on, terms_days=terms)
    return invoicing.invoice(order, uuid=uuid4(), quantities=all_of(order), by=cast.budi, on=on, now=NOW)


def test_it_says_what_is_owed_and_due_first(cast: Cast) -> None:
    customer = buyer(cast.budi)
    first = invoiced(cast, customer, line("Snack", 10, 10_000), days=20)
    invoiced(cast, customer, line("Snack", 5, 10_000))
    told = shown(cast.budi, customer)
    assert (told["receivable"], told["due_on"], told["due_pk"], told["is_late"]) == (
        150_000, TODAY - timedelta(days=6), first.pk, True)  # fmt: skip
    paying.receive(uuid=uuid4(), customer=customer, amount=120_000, method="cash", shares=[(first, 100_000)],
                   by=cast.budi, on=TODAY, now=NOW)  # fmt: skip
    told = shown(cast.budi, customer)
    assert (told["receivable"], told["deposit"], told["is_late"]) == (50_000, 20_000, False)


def test_it_says_what_they_bought_last_and_usually(cast: Cast) -> None:
    customer, rice, oil = buyer(cast.budi), product(cast.budi, "Beras"), product(cast.budi, "Minyak", price=30_000)
    invoiced(cast, customer, line(rice, 2), line(oil, 1, 60_000, measure="dus", factor=Decimal(12)), days=30)
    invoiced(cast, customer, line(rice, 3))
    invoiced(cast, customer, line(oil, 9), days=400)
    told = shown(cast.budi, customer)
    assert [(sale.on, sale.total) for sale in told["sales"]] == [
        (TODAY, 75_000),
        (TODAY - timedelta(days=30), 110_000),
        (TODAY - timedelta(days=400), 270_000),
    ]
    assert [(one.name, one.quantity, one.amount) for one in told["usual"]] == [
        ("Beras", 5, 125_000),
        ("Minyak", 12, 60_000),
    ]


def test_a_colleague_sees_neither_papers_nor_goods_of_others(cast: Cast) -> None:
    customer = buyer(cast.budi)
    invoiced(cast, customer, line(product(cast.budi), 2))
    told = shown(cast.wati, customer)
    assert (told["sales"], told["usual"], told["due_pk"]) == ([], [], None)
    assert customer_panel(cast.joko, customer, TODAY) is None
    assert "001/PSN" in cast.client(cast.budi).get(f"/maju-bersama/customers/{customer.pk}/").content.decode()
