"""Signing up, being invited, logging in without a password: what a newcomer does first, in a real browser."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from playwright.sync_api import Page, expect

from e2e.axe import findings, overflow
from sapa.places.testing import load_some_regions
from sapa.testing import PASSWORD

PHONE_SIZE = {"width": 360, "height": 740}


@pytest.fixture
def newcomer(page: Page, live_server: Any, transactional_db: None) -> Iterator[Page]:
    """A phone in English that was never here."""
    cache.clear()
    page.set_viewport_size(PHONE_SIZE)  # type: ignore[arg-type]
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    page.goto(f"{live_server.url}/")
    yield page
    cache.clear()


def sign_up(page: Page, name: str = "BUM Desa Maju Jaya") -> None:
    page.get_by_role("link", name="Sign up your organisation").click()
    page.get_by_label("Name of the organisation").fill(name)
    page.get_by_label("Your name").fill("Siti Aminah")
    expect(page.get_by_label("Address in Sapa")).to_have_value("bum-desa-maju-jaya")
    page.get_by_label("Phone number").fill("0812 3456 7890")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Begin").click()
    expect(page).to_have_url(re.compile(r"/bum-desa-maju-jaya/$"))


def test_a_village_enterprise_signs_up_with_its_village(newcomer: Page) -> None:
    load_some_regions()
    page = newcomer
    page.get_by_role("link", name="Sign up your organisation").click()
    page.get_by_label("Village").press_sequentially("paledang")
    page.get_by_role("option", name="Paledang").click()
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("[data-error-summary]")).to_have_count(1)
    expect(page.get_by_label("Village")).to_have_value(re.compile("Paledang"))
    assert findings(page) == []
    assert overflow(page) <= 0


def test_who_signs_up_is_in_and_invites_a_colleague(newcomer: Page, browser: Any) -> None:
    page = newcomer
    sign_up(page)
    page.goto(f"{page.url}team/invitations/new/")
    page.locator("[name=name]").fill("Budi")
    page.locator("form.form button.btn-primary").click()
    link = page.locator("p.font-mono").inner_text()
    origin = re.match(r"https?://[^/]+", page.url)
    assert origin is not None
    colleague = browser.new_context(viewport=PHONE_SIZE).new_page()
    colleague.goto(origin[0] + link.partition("/join")[1] + link.partition("/join")[2])
    colleague.locator("[name=phone]").fill("0813 1111 2222")
    colleague.locator("[name=password]").fill(PASSWORD)
    colleague.locator("form.form button.btn-primary").click()
    expect(colleague).to_have_url(re.compile(r"/bum-desa-maju-jaya/$"))
    colleague.context.close()


def test_a_passkey_logs_in_without_a_password(newcomer: Page) -> None:
    page = newcomer
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    finger = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": finger})
    sign_up(page)
    origin = page.url.removesuffix("/bum-desa-maju-jaya/")
    page.goto(f"{origin}/account/passkeys/new/")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("form.form button.btn-primary").click()
    page.wait_for_url("**/passkeys/new/", wait_until="load")  # its button does nothing before its script has come
    page.locator("#passkey_button").click()
    expect(page).to_have_url(re.compile("/account/two-step/codes/"))
    page.goto(f"{origin}/account/logout/")
    page.locator("form.form button.btn-primary").click()
    page.goto(f"{origin}/account/login/")
    page.locator("#passkey_button").click()
    expect(page).to_have_url(re.compile(r"/bum-desa-maju-jaya/$"))


def test_a_territory_gathers_the_regions_that_are_chosen(newcomer: Page) -> None:
    load_some_regions()
    page = newcomer
    sign_up(page)
    page.goto(f"{page.url}team/territories/new/")
    page.locator("[name=name]").fill("Bogor")
    for words, name in (("paledang", "Paledang"), ("jonggol", "Jonggol")):
        page.locator("#id_more_text").press_sequentially(words)
        page.get_by_role("option", name=re.compile(f"^{name}")).last.click()
        expect(page.locator("#regions .choice", has_text=name).first).to_be_visible()
    page.locator("form.form button.btn-primary").click()
    expect(page.locator("[data-list]")).to_contain_text("Paledang")
    expect(page.locator("[data-list]")).to_contain_text("Jonggol")
