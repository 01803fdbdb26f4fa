"""Receiving money, sharing it out, paying it back, and taking it back."""

from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sapa.events.models import Event
from sapa.lib.errors import AlreadyDone, Refused
from sapa.sales import crediting, invoicing, paying
from sapa.sales.models import Allocation, Invoice, Payment
from sapa.sales.tests.money import NOW, TODAY, an_invoice, books_balance, credit_of, customer, ledger, paid, wanted
from sapa.testing import Cast


def test_half_by_qris_and_the_rest_in_cash(cast: Cast) -> None:
    made = an_invoice(cast.budi)
    first = paid(made, 125_000, cast.rina, method="qris", reference="QR-1")
    half = Invoice.objects.get()
    assert (half.paid, half.balance, half.paid_on) == (125_000, 125_000, None)
    second = paid(made, 125_000, cast.rina, on=date(2026, 11, 25))
    whole = Invoice.objects.get()
    assert (whole.balance, whole.paid_on) == (0, date(2026, 11, 25))
    assert (first.number, second.number) == ("001/KWT/K/XI/2026", "002/KWT/K/XI/2026")
    assert (first.unit, first.owner, first.reference) == (cast.catering, cast.budi, "QR-1")
    assert credit_of(made.customer) == (0, 0)
    assert Event.objects.filter(kind="payment.received").latest("pk").data == {
        "amount": 125_000, "method": "cash", "invoices": made.number,
    }  # fmt: skip
    assert books_balance()


def test_one_payment_over_several_invoices_and_the_rest_is_deposit(cast: Cast) -> None:
    whose = customer(cast.budi)
    one, two = (an_invoice(cast.budi, wanted(1, price), whose=whose) for price in (40_000, 60_000))
    made = paying.receive(uuid=uuid4(), customer=whose, amount=120_000, method="transfer",
                          shares=[(one, 40_000), (two, 50_000)], by=cast.rina, on=TODAY, now=NOW)  # fmt: skip
    assert credit_of(whose) == (10_000, 30_000)
    assert (made.allocated, made.unallocated) == (90_000, 30_000)
    paying.allocate(made, uuid=uuid4(), shares=[(two, 10_000)], by=cast.rina, on=TODAY, now=NOW)
    assert credit_of(whose) == (0, 20_000)
    assert set(Invoice.objects.values_list("paid_on", flat=True)) == {TODAY}
    assert books_balance()


def test_a_deposit_is_paid_back(cast: Cast) -> None:
    made = paid(an_invoice(cast.budi), 300_000, cast.rina)
    uuid = uuid4()
    refund = {"uuid": uuid, "amount": 40_000, "reason": "Kelebihan", "by": cast.rina, "on": TODAY, "now": NOW}
    assert paying.refund(made, **refund) == paying.refund(made, **refund)
    assert credit_of(made.customer) == (0, 10_000)
    assert ledger(made) == [("paid", 250_000), ("refunded", 40_000)]
    with pytest.raises(Refused):
        paying.refund(made, **refund | {"uuid": uuid4(), "amount": 10_001})
    with pytest.raises(Refused):
        paying.refund(made, **refund | {"uuid": uuid4(), "amount": 0})
    assert books_balance()


def test_it_refuses_what_is_not_owed(cast: Cast) -> None:
    one = an_invoice(cast.budi)
    other = an_invoice(cast.budi, whose=customer(cast.budi, "CV Boga"))

    def receive(amount: int, *shares: tuple[Invoice, int]) -> None:
        paying.receive(uuid=uuid4(), customer=one.customer, amount=amount, method="cash", shares=shares, by=cast.rina,
                       on=TODAY, now=NOW)  # fmt: skip

    impossible = [
        (300_000, (one, 250_001)),
        (100, (one, 101)),
        (100, (one, 0)),
        (100, (one, -1)),
        (100, (one, 10), (one, 10)),
        (100, (other, 100)),
        (0,),
        (10**16,),
    ]
    for amount, *shares in impossible:
        with pytest.raises(Refused):
            receive(amount, *shares)
    assert not Payment.objects.exists()
    assert not Allocation.objects.exists()
    assert credit_of(one.customer) == (250_000, 0)


def test_the_same_form_twice_is_one_payment(cast: Cast) -> None:
    made, uuid = an_invoice(cast.budi), uuid4()
    assert paid(made, 100_000, cast.rina, uuid=uuid) == paid(made, 100_000, cast.rina, uuid=uuid)
    payment = Payment.objects.get()
    again = uuid4()
    rest = paid(made, 200_000, cast.rina)
    two = an_invoice(cast.budi, whose=made.customer)
    for _ in range(2):
        paying.allocate(rest, uuid=again, shares=[(two, 50_000)], by=cast.rina, on=TODAY, now=NOW)
    assert ledger(payment) == [("paid", 100_000)]
    assert credit_of(made.customer) == (200_000, 0)
    assert books_balance()


def test_cancelling_a_payment_undoes_exactly(cast: Cast) -> None:
    made = an_invoice(cast.budi)
    payment = paid(made, 300_000, cast.rina)
    stale = Payment.objects.get()
    paying.cancel(payment, reason="Transfer tidak masuk", by=cast.rina, now=NOW)
    invoice = Invoice.objects.get()
    assert (invoice.paid, invoice.balance, invoice.paid_on) == (0, 250_000, None)
    assert (payment.allocated, payment.unallocated) == (0, 0)
    assert credit_of(made.customer) == (250_000, 0)
    assert ledger(payment) == [("paid", 250_000), ("released", -250_000)]
    with pytest.raises(AlreadyDone):
        paying.cancel(stale, reason="Lagi", by=cast.rina, now=NOW)
    with pytest.raises(Refused):
        paying.allocate(stale, uuid=uuid4(), shares=[(made, 1)], by=cast.rina, on=TODAY, now=NOW)
    assert books_balance()


def test_what_was_paid_back_in_part_stands(cast: Cast) -> None:
    payment = paid(an_invoice(cast.budi), 300_000, cast.rina)
    paying.refund(payment, uuid=uuid4(), amount=1, reason="Kelebihan", by=cast.rina, on=TODAY, now=NOW)
    with pytest.raises(Refused):
        paying.cancel(payment, reason="Salah", by=cast.rina, now=NOW)
    assert not Payment.objects.get().is_cancelled
    assert books_balance()


@pytest.mark.parametrize("verb", ["cancel the invoice", "credit it", "cancel the payment"])
def test_payments_are_held_before_their_invoices(cast: Cast, verb: str) -> None:
    """Two verbs that held them in turns would wait for each other, until PostgreSQL stops one."""
    made = an_invoice(cast.budi)
    payment, told = paid(made, made.total, cast.rina), {"reason": "Salah", "by": cast.rina, "now": NOW}
    (line,) = made.lines.all()
    with CaptureQueriesContext(connection) as queries:
        if verb == "credit it":
            crediting.credit(made, uuid=uuid4(), quantities={line.pk: line.quantity}, on=TODAY, **told)
        else:
            invoicing.cancel(made, **told) if "invoice" in verb else paying.cancel(payment, **told)
    said = [one["sql"] for one in queries]
    holds = 'UPDATE "sales_payment"' if verb == "cancel the payment" else 'SELECT "sales_payment"."id"'
    payments = next(place for place, sql in enumerate(said) if sql.startswith(holds))
    assert payments < next(place for place, sql in enumerate(said) if sql.startswith('UPDATE "sales_invoice"'))
    if connection.vendor == "postgresql" and verb != "cancel the payment":
        assert said[payments].endswith("FOR UPDATE")
