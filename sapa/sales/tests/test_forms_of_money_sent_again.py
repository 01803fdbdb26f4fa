"""Forms of money that are sent a second time, because the answer to the first was lost in a dead zone."""

from typing import Any
from uuid import uuid4

from django.contrib.messages import get_messages

from sapa.sales.models import CreditNote
from sapa.sales.tests.money import an_invoice, books_balance, credit_of, paid
from sapa.sales.tests.test_the_pages_of_money import sent
from sapa.testing import Cast


def said_by(answer: Any) -> tuple[str, str]:
    """Where a form leads, and what is said there at last."""
    return answer["Location"], [str(one) for one in get_messages(answer.wsgi_request)][-1]


def test_a_form_that_took_all_there_was_says_the_same_when_it_is_sent_again(cast: Cast) -> None:
    """The answer to the first was lost in a dead zone: nothing is left by now, and still nothing is wrong."""
    made = an_invoice(cast.budi)
    payment, two = paid(made, made.total, cast.rina), an_invoice(cast.budi, whose=made.customer)
    line = made.lines.get()
    forms = {
        ("credit_note_new", made.pk): {"reason": "Rusak", f"line-{line.pk}": f"{line.quantity.normalize():f}"},
        ("payment_allocation", payment.pk): {"amount": "100000", "pay": two.pk},
        ("payment_refund", payment.pk): {"amount": f"{made.total - 100_000}", "reason": "Lebih"},
    }
    for (name, pk), data in forms.items():
        once = uuid4()
        said = [said_by(sent(cast, name, pk, once=once, **data)) for _time in range(2)]
        assert said[0] == said[1]
    assert (CreditNote.objects.get().total, credit_of(made.customer)) == (made.total, (two.total - 100_000, 0))
    assert books_balance()
