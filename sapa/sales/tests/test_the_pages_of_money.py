"""The pages of invoices, payments, receivables and the counter, as people use them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from sapa.sales import ordering
from sapa.sales.lines import Wanted
from sapa.sales.models import Allocation, Invoice, Order
from sapa.sales.tests.money import books_balance, credit_of, customer
from sapa.testing import Cast

SLUG = "/maju-bersama/"


def place(name: str, *args: Any) -> str:
    return SLUG + reverse(f"sales:{name}", urlconf="sapa.urls_organization", args=args).lstrip("/")


def an_order(cast: Cast, **more: Any) -> Order:
    given = {"customer": customer(cast.budi), "lines": [Wanted(None, "Nasi kotak", Decimal(10), 25_000)]} | more
    return ordering.order(uuid=uuid4(), by=cast.budi, on=timezone.localdate(), now=timezone.now(), **given)


def sent(cast: Cast, name: str, *args: Any, by: Any = None, query: str = "", **data: Any) -> Any:
    return cast.client(by or cast.rina).post(place(name, *args) + query, data)


def test_an_order_becomes_an_invoice_which_is_paid_half_by_qris_and_the_rest_in_cash(cast: Cast) -> None:
    order = an_order(cast)
    (line,) = order.lines.all()
    form = cast.client(cast.budi).get(place("invoice_new", order.pk))
    assert b'value="10"' in form.content  # nothing was delivered yet: all that was ordered is proposed
    answer = sent(cast, "invoice_new", order.pk, by=cast.budi, **{f"line-{line.pk}": "10", "terms_days": "14"})
    made = Invoice.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, place("invoice", made.pk))
    assert made.due_on == timezone.localdate() + timedelta(days=14)
    half = {"amount": "125.000", "method": "qris", "on": timezone.localdate(), "pay": made.pk, "reference": "QR-9"}
    sent(cast, "payment_new", query=f"?invoice={made.pk}", **half)
    parts = {"amount": "100000", "pay": two.pk}, {"amount": f"{made.total - 100_000}", "reason": "Lebih"}
    forms = dict(zip(("payment_allocation", "payment_refund"), parts, strict=True))
    for name, data in forms.items():
        once = uuid4()
        said = [said_by(sent(cast, name, payment.pk, once=once, **data)) for _time in range(2)]
        assert said[0] == said[1] and Allocation.objects.filter(uuid=once).count() == 1
    assert credit_of(made.customer) == (two.total - 100_000, 0)
    assert books_balance()
