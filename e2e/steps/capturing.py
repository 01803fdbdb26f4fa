"""How people get known: by the public form, or written down by hand."""

import re

from playwright.sync_api import expect

from e2e.person import Person
from sapa.customers.models import Customer
from sapa.pipeline.models import Inquiry


def comes_by_the_public_form(siti: Person, ani: Person, name: str, phone: str) -> Customer:
    """Siti finds the address of her form; somebody without a login opens it."""
    siti.go("Collecting prospects")
    siti.starting("link", "Share").first.click()
    address = siti.page.locator("p.font-mono").inner_text()
    ani.page.goto(address[address.index("/public/") :])
    ani.fill("Your name", name)
    ani.fill("Phone or WhatsApp", phone)
    ani.page.get_by_label("Apa yang Anda butuhkan?").fill("Nasi kotak untuk rapat")
    ani.page.get_by_role("checkbox").check()
    ani.tap("button", "Send")
    expect(ani.page.get_by_role("heading", name=ani.say("Thank you"))).to_be_visible()
    siti.page.goto(f"{siti.root}arrivals/")
    expect(siti.page.get_by_role("row", name=re.compile(name))).to_contain_text("Nasi kotak untuk rapat")
    arrival = Inquiry.objects.get()
    assert (arrival.state, arrival.door, arrival.name) == ("new", "form", name)
    customer: Customer = Customer.objects.get(name=name)
    assert customer.step == "prospect"
    assert customer.consents.get().channel == "web"
    return customer


def is_written_down(siti: Person, name: str, phone: str) -> None:
    """By hand, from anywhere: a name and a number."""
    siti.page.goto(f"{siti.root}prospects/new/")
    with siti.page.expect_response(re.compile("/matches/")):  # whether they are known already
        siti.fill("Name", name)
        siti.fill("Phone", phone)
    siti.tap("button", "Save")
    expect(siti.page.get_by_role("heading", name=name)).to_be_visible()
    assert Customer.objects.get(name=name).step == "prospect"
