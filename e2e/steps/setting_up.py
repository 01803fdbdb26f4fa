"""A new organisation: signed up, how it sells, what it sells, and to whom."""

import re
from decimal import Decimal

from playwright.sync_api import expect

from e2e.person import Person
from e2e.steps.books import rupiah, well
from sapa.catalogue.models import Product
from sapa.customers.models import Customer
from sapa.sales.models import SalesSettings
from sapa.testing import PASSWORD


def sign_up(who: Person, organization: str, name: str, slug: str) -> None:
    who.page.goto("/")
    who.tap("link", "Sign up your organisation")
    who.fill("Name of the organisation", organization)
    who.fill("Your name", name)
    who.fill("Phone number", "0812 3456 7890")
    who.fill("Password", PASSWORD)
    who.tap("button", "Begin")
    who.root = f"/{slug}/"
    expect(who.page).to_have_url(re.compile(f"{who.root}$"))


def says_how_it_sells(who: Person, qris: str) -> None:
    """No VAT, and the text of the QRIS sticker, whose slip is refused by the tag that is wrong."""
    who.go("Settings")
    who.starting("link", "How we sell").click()
    who.page.get_by_role("radio", name=who.say("No"), exact=True).first.check()
    who.fill("QRIS", qris[:-1] + ("0" if qris[-1] != "0" else "1"))
    who.tap("button", "Save")
    expect(who.page.locator("main .field-error").first).to_contain_text("tag 63")
    who.fill("QRIS", qris)
    well(who)
    who.tap("button", "Save")
    expect(who.page.locator("[data-toasts]")).to_be_visible()
    kept = SalesSettings.objects.get()
    assert (kept.is_taxable, kept.qris) == (False, qris)


def adds_a_product(who: Person, name: str, *, unit: str, price: str, stock: str = "", service: bool = False) -> Product:
    """From the catalogue's list, which is empty at first."""
    who.go("Catalogue")
    well(who)
    who.starting("link", "New product").first.click()
    form = who.dialog
    who.fill("Name", name, form)
    if service:
        form.get_by_role("radio", name=who.say("Service"), exact=True).check()
    who.fill("Price", price, form)
    who.fill("Unit of measure", unit, form)
    if stock:
        who.fill("Stock", stock, form)
    who.tap("button", "Save", form)
    row = who.page.get_by_role("row", name=re.compile(name))
    expect(row).to_be_visible()
    well(who)
    product: Product = Product.objects.get(name=name)
    assert (product.unit, product.stock) == (unit, Decimal(stock) if stock else None)
    expect(row).to_contain_text(rupiah(who, product.price))
    return product


def adds_a_customer(who: Person, name: str, contact: str) -> Customer:
    """An organisation, and who decides there."""
    who.go("Customers")
    who.starting("link", "New customer").first.click()
    who.page.get_by_role("radio", name=who.say("Organisation")).check()
    who.fill("Name", name)
    who.page.locator("input[type=tel]").first.fill("021 4288 1000")
    who.tap("button", "Save")
    expect(who.page.get_by_role("heading", name=name)).to_be_visible()
    who.tap("link", "Add", who.find("region", "Contacts"))
    who.fill("Name", contact, who.dialog)
    who.dialog.locator("input[type=tel]").first.fill("0811 9000 1000")
    who.tap("button", "Save", who.dialog)
    expect(who.find("region", "Contacts")).to_contain_text(contact)
    well(who)
    customer: Customer = Customer.objects.get(name=name)
    assert [one.name for one in customer.contacts.all()] == [contact]
    return customer
