"""Keeping customers in a real browser, with the content security policy on."""

from typing import Any

from playwright.sync_api import Page, expect

from e2e.village import Village
from sapa.activities.models import Interaction
from sapa.customers import keeping
from sapa.customers.models import Customer
from sapa.tenancy.current import organization_scope


def ani(village: Village) -> Customer:
    with organization_scope(village.cast.organization):
        return keeping.create(
            by=village.cast.sari, fields={"name": "Ani", "honorific": "Bu"}, phones=[("+6281299990000", "")]
        )


def test_a_tap_on_whatsapp_opens_a_greeting_and_is_remembered(village: Village, visit: Any) -> None:
    customer = ani(village)
    page: Page = visit(village.cast.sari, size="phone")
    page.context.route("https://wa.me/**", lambda route: route.fulfill(body="WhatsApp"))
    page.goto(f"{village.root}customers/{customer.pk}/")
    link = page.locator("a[data-tap-kind=whatsapp]").first
    with page.expect_response(lambda answer: answer.url.endswith("/taps/") and answer.status == 204):
        with page.context.expect_page() as opened:
            link.dblclick()
    assert opened.value.url.startswith("https://wa.me/6281299990000?text=")
    assert "Bu%20Ani" in opened.value.url
    with organization_scope(village.cast.organization):
        assert [tap.touch_point for tap in Interaction.objects.filter(customer=customer)] == ["whatsapp"]


def test_the_second_of_two_editors_chooses(village: Village, visit: Any) -> None:
    customer = ani(village)
    page: Page = visit(village.cast.sari)
    page.goto(f"{village.root}customers/{customer.pk}/edit/")
    with organization_scope(village.cast.organization):
        keeping.change(customer, version=1, by=village.cast.budi, fields={"nickname": "Anik"})
    page.get_by_label("Nickname").fill("Ani Kecil")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("table.versions")).to_contain_text("Anik")
    page.get_by_role("button", name="Keep mine").click()
    expect(page.locator("main")).to_contain_text("Ani Kecil")


def test_another_number_is_added_without_leaving_the_form(village: Village, visit: Any) -> None:
    page: Page = visit(village.cast.sari, size="phone")
    page.goto(f"{village.root}customers/new/")
    page.get_by_label("Name", exact=True).fill("Toko Dua Nomor")
    page.locator("input[type=tel]").first.fill("0812 9999 1111")
    page.get_by_role("button", name="Another number").click()
    page.locator("input[type=tel]").nth(1).fill("0812 9999 2222")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("h1")).to_contain_text("Toko Dua Nomor")
    with organization_scope(village.cast.organization):
        found = Customer.objects.get(name="Toko Dua Nomor").phones.values_list("number", flat=True)
        assert list(found) == ["+6281299991111", "+6281299992222"]
