"""A deal is won on the board, another is lost with a reason."""

from typing import Any

from django.utils import timezone
from playwright.sync_api import Locator, expect

from e2e.person import Person
from sapa.customers.models import Customer
from sapa.pipeline.models import Opportunity


def is_won(siti: Person, size: str) -> None:
    """Dragged into the column of the won at a desk, by the dialog of stages on a phone."""
    siti.go("Opportunities")
    card = siti.page.locator(".deal", has_text="Nasi kotak rapat desa")
    if size == "desktop":
        drag(siti, card, siti.page.get_by_role("region", name="Menang"))
    else:
        siti.starting("link", "Move to another stage", ": Nasi kotak rapat desa").click()
        siti.tap("button", "Menang", siti.page.locator("#move-dialog"))
    siti.tap("button", "Won", siti.dialog)
    expect(siti.page.get_by_role("region", name="Menang").locator(".deal")).to_contain_text("Nasi kotak rapat desa")
    deal = Opportunity.objects.get(title="Nasi kotak rapat desa")
    assert (deal.outcome, deal.value, deal.closed_on) == ("won", 1_250_000, timezone.localdate())


def drag(siti: Person, card: Locator, column: Locator) -> None:
    """Press, move in steps as a hand does, wait at the board's edge until the column comes into sight, and let go."""
    mouse, board = siti.page.mouse, box_of(siti.page.locator("[data-board]"))
    start, edge = box_of(card.locator(".deal-value")), board["x"] + board["width"]
    mouse.move(start["x"] + 20, start["y"] + 5)
    mouse.down()
    mouse.move(start["x"] + 60, start["y"] + 15, steps=5)
    for turn in range(60):
        end = box_of(column)
        if end["x"] + end["width"] < edge - 60:  # out of the strip in which the board moves along
            break
        mouse.move(edge - 8, start["y"] + turn % 3, steps=3)
        siti.page.wait_for_timeout(100)
    for _time in range(2):  # it may still have moved a little
        end = box_of(column.locator("ul"))
        mouse.move(end["x"] + end["width"] / 2, end["y"] + 30, steps=10)
        siti.page.wait_for_timeout(200)
    mouse.up()


def box_of(place: Locator) -> Any:
    """Where it lies in the window."""
    box = place.bounding_box()
    assert box
    return box


def is_lost(siti: Person, customer: Customer) -> None:
    """From the card straight to a deal, which takes the customer through the funnel, and lost with a reason."""
    siti.page.goto(f"{siti.root}customers/{customer.pk}/")
    siti.page.locator("main").get_by_role("link", name=siti.say("Deal"), exact=True).first.click()
    siti.fill("Title", "Sewa tenda")
    siti.fill("Value", "750000")
    siti.tap("button", "Save")
    siti.page.get_by_role("link", name=siti.say("Lost"), exact=True).click()
    siti.dialog.get_by_text("Harga terlalu tinggi").click()
    siti.tap("button", "Write down as lost", siti.dialog)
    expect(siti.page.locator("main")).to_contain_text("Harga terlalu tinggi")
    deal = Opportunity.objects.get(title="Sewa tenda")
    assert (deal.outcome, str(deal.lost_reason)) == ("lost", "Harga terlalu tinggi")
    assert Customer.objects.get(pk=customer.pk).step == "opportunity"
