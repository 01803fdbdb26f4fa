"""A volunteer is invited, joins, takes somebody out of the pool, and sees nothing of others."""

import re

from playwright.sync_api import expect

from e2e.person import Person
from e2e.steps.capturing import is_written_down
from sapa.customers.models import Customer
from sapa.pipeline.models import Opportunity
from sapa.team.models import Member
from sapa.testing import PASSWORD


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
