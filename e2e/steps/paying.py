"""The invoice, and the money that comes for it."""

import re

from playwright.sync_api import expect

from e2e.person import Person
from e2e.steps.books import rupiah, well
from sapa.lib import qris
from sapa.sales.models import Invoice, Order, Payment


def makes_the_invoice(who: Person, order: Order) -> Invoice:
    who.page.goto(f"{who.root}orders/{order.pk}/")
    who.tap("link", "Make the invoice")
    well(who)
    who.tap("button", "Post the invoice")
    expect(who.page).to_have_url(re.compile(r"/invoices/\d+/$"))
    expect(who.figure("Still owed")).to_have_text(rupiah(who, order.total))
    well(who)
    made: Invoice = Invoice.objects.get(order=order)
    assert (made.total, made.balance) == (order.total, order.total)
    return made


def scans(who: Person) -> qris.Qris:
    """What a customer's phone reads from the picture on the screen."""
    picture = who.page.locator("figure.qris img")
    picture.scroll_into_view_if_needed()
    return qris.parse(qris.read_photo(picture.screenshot()))


def receives(who: Person, invoice: Invoice, amount: int, *, how: str, left: int) -> Payment:
    """Written down on the invoice, whose QRIS asks for what is still owed."""
    who.page.goto(f"{who.root}invoices/{invoice.pk}/")
    asked = scans(who)
    assert (asked.amount, asked.is_static, asked.merchant) == (amount + left, False, "PT KAKTUS BERDURI")
    who.tap("link", "Receive payment")
    who.page.wait_for_url("**/payments/new/**", wait_until="load")  # from then on the form answers what is typed
    with who.page.expect_response(re.compile("/shares/")):
        who.fill("Amount received", rupiah(who, amount))
    who.page.get_by_role("radio", name=who.say(how), exact=True).check()
    if how == "QRIS":  # the customer scans what they pay now, not all that they owe
        expect(who.page.locator("figure.qris")).to_contain_text(rupiah(who, amount))
        assert scans(who).amount == amount
    well(who)
    # The parts are counted anew on every change, and the tests' SQLite in memory locks a table that is being read.
    who.page.wait_for_load_state("networkidle")
    who.tap("button", "Received")
    expect(who.page).to_have_url(re.compile(r"/payments/\d+/$"))
    expect(who.page.locator("main")).to_contain_text(rupiah(who, amount))
    well(who)
    made: Payment = Payment.objects.latest("pk")
    assert (made.amount, made.allocated, made.method) == (amount, amount, how.lower())
    who.page.goto(f"{who.root}invoices/{invoice.pk}/")
    expect(who.figure("Still owed")).to_have_text(rupiah(who, left))
    return made


def opens_the_receipt(who: Person, payment: Payment) -> None:
    who.page.goto(f"{who.root}payments/{payment.pk}/")
    with who.page.expect_response(re.compile(r"/document\.pdf")) as coming:
        who.tap("link", "Receipt")
    assert coming.value.ok
    assert coming.value.headers["content-type"] == "application/pdf"
