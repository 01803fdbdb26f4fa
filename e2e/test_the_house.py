"""The components on /ui/ in a real browser: by pointer, by keyboard, in both languages and themes."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from e2e.axe import findings, overflow

SIZES = {"phone": {"width": 360, "height": 740}, "desktop": {"width": 1280, "height": 800}}


@pytest.fixture
def gallery(page: Page, live_server: Any) -> Page:
    """The page of components, in English."""
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": live_server.url}])
    page.goto(f"{live_server.url}/ui/")
    return page


@pytest.mark.parametrize(
    ("size", "language", "theme"),
    [("phone", "id", "sapa"), ("phone", "en", "sapa-dark"), ("desktop", "en", "sapa"), ("desktop", "id", "sapa-dark")],
)
def test_axe_finds_nothing_grave_and_nothing_sticks_out(
    browser: Browser, live_server: Any, size: str, language: str, theme: str
) -> None:
    context = browser.new_context(viewport=SIZES[size])  # type: ignore[arg-type]
    cookies = {"sapa_theme": theme, "django_language": language}
    context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
    page = context.new_page()
    mistakes: list[str] = []
    page.on("console", lambda message: mistakes.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: mistakes.append(str(error)))
    page.goto(f"{live_server.url}/ui/")
    expect(page.locator("html")).to_have_attribute("data-theme", theme)
    expect(page.locator("sapa-chart svg").first).to_be_visible()
    assert findings(page) == []
    assert overflow(page) <= 0
    assert mistakes == []
    context.close()


def test_axe_finds_what_is_wrong(gallery: Page) -> None:
    """One fault of each kind that the other tests rely on never being found."""
    gallery.evaluate("""() => {
        const wrong = document.createElement("section");
        wrong.innerHTML = `<p class="pale">Pucat</p><input type="text"><button></button><p tabindex="3">Dulu</p>
            <img src="/static/icon.svg"><div role="dialog">?</div>
            <a href="#a" class="dot">a</a><a href="#b" class="dot">b</a>`;
        Object.assign(wrong.querySelector(".pale").style, { color: "#999", background: "#aaa" });
        for (const one of wrong.querySelectorAll(".dot")) Object.assign(one.style, {
            display: "inline-block", width: "9px", height: "9px", overflow: "hidden",
        });
        document.querySelector("main").prepend(wrong);
    }""")
    found = {one.partition(":")[0] for one in findings(gallery)}
    assert found >= {
        "color-contrast",
        "label",
        "button-name",
        "image-alt",
        "tabindex",
        "aria-dialog-name",
        "target-size",
    }
    assert {one.partition(":")[0] for one in findings(gallery, only=["color-contrast"])} == {"color-contrast"}
    assert findings(gallery, without=["main > section:first-child"]) == []


def test_a_form_in_a_dialog_is_refused_in_place_and_then_saved(gallery: Page) -> None:
    gallery.get_by_role("link", name="Open a dialog").click()
    dialog = gallery.locator("#dialog")
    expect(dialog.get_by_role("heading", name="New customer")).to_be_visible()
    dialog.get_by_label("Phone").fill("0812 3456 7890")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.locator("[data-error-summary]")).to_be_focused()
    expect(dialog.get_by_label("Phone")).to_have_value("0812-3456-7890")
    dialog.get_by_label("Name").fill("Warung Bu Yuli")
    dialog.get_by_role("button", name="Save").click()
    expect(gallery.locator("[data-toasts]")).to_contain_text("this is what a message looks like")
    expect(gallery.locator("[data-toasts]").get_by_role("button", name="Undo")).to_be_visible()


def test_a_village_is_found_by_typing_and_chosen_with_the_arrows(gallery: Page) -> None:
    gallery.get_by_role("link", name="Open a dialog").click()
    dialog = gallery.locator("#dialog")
    village = dialog.get_by_role("combobox", name=re.compile("Village"))
    village.press_sequentially("pong")
    expect(dialog.get_by_role("option")).to_have_count(2)
    village.press("ArrowDown")
    village.press("ArrowDown")
    village.press("Enter")
    expect(dialog.locator("input[type=hidden][name=village]")).to_have_value("35.05.04.2006")
    expect(dialog.get_by_role("option")).to_have_count(0)
    village.press_sequentially("x")
    expect(dialog.locator("input[type=hidden][name=village]")).to_have_value("")


def stage_of(page: Page, card: str) -> str:
    return page.locator(card).evaluate("card => card.closest('[data-stage]').dataset.stage")


def test_a_card_moves_by_keyboard_and_goes_back_when_it_is_refused(gallery: Page) -> None:
    gallery.locator("#deal-3 .deal-move").focus()
    gallery.keyboard.press("Enter")
    gallery.locator("#move-dialog").get_by_role("button", name="Kualifikasi").click()
    expect(gallery.locator("[data-board-status]")).to_contain_text("Kualifikasi")
    assert stage_of(gallery, "#deal-3") == "1"
    gallery.locator("#deal-3 .deal-move").click()
    gallery.locator("#move-dialog").get_by_role("button", name="Negosiasi").click()
    expect(gallery.locator("[data-toasts]")).to_contain_text("not ready to be negotiated")
    assert stage_of(gallery, "#deal-3") == "1"


def test_a_question_is_asked_before_a_removal_and_no_means_no(gallery: Page) -> None:
    gallery.get_by_role("button", name="Remove…").click()
    gallery.locator("#confirm").get_by_role("button", name="Cancel").click()
    expect(gallery.locator("#confirm")).not_to_be_visible()
    expect(gallery.locator("[data-toasts] .toast-item")).to_have_count(0)
    gallery.get_by_role("button", name="Remove…").click()
    gallery.locator("#confirm").get_by_role("button", name="Remove…").click()
    expect(gallery.locator("[data-toasts] .toast-item")).to_have_count(1)


def test_a_double_tap_sends_one_form(gallery: Page) -> None:
    sent: list[str] = []
    gallery.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    gallery.get_by_role("link", name="Open a dialog").click()
    gallery.locator("#dialog").get_by_label("Name").fill("Warung Bu Yuli")
    gallery.locator("#dialog").get_by_role("button", name="Save").dblclick()
    expect(gallery.locator("[data-toasts] .toast-item")).to_have_count(1)
    assert len(sent) == 1


def test_ticked_rows_are_counted_and_keys_walk_the_list(gallery: Page) -> None:
    gallery.locator("input[data-bulk]").nth(0).check()
    gallery.locator("input[data-bulk]").nth(2).check()
    expect(gallery.locator("[data-bulk-bar]")).to_contain_text("2 chosen")
    gallery.locator("[data-bulk-clear]").click()
    expect(gallery.locator("[data-bulk-bar]")).not_to_be_visible()
    gallery.locator("body").press("j")
    gallery.keyboard.press("j")
    expect(gallery.get_by_role("link", name="Slamet")).to_be_focused()


def test_the_theme_is_kept_and_known_to_the_next_page(gallery: Page) -> None:
    gallery.locator(".topbar summary").click()
    gallery.get_by_role("button", name="Dark").click()
    expect(gallery.locator("html")).to_have_attribute("data-theme", "sapa-dark")
    gallery.reload()
    expect(gallery.locator("html")).to_have_attribute("data-theme", "sapa-dark")


def test_everything_is_there_without_javascript(browser: Browser, live_server: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/ui/dialog/")
    page.locator("input[name=name]").fill("Warung Bu Yuli")
    page.locator("input[name=phone]").fill("08x")
    page.locator(".form-actions button").click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    expect(page.locator("input[name=name]")).to_have_value("Warung Bu Yuli")
    expect(page.locator("input[name=phone]")).to_have_value("08x")
    context.close()
