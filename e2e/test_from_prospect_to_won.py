"""From nothing to a sale, and the day after it, as somebody does it who has just heard of Sapa.

On a phone in Indonesian and at a desk in English: both walk the whole way.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Locator, expect

from e2e.person import Person
from sapa.activities.models import Activity
from sapa.customers.models import Customer
from sapa.lib.throttle import Throttle
from sapa.pipeline import screening
from sapa.pipeline.models import Finding, Inquiry, Opportunity
from sapa.team.models import Member
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization
from sapa.testing import PASSWORD

WAYS = {"phone": "id", "desktop": "en"}


@dataclass
class Newcomer:
    """Bu Siti, whom nobody has taught anything, and the browsers of those who come to her."""

    visit: Any
    size: str
    siti: Person = field(init=False)

    def __post_init__(self) -> None:
        self.siti = self.another()

    def another(self) -> Person:
        """Somebody else, at a device of their own."""
        language = WAYS[self.size]
        return Person(self.visit(language=language, size=self.size), language)


@pytest.fixture(params=WAYS)
def newcomer(
    request: Any, live_server: Any, transactional_db: None, visit: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Newcomer]:
    cache.clear()
    alone = Throttle(screening.PER_MINUTE.limit, screening.PER_MINUTE.seconds)  # the second walk is no robot
    monkeypatch.setattr(screening, "PER_MINUTE", alone)
    yield Newcomer(visit, request.param)
    cache.clear()


def test_a_newcomer_gets_from_a_prospect_to_a_sale(newcomer: Newcomer) -> None:
    siti = newcomer.siti
    sign_up(siti)
    with organization_scope(Organization.objects.get(slug="bum-desa-maju-jaya")):
        ani = comes_by_the_public_form(siti, newcomer.another(), "Ibu Ani", "0812 3000 1001")
        is_written_down(siti, "Pak Slamet", "0812 3000 1002")
        is_written_down(siti, "Mbak Yuli", "0812 3000 1003")
        becomes_a_contact(siti, ani)
        becomes_an_account(siti, ani)
        becomes_an_opportunity(siti, ani)
        is_won(siti, newcomer.size)
        is_lost(siti, Customer.objects.get(name="Pak Slamet"))
        both_stand_in_the_reports(siti)
        the_day_is_done_to_its_end(siti)
        a_volunteer_joins_and_sees_their_own(siti, newcomer.another())


def sign_up(siti: Person) -> None:
    siti.page.goto("/")
    siti.tap("link", "Sign up your organisation")
    siti.fill("Name of the organisation", "BUM Desa Maju Jaya")
    siti.fill("Your name", "Siti Aminah")
    siti.fill("Phone number", "0812 3456 7890")
    siti.fill("Password", PASSWORD)
    siti.tap("button", "Begin")
    siti.root = "/bum-desa-maju-jaya/"
    expect(siti.page).to_have_url(re.compile(f"{siti.root}$"))


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


def both_stand_in_the_reports(siti: Person) -> None:
    siti.go("Funnel")
    last = siti.starting("region", "Opportunity")
    expect(last).to_contain_text("Ibu Ani")
    expect(last).to_contain_text("Pak Slamet")
    expect(siti.starting("region", "Prospect")).to_contain_text("Mbak Yuli")
    siti.tap("link", "Conversion")
    for step, count in (("Contact", "2"), ("Opportunity", "2"), ("Won", "1")):
        expect(figure(siti, step)).to_have_text(count)
    siti.go("Projection")
    siti.sees("Nothing is open")
    siti.page.goto(f"{siti.root}insight/outcomes/")
    thousands = "." if siti.language == "id" else ","
    expect(figure(siti, "Won")).to_have_text(re.compile(rf"1\{thousands}250\{thousands}000"))
    expect(figure(siti, "Lost")).to_have_text(re.compile(rf"750\{thousands}000"))
    for name, told in {
        "Ibu Ani": ("filled in the form", "made contact with", "won “"),
        "Pak Slamet": ("lost “",),
    }.items():
        siti.page.goto(f"{siti.root}customers/{Customer.objects.get(name=name).pk}/")
        for words in told:
            expect(siti.find("region", "What happened")).to_contain_text(siti.say(words))


def figure(siti: Person, label: str) -> Locator:
    """The number of a box that is named so."""
    box = siti.page.locator(".stat-box").filter(has=siti.page.get_by_text(siti.say(label), exact=True))
    return box.locator("dd").first


def the_day_is_done_to_its_end(siti: Person) -> None:
    """Yuli waits for her greeting; two tasks are for today: one is done, one put off, and both after an undo."""
    ani = Customer.objects.get(name="Ibu Ani")
    plan_for_today(siti, ani, "Antar contoh nasi kotak")
    plan_for_today(siti, ani, "Kirim ucapan terima kasih")
    siti.go("Today")
    lines = siti.page.locator("main .todo")
    expect(lines).to_have_count(3)
    for _time in range(2):  # done, undone, done again
        siti.starting("button", "Done", ": Antar contoh nasi kotak").click()
        expect(lines).to_have_count(2)
        if _time == 0:
            siti.tap("button", "Undo")
            expect(lines).to_have_count(3)
    for _time in range(2):
        siti.starting("button", "Tomorrow", ": Kirim ucapan").click()
        expect(lines).to_have_count(1)
        if _time == 0:
            siti.tap("button", "Undo")
            expect(lines).to_have_count(2)
    siti.starting("link", "Done", ": Mbak Yuli").click()
    siti.tap("button", "Interested", siti.dialog)
    siti.tap("link", "Nothing for now", siti.dialog)
    siti.sees("Everybody has been greeted today")
    activities = {one.title: one for one in Activity.objects.all()}
    assert activities["Antar contoh nasi kotak"].completed_at is not None
    put_off = activities["Kirim ucapan terima kasih"]
    assert (put_off.completed_at, put_off.due_on) == (None, timezone.localdate() + timedelta(days=1))
    assert Customer.objects.get(name="Mbak Yuli").touched_at is not None


def plan_for_today(siti: Person, customer: Customer, title: str) -> None:
    siti.page.goto(f"{siti.root}customers/{customer.pk}/")
    siti.page.locator("main").get_by_role("link", name=siti.say("Task"), exact=True).first.click()
    siti.fill("What is to be done?", title, siti.dialog)
    siti.tap("button", "Today", siti.dialog)
    siti.tap("button", "Save", siti.dialog)
    expect(siti.page.locator("main")).to_contain_text(title)


def a_volunteer_joins_and_sees_their_own(siti: Person, joko: Person) -> None:
    is_written_down(siti, "Bu Tutik", "0812 3000 1004")
    siti.tap("link", "Put into the pool")
    siti.tap("button", "Into the pool", siti.dialog)
    joko.page.goto(is_invited(siti, "Joko"))
    joko.fill("Phone number", "0813 1111 2222")
    joko.fill("Password", PASSWORD)
    joko.tap("button", "Join")
    joko.root = siti.root
    expect(joko.page).to_have_url(re.compile(f"{joko.root}$"))
    assert Member.objects.get(name="Joko").role == "volunteer"
    joko.go("Customers")
    expect(joko.page.locator("main")).not_to_contain_text("Ibu Ani")
    joko.go("Pool")
    row = joko.page.get_by_role("row", name=re.compile("Tutik"))
    expect(row).not_to_contain_text("3000")  # the number is seen by whoever claims it
    joko.starting("button", "Claim").click()
    tutik = Customer.objects.get(name="Bu Tutik")
    joko.page.goto(f"{joko.root}customers/{tutik.pk}/")
    expect(joko.page.locator("main")).to_contain_text("0812-3000-1004")
    assert tutik.owner == Member.objects.get(name="Joko")
    joko.go("Pool")
    joko.sees("The pool is empty")
    joko.go("My results")
    expect(joko.page.get_by_role("row", name=re.compile("Tutik"))).to_contain_text(joko.say("Prospect"))
    joko.go("Today")
    expect(joko.page.locator("main .todo")).to_have_count(1)
    sees_nothing_of_others(joko)


def is_invited(siti: Person, name: str) -> str:
    """The path of the link that Siti gives to a volunteer."""
    siti.go("Team")
    siti.tap("link", "Invite somebody")
    siti.fill("Name", name)
    siti.page.get_by_role("radio", name=re.compile(f"^{siti.say('Volunteer')}")).check()
    siti.tap("button", "Make the link")
    link = siti.page.locator("p.font-mono").inner_text()
    return link[link.index("/join/") :]


def sees_nothing_of_others(joko: Person) -> None:
    ani, won = Customer.objects.get(name="Ibu Ani"), Opportunity.objects.get(title="Nasi kotak rapat desa")
    for path in (f"customers/{ani.pk}/", f"opportunities/{won.pk}/"):
        answer = joko.page.goto(f"{joko.root}{path}")
        assert answer is not None
        assert answer.status == 404
        joko.sees("This page is not here")
    joko.page.goto(f"{joko.root}opportunities/list/")
    expect(joko.page.locator("main")).not_to_contain_text("Nasi kotak rapat desa")
    joko.page.goto(f"{joko.root}search/?q=ani")
    expect(joko.page.locator("main")).not_to_contain_text("Ibu Ani")
    for path in ("insight/projection/", "untouched/", "team/", "capture/", "audit/"):
        answer = joko.page.goto(f"{joko.root}{path}")
        assert answer is not None
        assert answer.status == 403
