"""What happened is told in sentences."""

import ast
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from sapa.customers.models import CustomField
from sapa.events.models import Event
from sapa.events.recording import event, record
from sapa.team.roles import PERMISSIONS
from sapa.testing import Cast
from sapa.web import timeline
from sapa.web.sentences import TELLINGS
from sapa.web.tests.rows import build

KIND = re.compile(r"[a-z]+(_[a-z]+)*\.[a-z]+")
ENDING = re.compile(r"\.[a-z]+ed")


def kinds_of(module: Path) -> set[str]:
    """Each kind of event that a module names, if it records any; of an f-string what follows its noun."""
    text = module.read_text(encoding="utf-8")
    if "events.recording import" not in text:
        return set()
    tree = ast.parse(text)
    words = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    kinds = {
        word for word in words if KIND.fullmatch(word) and not word.startswith("sapa.") and not word.endswith(".csv")
    } - PERMISSIONS
    calls = [(node.func, node.args[0]) for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    built = [said.values[-1] for _function, said in calls if isinstance(said, ast.JoinedStr) and len(said.values) > 1]
    statements = {  # kept ones have names as well
        said.value
        for function, said in calls
        if isinstance(function, ast.Name) and function.id == "ask" and isinstance(said, ast.Constant)
    }
    return (kinds - statements) | {
        end.value for end in built if isinstance(end, ast.Constant) and ENDING.fullmatch(end.value)
    }


def test_each_kind_that_is_recorded_has_a_sentence() -> None:
    package = Path(timeline.__file__).parent.parent
    modules = [path for path in package.rglob("*.py") if "tests" not in path.parts and "migrations" not in path.parts]
    kinds = set().union(*map(kinds_of, modules))
    assert "organization.founded" in kinds
    assert {kind for kind in kinds if not any(known.endswith(kind) for known in TELLINGS)} == set()


def test_it_tells_who_changed_what_from_what_to_what(cast: Cast) -> None:
    customer = build("customer", cast.budi)
    told = tell(
        cast,
        "customer.changed",
        customer,
        changes={
            "owner": [cast.budi.pk, cast.wati.pk],
            "market": ["b2c", "b2b"],
            "birthday": [None, "1990-11-22"],
            "name": ["Tini", "Warung Bu Tini"],
        },
    )
    assert told.sentence == "Budi changed Warung Bu Tini"
    assert [(change.label, change.before, change.after) for change in told.changes] == [
        ("Owner", "Budi", "Wati"),
        ("Market", "B2C end user", "B2B business"),
        ("Birthday", "–", "22 Nov 1990"),
        ("Name", "Tini", "Warung Bu Tini"),
    ]


def test_it_tells_custom_answers_by_their_question(cast: Cast) -> None:
    CustomField.objects.create(key="hobi", label="Hobi")
    told = tell(cast, "customer.changed", build("customer", cast.budi), changes={"custom.hobi": [None, "Mancing"]})
    assert [(change.label, change.before, change.after) for change in told.changes] == [("Hobi", "–", "Mancing")]


def test_it_hides_a_tax_number_from_who_may_not_read_it(cast: Cast) -> None:
    customer = build("customer", cast.budi)
    happened = event("customer.changed", customer, by=cast.budi, changes={"npwp": ["", "0123456789012345"]})
    shown = {name: changes(happened, getattr(cast, name))[0].after for name in ("budi", "rina")}
    assert shown == {"budi": "•••", "rina": "0123456789012345"}


def test_money_is_shown_in_the_organisations_currency(cast: Cast) -> None:
    told = tell(cast, "opportunity.changed", build("opportunity", cast.budi), changes={"value": [0, 1_250_000]})
    assert (told.changes[0].before, told.changes[0].after) == ("Rp0", "Rp1,250,000")


def test_an_event_of_an_unknown_kind_is_still_told(cast: Cast) -> None:
    told = tell(cast, "goat.milked", build("customer", cast.budi))
    assert told.sentence == "Budi: goat.milked, Warung Bu Tini"


def test_an_old_event_may_lack_what_its_sentence_needs(cast: Cast) -> None:
    assert tell(cast, "member.joined", cast.wati).sentence == "Wati joined as –"


def test_the_names_of_a_page_take_as_many_queries_as_those_of_one_line(cast: Cast) -> None:
    customer = build("customer", cast.budi)
    asked = {}
    assert cast.sari.organization == cast.organization  # the middleware has read it before any page
    for count in (1, 20):
        record_many(cast, customer, count)
        with CaptureQueriesContext(connection) as queries:
            lines, _next = timeline.page(timeline.of_customer(cast.sari, customer), cast.sari)
        assert len(lines) >= count
        asked[count] = len(queries)
    assert asked == {1: 2, 20: 2}


def test_pages_follow_one_another_without_a_gap(cast: Cast) -> None:
    customer = build("customer", cast.budi)
    record_many(cast, customer, 60)
    cursor, pages = "", []
    for _page in range(3):
        lines, cursor = timeline.page(timeline.of_customer(cast.sari, customer), cast.sari, after=cursor)
        pages.append(len(lines))
    assert (pages, cursor) == ([25, 25, 10], "")


def test_what_a_member_does_not_see_is_not_told(cast: Cast) -> None:
    deal = build("opportunity", cast.wati)
    with transaction.atomic():
        record("opportunity.won", deal, by=cast.wati, customer_id=deal.customer_id)
    told = {name: len(timeline.of_customer(getattr(cast, name), deal.customer)) for name in ("budi", "wati", "sari")}
    assert told == {"budi": 0, "wati": 1, "sari": 1}


def tell(cast: Cast, kind: str, subject: Any, **data: Any) -> timeline.Line:
    with translation.override("en"):
        return timeline.Teller([event(kind, subject, by=cast.budi, **data)], cast.sari).lines()[0]


def changes(happened: Event, member: Any) -> list[timeline.Change]:
    return timeline.Teller([happened], member).lines()[0].changes


def record_many(cast: Cast, customer: Any, count: int) -> None:
    Event.objects.bulk_create(
        event(
            "customer.changed",
            customer,
            by=cast.budi,
            customer_id=customer.pk,
            at=datetime(2026, 11, 22, 1, number % 60, tzinfo=UTC),
            changes={"owner": [cast.budi.pk, cast.wati.pk], "source": [None, None], "unit": [None, cast.shop.pk]},
        )
        for number in range(count)
    )


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_sentence_can_be_filled(language: str, cast: Cast) -> None:
    with translation.override(language):
        for kind in TELLINGS:
            assert "%(" not in tell(cast, kind, cast.budi).sentence


def test_a_step_to_another_stage_is_told_with_its_reason(cast: Cast) -> None:
    customer = build("customer", cast.budi)
    figures = {"purchases": 4, "promo_purchases": 3, "promo_revenue": 300_000, "revenue": 400_000}
    told = {"before": "majority", "after": "repeat", "reason": "discount", "figures": figures}
    line = tell(cast, "customer.staged", customer, **told)
    assert line.sentence == "Warung Bu Tini: from Majority customer to Repeat customer"
    assert line.note == (
        "Buys on discount: 3 purchases on discount, of Rp100,000 on the average; 1 without, of Rp100,000."
    )
    with translation.override("id"):
        [same] = timeline.Teller([event("customer.staged", customer, by=None, **told)], cast.joko).lines()
    assert same.sentence == "Warung Bu Tini: dari Pelanggan utama ke Pelanggan berulang"
    assert same.note == "Membeli karena potongan."
