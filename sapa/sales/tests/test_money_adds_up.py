"""Whatever happens to invoices, credit notes and payments, in any order: the books balance."""

from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sapa.lib.errors import Refused
from sapa.lib.proportions import share
from sapa.sales import crediting, invoicing, paying
from sapa.sales.models import Invoice, InvoiceLine, Order, Payment
from sapa.sales.tests.money import NOW, TODAY, an_order, be_taxable, books_balance, invoiced, paid, wanted
from sapa.testing import Cast

LINES = st.lists(st.tuples(st.integers(1, 9_000), st.integers(0, 99_999), st.integers(0, 100)), min_size=1, max_size=3)
STEPS = st.lists(
    st.tuples(st.sampled_from(["invoice", "down", "credit", "off", "uncredit", "pay", "cancel", "unpay"]),
              st.integers(1, 100), st.integers(0, 20)),
    min_size=3, max_size=12,
)  # fmt: skip


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(1, 10**6), min_size=1, max_size=8))
def test_parts_of_an_amount_add_up_to_it(whole: int, parts: list[int]) -> None:
    upto, taken = 0, 0
    for part in parts:
        upto += part
        taken += share(whole, upto, sum(parts)) - taken
    assert taken == whole


@pytest.mark.shared
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(LINES, STEPS, st.booleans())
def test_the_books_balance(cast: Cast, lines: list, steps: list, taxable: bool) -> None:
    be_taxable(taxable)
    order = an_order(
        cast.budi,
        *(wanted(Decimal(q) / 1000, price, discount=price * q * off // 100_000) for q, price, off in lines),
    )
    for verb, percent, which in steps:
        try:
            _do(verb, percent, which, order, cast)
        except Refused:
            pass
    assert books_balance()
    try:
        invoiced(order, cast.rina)
    except Refused:
        pass
    order.refresh_from_db()
    standing = Invoice.objects.filter(order=order, cancelled_at=None)
    if order.is_invoiced and not InvoiceLine.objects.filter(invoice__in=standing, credited__gt=0):
        undeducted = sum(line.total - line.deducted for one in standing.filter(kind="down") for line in one.lines.all())
        assert sum(one.total for one in standing) - undeducted == order.total
        if not undeducted:
            assert sum(one.tax for one in standing) == order.tax
    assert books_balance()


def _do(verb: str, percent: int, which: int, order: Order, cast: Cast) -> None:
    """One step with one of the documents that there are, chosen by its place."""
    common = {"uuid": uuid4(), "by": cast.rina, "on": TODAY, "now": NOW}
    made = list(Invoice.objects.filter(order=order).order_by("pk"))
    payments = list(Payment.objects.filter(customer=order.customer_id).order_by("pk"))
    if verb == "invoice":
        part = {line.pk: round(line.to_invoice * percent / 100, 3) for line in order.lines.all()}
        invoicing.invoice(order, quantities=part, **common)
    elif verb == "down":
        invoicing.bill_down_payment(order, amount=share(order.total, percent, 200), **common)
    elif verb == "unpay" and payments:
        paying.cancel(payments[which % len(payments)], reason="Salah", by=cast.rina, now=NOW)
    elif made:
        _do_with(made[which % len(made)], verb, percent, cast, common)


def _do_with(one: Invoice, verb: str, percent: int, cast: Cast, common: dict) -> None:
    lines = list(one.lines.filter(deducts=None))
    if verb == "pay":
        paid(one, share(one.total, percent, 60) or 1, cast.rina)
    elif verb == "cancel":
        invoicing.cancel(one, reason="Salah", by=cast.rina, now=NOW)
    elif verb == "credit":
        part = {line.pk: round((line.quantity - line.credited_quantity) * percent / 100, 3) for line in lines}
        crediting.credit(one, quantities=part, reason="Rusak", **common)
    elif verb == "uncredit":
        for note in one.credit_notes.filter(cancelled_at=None)[:1]:
            crediting.cancel(note, reason="Salah", by=cast.rina, now=NOW)
    elif verb == "off":
        crediting.credit(one, amounts={lines[0].pk: share(lines[0].total, percent, 300)}, reason="Rusak", **common)
