"""Every main page, looked at by axe in both languages and themes, at the size of a phone and of a desk.

A page is opened once in each language, in the light and in the dark. Where it is looked at closely its theme is then
changed in place, for its colours, and its window, for what sticks out: the next page is opened in that one, so that
each is seen on a phone in one language and at a desk in the other. The frame of all pages is looked at with the first.
With SCREENSHOTS=1 the pictures are taken instead that the guide shows, of the demo company that `bin/run` makes.
"""

import os
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import ConsoleMessage, Page

from e2e.addresses import (
    BOARDS,
    EMPTY,
    OUTSIDE,
    OUTSIDE_OF_SALES,
    OUTSIDE_OF_THE_FUNNEL,
    PAGES,
    PAGES_OF_SALES,
    PAGES_OF_THE_FUNNEL,
)
from e2e.axe import FRAME, SCRIPT, findings, overflow
from e2e.conftest import SIZES
from e2e.trade import deal_in_everything, shown_papers
from e2e.village import Village, show_demo
from sapa.activities.models import Activity
from sapa.customers import segmenting
from sapa.customers.models import Customer, Segment, SegmentSize
from sapa.lifecycle import keeping
from sapa.pipeline.models import CaptureForm, Opportunity, Procedure
from sapa.team.models import Member
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization

PUT_ON = "theme => { document.documentElement.dataset.theme = theme; }"
ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs/guide/images"

SEGMENTS = [
    ("Usaha yang lama tidak membeli", "Dikunjungi hari Selasa", "market=b2b&quiet=30", True),
    ("Belum pernah membeli", "", "purchases_to=0&step=contact", False),
    ("Berutang lewat tempo", "Ditagih hari Senin", "overdue=0", True),
]
WAYS = [("id", "sapa", "phone"), ("en", "sapa-dark", "desktop")]  # each language, theme and size once: it takes long
OTHER = {"sapa": "sapa-dark", "sapa-dark": "sapa"}
# Pictures are taken in Indonesian.
PICTURED = [("id", "sapa", size) for size in ("phone", "desktop")]
# The pictures that the guide shows: the name of a page, its size and its theme.
GUIDE = "".join(page.read_text() for page in PICTURES.parent.glob("*.md"))
SHOWN = set(re.findall(r"images/([\w-]+)\.png", GUIDE))


def ids_of(organization: Organization, customer: Customer, deal: Opportunity) -> dict[str, Any]:
    """What stands in the addresses of PAGES."""
    with organization_scope(organization):
        first: dict[str, Any] = {
            "prospect": Customer.objects.prospects().filter(owner__isnull=False),
            "contact": Customer.objects.on_the_board().filter(step="contact"),
            "activity": Activity.objects.filter(
                assigned_to__role="director", completed_at=None, customer__isnull=False
            ),
            "form": CaptureForm.objects.all(),
            "procedure": Procedure.objects.all(),
        }
        ids = {name: rows.order_by("pk")[0].pk for name, rows in first.items()}
        ids["segment"] = watched_segment().pk
    return ids | {
        "customer": customer.pk,
        "deal": deal.pk,
        "pipeline": deal.pipeline_id,
        "slug": organization.slug,
    }


def watched_segment() -> Segment:
    """A segment of the director's whose size has been counted for some weeks."""
    director, now = Member.objects.filter(role="director").order_by("pk")[0], timezone.now()
    made = {
        name: segmenting.create(name=name, description=description, query=query, shared=shared, by=director, now=now)
        for name, description, query, shared in SEGMENTS
    }
    watched = made[SEGMENTS[0][0]]
    today = watched.sizes.order_by("on")[0]
    sizes = [max(today.count + (days * 7) % 5 - days // 6, 0) for days in range(1, 30)]
    rows = (SegmentSize(segment=watched, on=today.on - timedelta(days=days), count=count)
            for days, count in enumerate(sizes, 1))  # fmt: skip
    SegmentSize.objects.bulk_create(rows, ignore_conflicts=True)
    return watched


def look(page: Page, name: str, url: str, kind: str, *, closely: bool, framed: bool) -> list[str]:
    """Open a page; what is wrong with it: `closely` in the other theme and size as well, `framed` with its frame."""
    errors: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if message.type == "error":
            errors.append(message.text)

    page.on("console", note)
    answer = page.goto(url)
    assert answer is not None
    wrong = [] if answer.ok else [f"answered {answer.status}"]
    without = [] if framed else FRAME
    wrong += findings(page, without=without) + errors + too_wide(page)
    if closely:
        wrong += otherwise(page, without=without)
    page.remove_listener("console", note)
    if os.environ.get("SCREENSHOTS"):
        with Image.open(BytesIO(page.screenshot())) as picture:
            picture.convert("RGB").quantize(256).save(PICTURES / f"{name}-{kind}.png", optimize=True)
    return [f"{name}: {one}" for one in wrong]


def too_wide(page: Page) -> list[str]:
    width = overflow(page)
    return [f"{width} pixels wider than the screen"] if width > 0 else []


def otherwise(page: Page, *, without: list[str]) -> list[str]:
    """What is wrong with the colours of the other theme, and with the width of the other window, which then stays."""
    theme = page.locator("html").get_attribute("data-theme") or "sapa"
    page.evaluate(PUT_ON, OTHER[theme])
    wrong = [f"{OTHER[theme]}: {one}" for one in findings(page, only=["color-contrast"], without=without)]
    turn(page)
    return wrong + [f"in the other window: {one}" for one in too_wide(page)]


def turn(page: Page) -> None:
    """From a phone to a desk, or back."""
    now, phone, desktop = page.viewport_size, SIZES["phone"], SIZES["desktop"]
    width, height = desktop if now and now["width"] == phone[0] else phone
    page.set_viewport_size({"width": width, "height": height})


def look_at_all(
    visit: Any,
    member: Member,
    root: str,
    ids: dict[str, Any],
    how: tuple[str, str, str],
    pages: dict[str, str] = PAGES,
    outside: dict[str, str] = OUTSIDE,
    *,
    closely: bool = False,
) -> list[str]:
    """All pages as this member sees them, and those outside as a stranger does."""
    language, theme, size = how
    page = visit(member, language=language, theme=theme, size=size)
    page.context.add_init_script(path=SCRIPT)
    kind = f"{size}-{'dark' if theme == 'sapa-dark' else 'light'}{'' if language == 'id' else '-en'}"
    wrong = []
    for place, (name, path) in enumerate(pages.items()):
        wrong += look(page, name, root + path.format(**ids), kind, closely=closely, framed=not place)
    stranger = visit(language=language, theme=theme, size=size)
    stranger.context.add_init_script(path=SCRIPT)
    for name, path in outside.items():
        wrong += look(stranger, name, path.format(**ids), kind, closely=closely, framed=True)
    return wrong


@pytest.mark.skipif(bool(os.environ.get("SCREENSHOTS")), reason="these are not the guide's pictures")
@pytest.mark.parametrize("how", WAYS)
def test_no_page_has_a_serious_fault(village: Village, visit: Any, how: tuple[str, str, str]) -> None:
    ids = ids_of(village.cast.organization, village.customers[1], village.deals[1])
    assert look_at_all(visit, village.cast.sari, village.root, ids, how, closely=True) == []


@pytest.mark.skipif(bool(os.environ.get("SCREENSHOTS")), reason="these are not the guide's pictures")
@pytest.mark.parametrize("how", WAYS)
def test_no_page_of_the_funnel_has_a_serious_fault(village: Village, visit: Any, how: tuple[str, str, str]) -> None:
    ids = ids_of(village.cast.organization, village.customers[1], village.deals[1])
    pages = (PAGES_OF_THE_FUNNEL, OUTSIDE_OF_THE_FUNNEL)
    assert look_at_all(visit, village.cast.sari, village.root, ids, how, *pages) == []


@pytest.mark.skipif(bool(os.environ.get("SCREENSHOTS")), reason="these are not the guide's pictures")
@pytest.mark.parametrize("how", WAYS)
def test_no_page_of_sales_has_a_serious_fault(village: Village, visit: Any, how: tuple[str, str, str]) -> None:
    """The lists are looked at before there is anything in them, too."""
    sari, root = village.cast.sari, village.root
    wrong = look_at_all(visit, sari, root, {}, how, EMPTY, {})
    ids = deal_in_everything(village) | {"slug": village.cast.organization.slug}
    now = timezone.now()
    with organization_scope(village.cast.organization):
        keeping.run_pass(village.cast.organization, on=timezone.localdate(now), now=now)
    assert wrong + look_at_all(visit, sari, root, ids, how, PAGES_OF_SALES | BOARDS, OUTSIDE_OF_SALES) == []


@pytest.mark.skipif(not os.environ.get("SCREENSHOTS"), reason="the guide's pictures are taken with SCREENSHOTS=1")
def test_the_demo_sits_for_its_pictures(live_server: Any, transactional_db: None, visit: Any) -> None:
    shown = show_demo()
    organization = shown.sari.organization
    ids = ids_of(organization, shown.customer, shown.deal) | shown_papers(organization)
    wrong = []
    for how in PICTURED:
        asked = (
            PAGES | PAGES_OF_THE_FUNNEL | PAGES_OF_SALES | BOARDS,
            OUTSIDE | OUTSIDE_OF_THE_FUNNEL | OUTSIDE_OF_SALES,
        )
        wanted = [{name: path for name, path in pages.items() if f"{name}-{how[2]}-light" in SHOWN} for pages in asked]
        wrong += look_at_all(visit, shown.sari, shown.root, ids, how, *wanted)
    assert wrong == []
