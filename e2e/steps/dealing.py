"""From a prospect to a deal that is ready for a quotation."""

import re
from typing import Any

from django.utils import timezone
from playwright.sync_api import expect

from e2e.person import READ, Person
from e2e.steps.books import well
from sapa.activities.models import Activity, Interaction
from sapa.customers.models import Customer
from sapa.pipeline.models import Opportunity


def enters_a_prospect(who: Person, name: str, *, interest: str, introduced_by: Customer) -> Customer:
    who.page.goto(f"{who.root}prospects/new/")
    with who.page.expect_response(re.compile("/matches/")):  # whether they are known already
        who.fill("Name", name)
        who.fill("Phone", "0813 8000 2000")
    who.page.locator("main summary", has_text=who.say("More details")).click()
    who.choose("Introduced by", introduced_by.name)
    who.fill("Note", interest)
    well(who)
    who.tap("button", "Save")
    expect(who.page.get_by_role("heading", name=name)).to_be_visible()
    expect(who.page.locator("main")).to_contain_text(interest)
    customer: Customer = Customer.objects.get(name=name)
    assert (customer.step, customer.introduced_by) == ("prospect", introduced_by)
    return customer


def converts_it(who: Person, customer: Customer, title: str, value: str) -> Opportunity:
    """The prospect becomes a customer with an opportunity in one go."""
    who.page.evaluate(READ)
    who.page.locator("main").get_by_role("link", name=who.say("Deal"), exact=True).first.click()
    who.fill("Title", title)
    who.fill("Value", value)
    well(who)
    who.tap("button", "Save")
    expect(who.page.get_by_role("heading", name=title)).to_be_visible()
    assert Customer.objects.get(pk=customer.pk).step == "opportunity"
    return Opportunity.objects.get(customer=customer)


def edits_what_is_expected(who: Person, deal: Opportunity, *, value: str, percent: str) -> Opportunity:
    who.page.goto(f"{who.root}opportunities/{deal.pk}/")
    who.tap("link", "Change")
    who.fill("Value", value)
    who.fill("Probability", percent)
    who.tap("button", "Save")
    expect(who.page.get_by_role("heading", name=deal.title)).to_be_visible()
    well(who)
    deal.refresh_from_db()
    return deal


def plans_and_makes_a_call(who: Person, deal: Opportunity, title: str) -> None:
    """Planned for today on the deal and done from there; what came of it is noted on the card."""
    who.tap("link", "Plan", who.find("region", "Activities"))
    who.dialog.get_by_role("radio", name=who.say("Call"), exact=True).check()
    who.fill("What is to be done?", title, who.dialog)
    who.tap("button", "Today", who.dialog)
    who.tap("button", "Save", who.dialog)
    planned = who.find("region", "Activities")
    expect(planned).to_contain_text(title)
    who.starting("button", "Done", f": {title}").click()
    expect(who.find("region", "Activities")).not_to_contain_text(title)
    call: Any = Activity.objects.get(title=title)
    assert (call.kind, call.due_on, call.customer_id) == ("call", timezone.localdate(), deal.customer_id)
    assert call.completed_at is not None
    who.page.goto(f"{who.root}customers/{deal.customer_id}/")
    who.page.locator("main").get_by_role("link", name=who.say("Log"), exact=True).first.click()
    who.tap("button", "Interested", who.dialog)
    who.tap("link", "Nothing for now", who.dialog)
    assert Interaction.objects.filter(customer=deal.customer_id, outcome="interested").count() == 1


def opens_it_on_the_board(who: Person, deal: Opportunity) -> None:
    who.go("Opportunities")
    well(who)
    who.page.locator(f"#deal-{deal.pk} .deal-title").click()
    expect(who.page.get_by_role("heading", name=deal.title)).to_be_visible()
