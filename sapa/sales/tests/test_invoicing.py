"""Invoices of an order: whole, in parts, with down payments, cancelled."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest

from sapa.customers.models import Market
from sapa.events.models import Event
from sapa.lib.errors import AlreadyDone, Refused
from sapa.sales import crediting, invoicing
from sapa.sales.models import CustomerCredit, Invoice, Order
from sapa.sales.tests.money import (
    NOW,
    TODAY,
    all_of,
    an_invoice,
    an_order,
    be_taxable,
    books_balance,
    credit_of,
    customer,
    invoiced,
    paid,
    product,
    wanted,
)
from sapa.testing import Cast


def test_it_owes_what_was_ordered_by_its_due_date(cast: Cast) -> None:
    order = an_order(cast.budi, wanted(10, 25_000, discount=10_000), terms_days=14)
    made = invoiced(order, cast.rina)
    assert (made.gross, made.discount, made.net, made.tax, made.total) == (250_000, 10_000, 240_000, 0, 240_000)
    assert (made.balance, made.due_on, made.owner, made.unit) == (240_000, date(2026, 12, 6), cast.budi, cast.catering)
    assert made.number == "001/INV/K/XI/2026"
    assert credit_of(order.customer) == (240_000, 0)
    assert Order.objects.get().is_invoiced
    assert Event.objects.get(kind="invoice.posted").data == {
        "total": 240_000, "due_on": "2026-12-06", "order": order.number,
    }  # fmt: skip
    assert books_balance()


def test_the_tax_is_that_of_the_law(cast: Cast) -> None:
    be_taxable()
    made = an_invoice(cast.budi, wanted(1, 1_250_000))
    assert (made.tax_base, made.tax, made.total) == (1_145_833, 137_500, 1_387_500)
    assert (made.is_taxable, made.transaction_code) == (True, "04")


def test_a_government_collects_the_tax_itself(cast: Cast) -> None:
    be_taxable()
    office = customer(cast.budi, "Dinas Pendidikan", market=Market.B2G)
    assert an_invoice(cast.budi, whose=office).transaction_code == "02"


def test_parts_add_up_to_the_order_to_the_rupiah(cast: Cast) -> None:
    be_taxable()
    order = an_order(cast.budi, wanted(7, 14_285, discount=11), wanted(3, 33_333, name="Teh"))
    first, second = order.lines.all()
    parts = [{first.pk: Decimal("2.5"), second.pk: Decimal(1)}, {first.pk: Decimal("1.5"), second.pk: Decimal(1)},
             {first.pk: Decimal(3), second.pk: Decimal(1)}]  # fmt: skip
    made = [invoiced(order, cast.rina, part) for part in parts]
    assert [Order.objects.get().is_invoiced, len({one.number for one in made})] == [True, 3]
    for name in ("gross", "discount", "net", "tax_base", "tax", "total"):
        assert sum(getattr(one, name) for one in made) == getattr(order, name), name
    assert books_balance()


def test_the_last_part_takes_the_rest_also_after_one_in_the_middle_was_cancelled(cast: Cast) -> None:
    be_taxable()
    order = an_order(cast.budi, wanted(3, 3_334, discount=1))
    (line,) = order.lines.all()
    one = {line.pk: Decimal(1)}
    made = [invoiced(order, cast.rina, one) for _ in range(3)]
    invoicing.cancel(made[0], reason="Salah", by=cast.rina, now=NOW)
    assert not Order.objects.get().is_invoiced
    again = invoiced(order, cast.rina, one)
    kept = [again, *made[1:]]
    assert (sum(i.net for i in kept), sum(i.tax for i in kept)) == (order.net, order.tax)
    assert books_balance()


def test_it_refuses_more_than_was_ordered(cast: Cast) -> None:
    order = an_order(cast.budi)
    (line,) = order.lines.all()
    invoiced(order, cast.rina, {line.pk: Decimal(4)})
    for quantity in ("6.001", "-1"):
        with pytest.raises(Refused):
            invoiced(order, cast.rina, {line.pk: Decimal(quantity)})
    with pytest.raises(Refused):
        invoiced(order, cast.rina, {line.pk: Decimal(0)})
    with pytest.raises(Refused):
        invoiced(order, cast.rina, {line.pk + 1_000: Decimal(1)})
    assert Invoice.objects.count() == 1
    assert books_balance()


def test_what_waits_for_a_word_or_was_cancelled_is_not_invoiced(cast: Cast) -> None:
    for status in ("held", "cancelled"):
        order = an_order(cast.budi, whose=customer(cast.budi, status), status=status)
        with pytest.raises(Refused):
            invoiced(order, cast.rina)
    assert not Invoice.objects.exists()
    assert not CustomerCredit.objects.exists()


def test_the_same_form_twice_makes_one_invoice(cast: Cast) -> None:
    order, uuid = an_order(cast.budi), uuid4()
    quantities = all_of(order)
    first = invoiced(order, cast.rina, quantities, uuid=uuid)
    assert invoiced(order, cast.rina, quantities, uuid=uuid) == first
    assert credit_of(order.customer) == (250_000, 0)


def test_a_down_payment_is_taken_off_the_invoices_that_follow(cast: Cast) -> None:
    be_taxable()
    order = an_order(cast.budi, wanted(10, 25_000), wanted(2, 50_000, name="Dispenser"))
    down = invoicing.bill_down_payment(order, uuid=uuid4(), amount=150_000, by=cast.rina, on=TODAY, now=NOW)
    assert (down.kind, down.total, down.due_on) == ("down", 150_000, TODAY)
    first, second = order.lines.all()
    early = invoiced(order, cast.rina, {second.pk: Decimal(1)})
    assert (early.total, early.balance) == (0, 0)  # the down payment paid all of it: 55,500
    assert early.paid_on == TODAY
    late = invoiced(order, cast.rina, {first.pk: Decimal(10), second.pk: Decimal(1)})
    assert early.total + late.total + down.total == order.total
    for name in ("net", "tax_base", "tax"):
        assert sum(getattr(one, name) for one in (down, early, late)) == getattr(order, name), name
    assert credit_of(order.customer) == (order.total, 0)
    assert books_balance()


def test_a_down_payment_divides_its_tax_by_kinds(cast: Cast) -> None:
    be_taxable()
    rice = product("Beras", tax_category="exempt")
    order = an_order(cast.budi, wanted(1, 100_000), wanted(1, 89_000, name="Beras", product=rice))
    down = invoicing.bill_down_payment(order, uuid=uuid4(), amount=100_000, by=cast.rina, on=TODAY, now=NOW)
    assert [(line.tax_category, line.amount, line.tax) for line in down.lines.all()] == [
        ("standard", 50_000, 5_500), ("exempt", 44_500, 0),
    ]  # fmt: skip
    assert books_balance()


def test_a_down_payment_is_at_most_what_is_left_to_invoice(cast: Cast) -> None:
    order = an_order(cast.budi)
    (line,) = order.lines.all()
    invoiced(order, cast.rina, {line.pk: Decimal(4)})
    for amount in (150_001, 0, -1):
        with pytest.raises(Refused):
            invoicing.bill_down_payment(order, uuid=uuid4(), amount=amount, by=cast.rina, on=TODAY, now=NOW)
    invoicing.bill_down_payment(order, uuid=uuid4(), amount=150_000, by=cast.rina, on=TODAY, now=NOW)
    assert books_balance()


def test_cancelling_undoes_exactly(cast: Cast) -> None:
    order = an_order(cast.budi)
    down = invoicing.bill_down_payment(order, uuid=uuid4(), amount=100_000, by=cast.rina, on=TODAY, now=NOW)
    paid(down, 100_000, cast.rina)
    made = invoiced(order, cast.rina)
    payment = paid(made, 60_000, cast.rina)
    with pytest.raises(Refused):  # a later invoice took it off
        invoicing.cancel(down, reason="Batal", by=cast.rina, now=NOW)
    invoicing.cancel(made, reason="Salah harga", by=cast.rina, now=NOW)
    assert credit_of(order.customer) == (0, 60_000)
    payment.refresh_from_db()
    assert (payment.unallocated, made.balance, made.cancelled_by) == (60_000, 0, cast.rina)
    assert not Order.objects.get().is_invoiced
    invoicing.cancel(down, reason="Batal", by=cast.rina, now=NOW)
    assert credit_of(order.customer) == (0, 160_000)
    assert books_balance()
    assert invoiced(order, cast.rina).total == order.total


def test_cancelling_twice_cancels_once(cast: Cast) -> None:
    made = an_invoice(cast.budi)
    stale = Invoice.objects.get(pk=made.pk)
    invoicing.cancel(made, reason="Salah", by=cast.rina, now=NOW)
    with pytest.raises(AlreadyDone):
        invoicing.cancel(stale, reason="Salah", by=cast.rina, now=NOW)
    assert Event.objects.filter(kind="invoice.cancelled").count() == 1
    assert books_balance()


def test_an_invoice_with_a_credit_note_stands(cast: Cast) -> None:
    made = an_invoice(cast.budi)
    (line,) = made.lines.all()
    crediting.credit(made, uuid=uuid4(), quantities={line.pk: Decimal(1)}, reason="Tumpah", by=cast.rina, on=TODAY,
                     now=NOW)  # fmt: skip
    with pytest.raises(Refused):
        invoicing.cancel(made, reason="Salah", by=cast.rina, now=NOW)
    assert not Invoice.objects.get().is_cancelled
    assert books_balance()


def test_what_was_invoiced_before_the_tax_began_stays_without_it(cast: Cast) -> None:
    order = an_order(cast.budi, wanted(10, 25_000))
    (line,) = order.lines.all()
    made = []
    for taxable, quantity in ((True, 2), (False, 3), (True, 5)):
        be_taxable(taxable)
        made.append(invoiced(order, cast.rina, {line.pk: Decimal(quantity)}))
    assert [one.tax for one in made] == [5_500, 0, 13_750]
    assert books_balance()
