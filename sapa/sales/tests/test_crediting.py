"""Credit notes, by the piece and by an amount."""

from decimal import Decimal
from uuid import uuid4

import pytest

from sapa.events.models import Event
from sapa.lib.errors import AlreadyDone, Refused
from sapa.sales import crediting, invoicing, paying
from sapa.sales.models import CreditNote, Invoice, InvoiceLine, OrderLine
from sapa.sales.tests.money import (
    NOW,
    TODAY,
    an_invoice,
    an_order,
    be_taxable,
    books_balance,
    credit_of,
    invoiced,
    ledger,
    paid,
    wanted,
)
from sapa.testing import Cast


def note(invoice: Invoice, cast: Cast, **what: object) -> CreditNote:
    given = {"uuid": uuid4(), "reason": "Rusak", "by": cast.rina, "on": TODAY, "now": NOW} | what
    return crediting.credit(invoice, **given)  # type: ignore[arg-type]


def test_pieces_are_credited_at_what_they_cost(cast: Cast) -> None:
    be_taxable()
    made = an_invoice(cast.budi, wanted(10, 25_000, discount=20_000))
    (line,) = made.lines.all()
    first = note(made, cast, quantities={line.pk: Decimal(3)})
    assert (first.net, first.tax, first.total) == (69_000, 7_590, 76_590)
    made = Invoice.objects.get()
    assert (made.credited, made.balance) == (76_590, 178_710)
    assert credit_of(made.customer) == (178_710, 0)
    assert OrderLine.objects.get().invoiced == 7
    assert Event.objects.get(kind="credit_note.posted").data["because"] == "Rusak"
    assert books_balance()


def test_notes_in_parts_add_up_to_the_invoice(cast: Cast) -> None:
    be_taxable()
    made = an_invoice(cast.budi, wanted(7, 14_285, discount=13))
    (line,) = made.lines.all()
    notes = [note(made, cast, quantities={line.pk: Decimal(q)}) for q in ("1", "2.5", "3.5")]
    for name in ("net", "tax_base", "tax", "total"):
        assert sum(getattr(one, name) for one in notes) == getattr(made, name), name
    made = Invoice.objects.get()
    assert (made.balance, made.paid_on) == (0, TODAY)
    assert books_balance()


def test_an_amount_is_credited_without_giving_pieces_back(cast: Cast) -> None:
    made = an_invoice(cast.budi)
    (line,) = made.lines.all()
    off = note(made, cast, amounts={line.pk: 50_000})
    (row,) = off.lines.all()
    assert (off.total, row.amount, row.base_quantity) == (50_000, 50_000, 0)
    assert OrderLine.objects.get().invoiced == 10
    rest = note(made, cast, quantities={line.pk: Decimal(10)})
    assert rest.total == 200_000  # never more than was invoiced
    assert Invoice.objects.get().balance == 0
    assert books_balance()


def test_what_was_credited_by_the_piece_can_be_invoiced_anew(cast: Cast) -> None:
    be_taxable()
    order = an_order(cast.budi, wanted(3, 3_333))
    made = invoiced(order, cast.rina)
    (line,) = made.lines.all()
    off = note(made, cast, quantities={line.pk: Decimal(2)})
    again = invoiced(order, cast.rina)
    assert (made.total - off.total + again.total, made.tax - off.tax + again.tax) == (order.total, order.tax)
    assert books_balance()


def test_more_than_is_owed_becomes_the_customers_deposit(cast: Cast) -> None:
    made = an_invoice(cast.budi)
    payments = [paid(made, 100_000, cast.rina), paid(made, 120_000, cast.rina)]
    (line,) = made.lines.all()
    note(made, cast, quantities={line.pk: Decimal(7)})  # 175,000; owed are 30,000
    assert credit_of(made.customer) == (0, 145_000)
    assert [ledger(payment) for payment in payments] == [
        [("paid", 100_000), ("released", -25_000)],
        [("paid", 120_000), ("released", -120_000)],
    ]
    made = Invoice.objects.get()
    assert (made.paid, made.credited, made.balance, made.paid_on) == (75_000, 175_000, 0, TODAY)
    assert books_balance()


def test_it_refuses_more_than_was_invoiced(cast: Cast) -> None:
    made = an_invoice(cast.budi)
    (line,) = made.lines.all()
    note(made, cast, quantities={line.pk: Decimal(4)})
    impossible = [
        {"quantities": {line.pk: Decimal("6.001")}},
        {"quantities": {line.pk: Decimal(-1)}},
        {"quantities": {line.pk: Decimal(0)}},
        {"quantities": {line.pk + 1_000: Decimal(1)}},
        {"amounts": {line.pk: 150_001}},
        {"amounts": {line.pk: -1}},
        {"amounts": {line.pk: 10_000}, "quantities": {line.pk: Decimal(1)}},
        {},
    ]
    for what in impossible:
        with pytest.raises(Refused):
            note(made, cast, **what)
    invoicing.cancel(an := an_invoice(cast.budi, whose=made.customer), reason="Salah", by=cast.rina, now=NOW)
    with pytest.raises(Refused):
        note(an, cast, quantities={an.lines.get().pk: Decimal(1)})
    assert CreditNote.objects.count() == 1
    assert books_balance()


def test_what_a_down_payment_took_off_is_not_credited_here(cast: Cast) -> None:
    order = an_order(cast.budi)
    down = invoicing.bill_down_payment(order, uuid=uuid4(), amount=100_000, by=cast.rina, on=TODAY, now=NOW)
    made = invoiced(order, cast.rina)
    line = made.lines.get(deducts=None)
    with pytest.raises(Refused):
        note(made, cast, quantities={line.pk: Decimal(10)})
    with pytest.raises(Refused):  # nor on the down payment, which was taken off
        note(down, cast, amounts={down.lines.get().pk: 1})
    note(made, cast, quantities={line.pk: Decimal(6)})
    assert Invoice.objects.get(pk=made.pk).balance == 0
    assert books_balance()


def test_a_credited_down_payment_is_taken_off_so_much_less(cast: Cast) -> None:
    be_taxable()
    order = an_order(cast.budi)
    down = invoicing.bill_down_payment(order, uuid=uuid4(), amount=99_999, by=cast.rina, on=TODAY, now=NOW)
    off = note(down, cast, amounts={down.lines.get().pk: 33_333})
    made = invoiced(order, cast.rina)
    assert made.total == order.total - 66_666
    assert made.tax + down.tax - off.tax == order.tax
    assert books_balance()


def test_the_same_form_twice_credits_once(cast: Cast) -> None:
    made, uuid = an_invoice(cast.budi), uuid4()
    what = {"quantities": {made.lines.get().pk: Decimal(1)}, "uuid": uuid}
    assert note(made, cast, **what) == note(made, cast, **what)
    assert InvoiceLine.objects.get().credited == 25_000
    assert books_balance()


def test_one_that_was_a_mistake_is_cancelled_and_its_invoice_owed_again(cast: Cast) -> None:
    be_taxable()
    made = an_invoice(cast.budi, wanted(10, 25_000))
    payment, (line,) = paid(made, made.total, cast.rina), made.lines.all()
    one, two = (note(made, cast, quantities={line.pk: Decimal(many)}) for many in (3, 4))
    kept = note(made, cast, amounts={line.pk: 10_000})
    assert credit_of(made.customer) == (0, one.total + two.total + kept.total)
    crediting.cancel(one, reason="Keliru", by=cast.rina, now=NOW)
    made = Invoice.objects.get()
    assert (made.credited, made.balance, made.paid_on) == (two.total + kept.total, one.total, None)
    assert credit_of(made.customer) == (one.total, one.total + two.total + kept.total)  # the deposit waits to be shared
    line.refresh_from_db()
    assert (line.credited_quantity, OrderLine.objects.get().to_invoice) == (4, 4)
    assert Event.objects.get(kind="credit_note.cancelled").data["because"] == "Keliru"
    with pytest.raises(AlreadyDone):
        crediting.cancel(one, reason="Keliru", by=cast.rina, now=NOW)
    paying.allocate(payment, uuid=uuid4(), shares=[(made, one.total)], by=cast.rina, on=TODAY, now=NOW)
    assert note(made, cast, quantities={line.pk: Decimal(6)}).total == made.total - two.total - kept.total
    assert books_balance()


def test_one_whose_goods_were_invoiced_anew_stands(cast: Cast) -> None:
    made = an_invoice(cast.budi)
    (line,) = made.lines.all()
    credited = note(made, cast, quantities={line.pk: line.quantity})
    again = invoiced(made.order, cast.rina)
    with pytest.raises(Refused):
        crediting.cancel(credited, reason="Keliru", by=cast.rina, now=NOW)
    assert books_balance()
    invoicing.cancel(again, reason="Keliru", by=cast.rina, now=NOW)
    crediting.cancel(credited, reason="Keliru", by=cast.rina, now=NOW)
    invoicing.cancel(made, reason="Keliru", by=cast.rina, now=NOW)
    assert (credit_of(made.customer), OrderLine.objects.get().invoiced) == ((0, 0), 0)
    assert books_balance()
