"""An order on its way: in parts, each signed for."""

import re
from decimal import Decimal

from playwright.sync_api import expect

from e2e.person import Person
from e2e.steps.books import well
from e2e.steps.selling import draws_a_signature
from sapa.sales.models import Delivery, Order


def delivers(who: Person, order: Order, quantities: dict[str, str]) -> Delivery:
    """As much of each product as is said; the form proposes all that is open."""
    who.page.goto(f"{who.root}orders/{order.pk}/")
    who.tap("link", "Deliver")
    rows = who.dialog.locator("ul.quantities li")
    expect(rows.first).to_be_visible()
    for row in rows.all():
        name = row.locator("label .font-semibold").inner_text()
        row.locator("input").fill(quantities.get(name, "0"))
    who.fill("Who delivers", "Mas Anto", who.dialog)
    who.tap("button", "Write the delivery note", who.dialog)
    expect(who.page).to_have_url(re.compile(r"/deliveries/\d+/$"))
    well(who)
    made: Delivery = Delivery.objects.latest("pk")
    went = {line.order_line.description: line.quantity for line in made.lines.select_related("order_line")}
    assert went == {name: Decimal(quantity) for name, quantity in quantities.items()}
    return made


def is_received(who: Person, delivery: Delivery, name: str) -> None:
    """The driver hands over the phone."""
    who.page.goto(f"{who.root}deliveries/{delivery.pk}/")
    who.tap("link", "Received")
    who.fill("Received by", name)
    draws_a_signature(who)
    well(who)
    who.tap("button", "Received")
    expect(who.page.locator("img.signature")).to_be_visible()
    delivery.refresh_from_db()
    assert delivery.received_by == name
    assert delivery.signature is not None
