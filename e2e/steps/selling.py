"""The quotation: made of a deal, sent, accepted by the customer on their own phone, and confirmed to an order."""

import re

from playwright.sync_api import Locator, expect

from e2e.person import Person
from e2e.steps.books import rupiah, well
from sapa.pipeline.models import Opportunity
from sapa.sales.models import Order, Quotation


def makes_the_quotation(who: Person, deal: Opportunity) -> Quotation:
    """Two lines, the first with a tenth off; what it comes to is said while it is typed."""
    who.tap("link", "Make a quotation", who.find("region", "Quotations"))
    first = who.page.locator(".doc-line.open")
    says_a_line(who, first, "Nasi kotak", quantity="100", discount="10%")
    expect(who.page.locator("#lines-totals")).to_contain_text(rupiah(who, 2_250_000))
    who.tap("button", "Add a line", who.page.locator("#lines"))
    second = who.page.locator("#line-1.open")
    says_a_line(who, second, "Prasmanan", quantity="20")
    expect(who.page.locator("#lines-totals")).to_contain_text(rupiah(who, 3_250_000))
    well(who)
    who.tap("button", "Save")
    expect(who.page.locator(".sums-total").first).to_contain_text(rupiah(who, 3_250_000))
    made = Quotation.objects.get(opportunity=deal)
    assert (made.gross, made.discount, made.tax, made.total) == (3_500_000, 250_000, 0, 3_250_000)
    assert made.status == "draft"
    return made


def says_a_line(who: Person, row: Locator, product: str, *, quantity: str, discount: str = "") -> None:
    box = row.get_by_role("combobox").first
    box.press_sequentially(product)
    with who.page.expect_response(re.compile("/lines/")):  # its price
        row.get_by_role("option", name=re.compile(product)).first.click()
    with who.page.expect_response(re.compile("/lines/")):
        who.fill("Quantity", quantity, row)
    if discount:
        row.locator("summary").click()
        with who.page.expect_response(re.compile("/lines/")):
            row.locator(".line-discount input").fill(discount)


def sends_it(who: Person, quotation: Quotation) -> str:
    """The path of the link that the customer gets."""
    who.tap("button", "Send")
    address = who.page.locator("main a[target=_blank]").first
    expect(address).to_be_visible()
    quotation.refresh_from_db()
    assert quotation.status == "sent"
    shown = address.inner_text()
    return shown[shown.index("/public/") :]


def accepts_it(customer: Person, path: str, name: str) -> None:
    """Somebody without a login reads it, and signs with a finger."""
    customer.page.goto(path)
    expect(customer.page.locator(".sums-total")).to_contain_text(rupiah(customer, 3_250_000))
    well(customer)
    answer = customer.find("region", "Do you accept it?")
    customer.fill("Your name", name, answer)
    draws_a_signature(customer)
    answer.get_by_role("checkbox").check()
    customer.tap("button", "Yes, I accept")
    expect(customer.page.get_by_role("status").first).to_contain_text(name)
    well(customer)


def draws_a_signature(who: Person) -> None:
    pad = who.page.locator("canvas.signature-area")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    mouse, left, middle = who.page.mouse, box["x"] + 30, box["y"] + box["height"] / 2
    mouse.move(left, middle)
    mouse.down()
    for step in range(1, 8):
        mouse.move(left + step * 20, middle + (20 if step % 2 else -20), steps=2)
    mouse.up()


def confirms_it(who: Person, quotation: Quotation) -> Order:
    who.page.goto(f"{who.root}quotations/{quotation.pk}/")
    expect(who.page.locator("img.signature")).to_be_visible()
    well(who)
    who.tap("link", "Confirm the order")
    who.tap("button", "Confirm the order", who.dialog)
    expect(who.page).to_have_url(re.compile(r"/orders/\d+/$"))
    expect(who.page.locator(".sums-total")).to_contain_text(rupiah(who, 3_250_000))
    well(who)
    made = Order.objects.get(quotation=quotation)
    assert (made.status, made.total) == ("confirmed", 3_250_000)
    return made
