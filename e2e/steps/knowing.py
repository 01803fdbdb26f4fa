"""Through the funnel: a prospect becomes a contact, an account, an opportunity."""

from playwright.sync_api import expect

from e2e.person import Person
from sapa.customers.models import Customer
from sapa.pipeline.models import Finding, Opportunity


def becomes_a_contact(siti: Person, customer: Customer) -> None:
    siti.go("Funnel")
    siti.page.get_by_role("link", name=customer.name, exact=True).click()
    siti.tap("link", "Make contact")
    siti.dialog.get_by_role("radio", name="WhatsApp").check()
    siti.fill("Needs to meet", "Nasi kotak 50 porsi\nAntar sebelum jam sebelas", siti.dialog)
    siti.fill("Problems to solve", "Katering lama sering terlambat", siti.dialog)
    siti.tap("button", "Make contact", siti.dialog)
    expect(siti.find("region", "What was found out")).to_contain_text("Nasi kotak 50 porsi")
    found = Finding.objects.filter(customer=customer).order_by("pk").values_list("kind", "text")
    assert list(found) == [
        ("need", "Nasi kotak 50 porsi"),
        ("need", "Antar sebelum jam sebelas"),
        ("problem", "Katering lama sering terlambat"),
    ]
    assert Customer.objects.get(pk=customer.pk).step == "contact"


def becomes_an_account(siti: Person, customer: Customer) -> None:
    siti.tap("link", "Make an account")
    first = siti.dialog.locator(".form-section").filter(has_text="Nasi kotak 50 porsi")
    first.get_by_role("radio", name=siti.say("We can"), exact=True).check()
    first.get_by_role("combobox").fill("Paket nasi kotak ayam")
    siti.tap("button", "Make an account", siti.dialog)
    expect(siti.find("link", "Make an opportunity")).to_be_visible()
    served = Finding.objects.get(customer=customer, text="Nasi kotak 50 porsi")
    assert (served.answer, served.solution) == ("yes", "Paket nasi kotak ayam")
    assert Customer.objects.get(pk=customer.pk).step == "account"


def becomes_an_opportunity(siti: Person, customer: Customer) -> None:
    siti.tap("link", "Make an opportunity")
    siti.fill("Title", "Nasi kotak rapat desa", siti.dialog)
    siti.fill("Value", "1.250.000" if siti.language == "id" else "1,250,000", siti.dialog)
    siti.tap("button", "Make an opportunity", siti.dialog)
    expect(siti.find("region", "Opportunities")).to_contain_text("Nasi kotak rapat desa")
    deal = Opportunity.objects.get(customer=customer)
    assert (deal.title, deal.value, deal.outcome) == ("Nasi kotak rapat desa", 1_250_000, "open")
    assert [one.text for one in Finding.objects.filter(opportunity=deal)] == ["Nasi kotak 50 porsi"]
    assert Customer.objects.get(pk=customer.pk).step == "opportunity"
