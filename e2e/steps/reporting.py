"""What the reports and the cards say about it."""

import re

from playwright.sync_api import expect

from e2e.person import Person
from sapa.customers.models import Customer


def both_stand_in_the_reports(siti: Person) -> None:
    siti.go("Funnel")
    last = siti.starting("region", "Opportunity")
    expect(last).to_contain_text("Ibu Ani")
    expect(last).to_contain_text("Pak Slamet")
    expect(siti.starting("region", "Prospect")).to_contain_text("Mbak Yuli")
    siti.tap("link", "Conversion")
    for step, count in (("Contact", "2"), ("Opportunity", "2"), ("Won", "1")):
        expect(siti.figure(step)).to_have_text(count)
    siti.go("Projection")
    siti.sees("Nothing is open")
    siti.page.goto(f"{siti.root}insight/outcomes/")
    thousands = "." if siti.language == "id" else ","
    expect(siti.figure("Won")).to_have_text(re.compile(rf"1\{thousands}250\{thousands}000"))
    expect(siti.figure("Lost")).to_have_text(re.compile(rf"750\{thousands}000"))
    for name, told in {
        "Ibu Ani": ("filled in the form", "made contact with", "won “"),
        "Pak Slamet": ("lost “",),
    }.items():
        siti.page.goto(f"{siti.root}customers/{Customer.objects.get(name=name).pk}/")
        for words in told:
            expect(siti.find("region", "What happened")).to_contain_text(siti.say(words))
