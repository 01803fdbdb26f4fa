"""Every main page, looked at by axe in both languages and themes, at the size of a phone and of a desk.

With SCREENSHOTS=1 the pictures of the guide are taken as well, of the demo company that `bin/run` makes.
"""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page

from e2e.axe import findings, overflow
from e2e.village import Village, show_demo
from sapa.team.models import Member

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs/guide/images"

PAGES = {
    "home": "",
    "customers": "customers/",
    "customers-narrowed": "customers/?market=b2b",
    "customer-form": "customers/new/",
    "customer": "customers/{customer}/",
    "customer-edit": "customers/{customer}/edit/",
    "contact-form": "customers/{customer}/contacts/new/",
    "bulk": "customers/bulk/?do=tag&id={customer}",
    "customer-settings": "customers/settings/",
    "board": "opportunities/?pipeline={pipeline}",
    "opportunities": "opportunities/list/",
    "calendar": "opportunities/calendar/",
    "opportunity": "opportunities/{deal}/",
    "opportunity-form": "opportunities/new/",
    "move": "opportunities/{deal}/stage/",
    "win": "opportunities/{deal}/win/",
    "lose": "opportunities/{deal}/lose/",
    "opportunity-filters": "opportunities/filters/",
    "opportunity-edit": "opportunities/{deal}/edit/",
    "pipelines": "settings/pipelines/",
    "projection": "insight/projection/",
    "outcomes": "insight/outcomes/",
    "outcomes-reason": "insight/outcomes/?by=reason&figure=count",
    "catalogue": "catalogue/",
    "product-form": "catalogue/new/",
    "team": "team/",
    "invite": "team/invitations/new/",
    "territories": "team/territories/",
    "settings": "settings/",
    "organization": "settings/organization/",
    "channels": "settings/channels/",
    "search": "search/?q=a",
    "audit": "audit/",
    "more": "more/",
    "empty-search": "customers/?q=tidak-ada",
}
OUTSIDE = {"welcome": "/", "login": "/account/login/", "signup": "/signup/"}
# Each theme with each size, each language with each of both. Pictures are taken in Indonesian.
PAIRS = [
    ("id", "sapa", "phone"),
    ("id", "sapa-dark", "desktop"),
    ("en", "sapa-dark", "phone"),
    ("en", "sapa", "desktop"),
]
PICTURED = [("id", theme, size) for theme in ("sapa", "sapa-dark") for size in ("phone", "desktop")]
SHOWN = {
    "home",
    "customers",
    "customer",
    "customer-form",
    "board",
    "opportunities",
    "opportunity",
    "calendar",
    "search",
}
SHOWN |= {"opportunity-form", "catalogue", "projection", "outcomes", "signup", "team"}


def look(page: Page, name: str, url: str, kind: str) -> list[str]:
    """Open a page; what is wrong with it."""
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(message.text)

    page.on("console", note)
    answer = page.goto(url)
    assert answer is not None
    wrong = [] if answer.ok else [f"answered {answer.status}"]
    wrong += findings(page) + errors
    width = overflow(page)
    wrong += [f"{width} pixels wider than the screen"] if width > 0 else []
    page.remove_listener("console", note)
    if os.environ.get("SCREENSHOTS") and name in SHOWN:
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"{name}-{kind}.png")
    return [f"{name}: {one}" for one in wrong]


def look_at_all(visit: Any, member: Member, root: str, ids: dict[str, int], how: tuple[str, str, str]) -> list[str]:
    """All pages as this member sees them, and those outside as a stranger does."""
    language, theme, size = how
    page = visit(member, language=language, theme=theme, size=size)
    kind = f"{size}-{'dark' if theme == 'sapa-dark' else 'light'}{'' if language == 'id' else '-en'}"
    wrong = []
    for name, path in PAGES.items():
        wrong += look(page, name, root + path.format(**ids), kind)
    stranger = visit(language=language, theme=theme, size=size)
    for name, path in OUTSIDE.items():
        wrong += look(stranger, name, path, kind)
    return wrong


@pytest.mark.skipif(bool(os.environ.get("SCREENSHOTS")), reason="these are not the guide's pictures")
@pytest.mark.parametrize("how", PAIRS)
def test_no_page_has_a_serious_fault(village: Village, visit: Any, how: tuple[str, str, str]) -> None:
    deal = village.deals[1]
    ids = {"customer": village.customers[1].pk, "deal": deal.pk, "pipeline": deal.pipeline_id}
    assert look_at_all(visit, village.cast.sari, village.root, ids, how) == []


@pytest.mark.skipif(not os.environ.get("SCREENSHOTS"), reason="the guide's pictures are taken with SCREENSHOTS=1")
def test_the_demo_sits_for_its_pictures(live_server: Any, transactional_db: None, visit: Any) -> None:
    shown = show_demo()
    ids = {"customer": shown.customer.pk, "deal": shown.deal.pk, "pipeline": shown.deal.pipeline_id}
    wrong = [one for how in PICTURED for one in look_at_all(visit, shown.sari, shown.root, ids, how)]
    assert wrong == []
