"""Jual langsung: everything of a sale in one go."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from sapa.catalogue.models import Product, Promotion
from sapa.customers.models import Customer
from sapa.lib.errors import Refused
from sapa.sales import crediting_customers, selling
from sapa.sales.models import Delivery, Invoice, Order, Payment
from sapa.sales.tests.builders import NOW, TODAY, buyer, line, product
from sapa.sales.tests.money import books_balance, credit_of
from sapa.testing import Cast


def sell(cast: Cast, **more: Any) -> selling.Sale:
    given = {"uuid": uuid4(), "customer": None, "lines": [line("Kopi", 2, 15_000)], "paid": None, "method": "cash",
             "by": cast.budi, "on": TODAY, "now": NOW, "unit": cast.catering} | more  # fmt: skip
    return selling.sell(**given)


def test_a_sale_over_the_counter_is_ordered_delivered_invoiced_and_paid(cast: Cast) -> None:
    rice = product(cast.sari, "Beras", price=70_000, stock="10")
    sale = sell(cast, customer=buyer(cast.budi), lines=[line(rice, 3)])
    assert (sale.invoice.total, sale.invoice.balance, sale.payment.amount) == (210_000, 0, 210_000)
    assert (sale.order.is_invoiced, Order.objects.get().is_delivered) == (True, True)
    stocked = Product.objects.get(pk=rice.pk)
    assert (stocked.stock, stocked.promised) == (7, 0)
    assert credit_of(sale.order.customer) == (0, 0)
    assert books_balance()


def test_who_says_no_name_is_the_one_counter_customer(cast: Cast) -> None:
    first, second = sell(cast), sell(cast, by=cast.wati)
    assert first.order.customer == second.order.customer
    assert (first.order.owner, second.order.owner) == (cast.budi, cast.wati)
    assert Customer.objects.count() == 1


def test_the_same_form_twice_is_one_sale(cast: Cast) -> None:
    uuid, whose = uuid4(), buyer(cast.budi)
    one = sell(cast, uuid=uuid, customer=whose, paid=10_000)
    again = sell(cast, uuid=uuid, customer=whose, paid=10_000)
    assert (one.invoice, one.payment, one.delivery) == (again.invoice, again.payment, again.delivery)
    assert (Order.objects.count(), Delivery.objects.count(), Invoice.objects.count(), Payment.objects.count()) == (
        1, 1, 1, 1,
    )  # fmt: skip
    assert credit_of(whose) == (20_000, 0)


def test_who_owes_something_needs_a_name_and_credit(cast: Cast) -> None:
    with pytest.raises(Refused):
        sell(cast, paid=10_000)
    whose = buyer(cast.budi)
    crediting_customers.set_credit(whose, limit=15_000, terms_days=7, version=1, by=cast.sari, now=NOW)
    with pytest.raises(Refused):
        sell(cast, customer=whose, paid=10_000)
    assert not Order.objects.exists()
    assert sell(cast, customer=whose, paid=15_000).invoice.balance == 15_000
    assert books_balance()


def test_what_each_customer_gets_once_wants_a_name(cast: Cast) -> None:
    """Else all who say no name would count as one, or nobody would be counted at all."""
    once = Promotion.objects.create(name="Hemat", kind="percent", percent=10, starts_on=TODAY, uses_per_customer=1)
    lines = [replace(line("Kopi", 2, 15_000), promotion=once, promotion_discount=3000)]
    with pytest.raises(Refused, match="Hemat: "):
        sell(cast, lines=lines)
    assert sell(cast, lines=lines, customer=buyer(cast.budi)).invoice.total == 27_000
    Promotion.objects.update(uses_per_customer=None)
    assert sell(cast, lines=[replace(lines[0], promotion=Promotion.objects.get())]).invoice.total == 27_000
