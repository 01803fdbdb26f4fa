"""A day of selling in a real browser: what the README promises, done by hand."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.village import Village
from sapa.customers.models import Customer
from sapa.pipeline.models import Opportunity, Stage
from sapa.tenancy.current import organization_scope
from sapa.testing import PASSWORD


@pytest.fixture
def inside(village: Village) -> Any:
    """The test asks the database within the organisation."""
    with organization_scope(village.cast.organization):
        yield


def test_a_person_logs_in_with_their_email(village: Village, visit: Any) -> None:
    page: Page = visit()
    page.goto(f"{village.root}customers/")
    page.get_by_label(re.compile("e-mail", re.IGNORECASE)).fill("sari@example.id")
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("main form button.btn-primary").first.click()
    expect(page).to_have_url(re.compile(rf"{village.root}customers/$"))


def test_a_customer_is_recognised_by_the_phone_while_it_is_typed(village: Village, visit: Any, inside: None) -> None:
    page: Page = visit(village.cast.sari)
    page.goto(f"{village.root}customers/new/")
    page.get_by_label("Name", exact=True).fill("Ibu Aminah")
    phone = page.locator("input[type=tel]").first
    phone.fill("0812 3456 7800")
    expect(page.get_by_text("Already a customer")).to_be_visible()
    expect(page.locator("#matches").get_by_role("link", name=re.compile("Aminah"))).to_be_visible()
    phone.fill("0813 9999 8888")
    page.get_by_role("button", name="Save").dblclick()  # a double tap
    expect(page.locator("h1")).to_contain_text("Ibu Aminah")
    assert Customer.objects.filter(name="Ibu Aminah").count() == 1


def test_a_deal_is_dragged_to_the_next_stage_and_moved_by_keyboard(village: Village, visit: Any, inside: None) -> None:
    deal = village.deals[0]
    stages = list(Stage.objects.filter(pipeline=deal.pipeline).order_by("position"))
    page: Page = visit(village.cast.sari)
    page.goto(f"{village.root}opportunities/?pipeline={deal.pipeline_id}")
    card = page.locator(f"#deal-{deal.pk}")
    drag(page, card, page.locator(f"#column-{stages[1].pk}-cards"))
    move_anyway(page)
    expect(page.locator(f"#column-{stages[1].pk}-cards #deal-{deal.pk}")).to_be_visible()
    assert Opportunity.objects.get(pk=deal.pk).stage_id == stages[1].pk
    card.locator(".deal-move").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name=stages[2].name).focus()
    page.keyboard.press("Enter")
    move_anyway(page)
    expect(page.locator(f"#column-{stages[2].pk}-cards #deal-{deal.pk}")).to_be_visible()
    assert Opportunity.objects.get(pk=deal.pk).stage_id == stages[2].pk


def drag(page: Page, card: Locator, column: Locator) -> None:
    """Press, move in steps as a hand does, and let go."""
    start, end = card.locator(".deal-value").bounding_box(), column.bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 20, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(start["x"] + 60, start["y"] + 15, steps=5)
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 30, steps=15)
    page.wait_for_timeout(200)
    page.mouse.up()


def move_anyway(page: Page) -> None:
    """The way out of the stage has unticked lines: the person is asked, and moves it all the same."""
    page.locator("#dialog").get_by_role("button", name="Move", exact=True).click()
    page.wait_for_url(re.compile("opportunities/"))


def test_a_deal_is_won_and_another_lost_and_reopened(village: Village, visit: Any, inside: None) -> None:
    won, lost = village.deals[1], village.deals[2]
    page: Page = visit(village.cast.sari)
    page.goto(f"{village.root}opportunities/{won.pk}/win/")
    page.locator("main form button.btn-primary").click()
    page.goto(f"{village.root}opportunities/{won.pk}/")
    expect(page.get_by_text(re.compile("Sari won"))).to_be_visible()
    assert Opportunity.objects.get(pk=won.pk).outcome == "won"

    page.goto(f"{village.root}opportunities/{lost.pk}/lose/")
    page.get_by_text("Memilih pesaing").first.click()
    page.get_by_label("Who got it?").fill("Toko sebelah")
    page.locator("main form button.btn-primary").click()
    page.goto(f"{village.root}opportunities/{lost.pk}/")
    assert Opportunity.objects.get(pk=lost.pk).lost_reason.name == "Memilih pesaing"
    page.get_by_role("button", name="Reopen").click()
    expect(page.get_by_text(re.compile("Sari reopened"))).to_be_visible()
    assert Opportunity.objects.get(pk=lost.pk).outcome == "open"


def test_the_card_tells_the_story_and_a_note_joins_it(village: Village, visit: Any) -> None:
    customer = village.customers[1]
    page: Page = visit(village.cast.sari)
    page.goto(f"{village.root}customers/{customer.pk}/")
    expect(page.locator(".story")).to_contain_text("Sari added Toko Berkah")
    page.locator("main").get_by_role("link", name="Note", exact=True).first.click()
    dialog = page.locator("#dialog")
    dialog.locator("textarea").first.fill("Ingin mencoba kopi lokal.")
    dialog.locator("button.btn-primary").click()
    expect(page.locator(".story")).to_contain_text("Ingin mencoba kopi lokal.")


def test_a_list_is_saved_as_a_view(village: Village, visit: Any) -> None:
    page: Page = visit(village.cast.sari)
    page.goto(f"{village.root}customers/?market=b2b")
    page.get_by_role("link", name="Save this view").click()
    dialog = page.locator("#dialog")
    dialog.get_by_label("Name").fill("Toko dan pondok")
    dialog.get_by_role("button", name="Save").click()
    tab = page.get_by_role("link", name="Toko dan pondok")
    expect(tab).to_have_attribute("aria-current", "page")


def test_many_customers_are_tagged_and_it_is_undone(village: Village, visit: Any, inside: None) -> None:
    page: Page = visit(village.cast.sari)
    page.goto(f"{village.root}customers/?market=b2b")
    for tick in page.locator("input[data-bulk]").all():
        tick.check()
    page.get_by_role("button", name="Add tag").click()
    page.locator("main select[name=with_tag]").select_option(label="Hajatan")
    page.locator("main form[method=post] button.btn-primary").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    tagged = Customer.objects.filter(market="b2b", tags__name="Hajatan")
    assert tagged.count() == 3
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    assert tagged.count() == 0


def test_the_second_of_two_editors_sees_both_versions(village: Village, visit: Any, inside: None) -> None:
    customer = village.customers[3]
    address = f"{village.root}customers/{customer.pk}/edit/"
    mine, theirs = visit(village.cast.sari), visit(village.cast.tono)
    mine.goto(address)
    theirs.goto(address)
    theirs.get_by_label("Nickname").fill("Mas Slamet")
    theirs.get_by_role("button", name="Save").click()
    expect(theirs.locator("h1")).to_contain_text("Slamet")
    mine.get_by_label("Nickname").fill("Pak Lurah")
    mine.get_by_role("button", name="Save").click()
    expect(mine.get_by_text("Tono changed this while you were writing")).to_be_visible()
    expect(mine.get_by_role("table")).to_contain_text("Mas Slamet")
    mine.get_by_role("button", name="Keep mine").click()
    expect(mine.locator("h1")).to_contain_text("Slamet")
    assert Customer.objects.get(pk=customer.pk).nickname == "Pak Lurah"


def test_the_palette_finds_a_customer_from_anywhere(village: Village, visit: Any) -> None:
    page: Page = visit(village.cast.sari)
    page.goto(f"{village.root}opportunities/")
    page.keyboard.press("Control+k")
    page.keyboard.type("aminah")
    expect(page.locator("#palette [role=option]").first).to_contain_text("Aminah")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Aminah")


def test_a_plan_is_done_with_one_tap_and_undone(village: Village, visit: Any) -> None:
    page: Page = visit(village.cast.sari, size="phone")
    page.goto(village.root)
    before = page.locator("main .todo").count()
    page.get_by_role("button", name=re.compile("^Done:")).first.click()
    expect(page.locator("main .todo")).to_have_count(before - 1)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("main .todo")).to_have_count(before)
