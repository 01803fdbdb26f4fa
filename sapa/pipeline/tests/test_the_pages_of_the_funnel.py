"""The board of the funnel, the forms of its steps, and the strip on the customer's card."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sapa.activities.models import Interaction
from sapa.customers import querysets
from sapa.customers.models import Customer, Source
from sapa.pipeline import finding_out, funnel, funnel_board
from sapa.pipeline.models import Finding, Opportunity
from sapa.pipeline.tests.deals import NOW, business, customer_of, product
from sapa.team.models import Member
from sapa.testing import Cast

ROOT = "/maju-bersama/funnel/"


def at(step: str, owner: Member, name: str = "Warung Bu Yuli", **fields: Any) -> Customer:
    """A customer brought to this step by the verbs, with a need."""
    made = customer_of(owner, name, **fields)
    if step != "prospect":
        funnel.make_contact(made, touch_point="phone", by=owner, now=NOW, findings=[("need", "Nasi kotak")])
    if step in {"account", "opportunity"}:
        funnel.make_account(made, answers={made.findings.get(): ("yes", None, "Ada")}, by=owner, now=NOW)
    if step == "opportunity":
        funnel.make_opportunity(made, title="", pipeline=business(), value=1, by=owner, on=NOW.date(), now=NOW,
                                uuid=uuid4())  # fmt: skip
    return made


def step_of(customer: Customer) -> str:
    return Customer.objects.get(pk=customer.pk).step


def test_the_board_has_each_customer_in_the_column_of_its_step(cast: Cast) -> None:
    for step in ("prospect", "contact", "account", "opportunity"):
        at(step, cast.budi, f"Toko {step}")
    aside = at("prospect", cast.budi, "Toko Nanti")
    funnel.set_aside(aside, reason="Panen", by=cast.budi, now=NOW)
    page = cast.client(cast.budi).get(ROOT)
    assert [(column.id, column.count, [card.name for card in column.cards]) for column in page.context["columns"]] == [
        (step, 1, [f"Toko {step}"]) for step in ("prospect", "contact", "account", "opportunity")
    ]
    assert page.context["columns"][1].cards[0].findings == 1
    both = cast.client(cast.budi).get(f"{ROOT}?aside=1").context["columns"][0]
    assert (both.count, {card.name: card.aside for card in both.cards}) == (
        2,
        {"Toko prospect": False, "Toko Nanti": True},
    )


def test_a_card_shows_where_they_are_from_and_for_how_long(cast: Cast) -> None:
    source = Source.objects.create(name="Pasar desa")
    customer_of(cast.budi, source=source, step_entered_at=timezone.now() - timedelta(days=3))
    [card] = cast.client(cast.sari).get(ROOT).context["columns"][0].cards
    assert (card.source, card.owner, card.days, card.village) == ("Pasar desa", "Budi", 3, "")


def test_the_board_shows_no_customer_that_the_member_does_not_see(cast: Cast) -> None:
    at("contact", cast.wati)
    assert [column.count for column in cast.client(cast.budi).get(ROOT).context["columns"]] == [0, 0, 0, 0]
    assert [column.count for column in cast.client(cast.sari).get(ROOT).context["columns"]] == [0, 1, 0, 0]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("market=b2g", {"Kantor Desa"}),
        ("field=katering", {"Toko Maju"}),
        ("q=kantor", {"Kantor Desa"}),
        ("since=2026-11-01", {"Toko Maju"}),
        ("until=2026-10-31", {"Kantor Desa"}),
    ],
)
def test_filters_narrow_the_board(cast: Cast, query: str, names: set[str]) -> None:
    customer_of(cast.budi, "Toko Maju", market="b2b", field="Katering", created_at=NOW)
    customer_of(cast.budi, "Kantor Desa", market="b2g", created_at=datetime(2026, 10, 1, tzinfo=UTC))
    column = cast.client(cast.budi).get(f"{ROOT}?{query}").context["columns"][0]
    assert {card.name for card in column.cards} == names
    assert column.url.endswith(f"?{query}&step=prospect")


@pytest.mark.parametrize("who", ["sari", "budi"])
def test_a_text_that_very_many_have_shows_the_same_board(cast: Cast, who: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, step in enumerate(["prospect", "contact", "account"] * 2):
        at(step, [cast.budi, cast.wati][number % 2], f"Toko Mekar {number}")
    at("prospect", cast.budi, "Warung Lain")

    def drawn() -> list[tuple[str, int, list[str]]]:
        columns = cast.client(getattr(cast, who)).get(f"{ROOT}?q=mekar").context["columns"]
        return [(column.id, column.count, [card.name for card in column.cards]) for column in columns]

    few = drawn()
    assert [count for _step, count, _names in few] == ([2, 2, 2, 0] if who == "sari" else [1, 1, 1, 0])
    monkeypatch.setattr(funnel_board, "RARE", 0)
    monkeypatch.setattr(querysets, "RARE", 0)
    assert drawn() == few


def test_the_board_takes_as_many_queries_for_a_hundred_as_for_four(cast: Cast) -> None:
    asked = {}
    for number in (1, 25):
        for step in ("prospect", "contact", "account"):
            for place in range(number):
                at(step, cast.budi, f"Toko {step} {number} {place}")
        browser = cast.client(cast.budi)
        browser.get(ROOT)
        with CaptureQueriesContext(connection) as queries:
            page = browser.get(ROOT)
        asked[number] = len(queries)
    assert [len(column.cards) for column in page.context["columns"]] == [20, 20, 20, 0]
    assert asked[1] == asked[25] <= 12


def test_more_cards_follow_without_a_gap(cast: Cast) -> None:
    for place in range(25):
        customer_of(cast.budi, f"Toko {place:02}", step_entered_at=NOW + timedelta(minutes=place))
    column = cast.client(cast.budi).get(ROOT).context["columns"][0]
    assert [card.name for card in column.cards] == [f"Toko {place:02}" for place in range(24, 4, -1)]
    more = cast.client(cast.budi).get(column.more_url, headers={"HX-Request": "true"})
    assert [card.name for card in more.context["column"].cards] == [f"Toko {place:02}" for place in range(4, -1, -1)]
    assert cast.client(cast.budi).get(column.more_url).status_code == 302


@pytest.mark.parametrize(
    ("here", "to", "form"),
    [
        ("prospect", "contact", "contact"),
        ("prospect", "opportunity", "contact"),
        ("contact", "account", "account"),
        ("account", "opportunity", "opportunity"),
        ("account", "prospect", "back"),
    ],
)
def test_a_card_that_is_dragged_opens_the_form_of_the_step(cast: Cast, here: str, to: str, form: str) -> None:
    made = at(here, cast.budi)
    moved = cast.client(cast.budi).post(
        f"{ROOT}customers/{made.pk}/step/?market=b2c", {"stage": to}, headers={"X-Sapa-Board": "1"}
    )
    wanted = f"{ROOT}customers/{made.pk}/{form}/?next=%2Fmaju-bersama%2Ffunnel%2F%3Fmarket%3Db2c"
    assert (moved.status_code, moved["X-Sapa-Dialog-Url"]) == (200, wanted)
    assert step_of(made) == here
    assert cast.client(cast.budi).get(wanted).status_code == 200


def test_from_prospect_to_opportunity_by_the_forms(cast: Cast) -> None:
    made, browser = customer_of(cast.budi), cast.client(cast.budi)
    talk = {"touch_point": "visit", "direction": "out", "outcome": "interested", "note": "Ramah", "once": str(uuid4()),
            "need": "Nasi kotak 50\n\n Snack  box ", "problem": "", "hope": "Lebih murah", "trend": ""}  # fmt: skip
    assert browser.post(f"{ROOT}customers/{made.pk}/contact/", talk).status_code == 303
    assert browser.post(f"{ROOT}customers/{made.pk}/contact/", talk).status_code == 303
    assert Interaction.objects.get().outcome == "interested"
    found = list(Finding.objects.order_by("pk"))
    assert [(one.kind, one.text) for one in found] == [
        ("need", "Nasi kotak 50"),
        ("need", "Snack box"),
        ("hope", "Lebih murah"),
    ]
    dish = product(price=30_000)
    answers = {f"answer_{found[0].pk}": "yes", f"with_{found[0].pk}": str(dish.pk), f"answer_{found[1].pk}": "yes",
               f"with_{found[1].pk}_text": "Buat sendiri", f"answer_{found[2].pk}": "no", "kind": "trend",
               "text": ""}  # fmt: skip
    assert browser.post(f"{ROOT}customers/{made.pk}/account/", answers).status_code == 303
    assert list(Finding.objects.order_by("pk").values_list("answer", "product", "solution")) == [
        ("yes", dish.pk, ""),
        ("yes", None, "Buat sendiri"),
        ("no", None, ""),
    ]
    page = browser.get(f"{ROOT}customers/{made.pk}/opportunity/")
    assert page.context["form"]["title"].value() == "Nasi kotak · Warung Bu Yuli"
    assert set(page.context["form"]["findings"].value()) == {found[0].pk, found[1].pk}
    deal = {"title": "", "lines-count": "1", "lines-0-what": str(dish.pk), "lines-0-quantity": "50", "once": uuid4(),
            "lines-0-price": "30.000", "pipeline": str(business().pk), "findings": [str(found[0].pk)],
            "probability": "60", "expected_close": "2027-01-15", "next": ROOT}  # fmt: skip
    for _attempt in range(2):
        answer = browser.post(f"{ROOT}customers/{made.pk}/opportunity/", deal)
        assert (answer.status_code, answer["Location"]) == (303, ROOT)
    opened = Opportunity.objects.get()
    assert (opened.value, opened.probability, opened.expected_close) == (1_500_000, 60, date(2027, 1, 15))
    assert (opened.title, opened.owner, list(opened.findings.all())) == (
        "Nasi kotak · Warung Bu Yuli",
        cast.budi,
        [found[0]],
    )
    assert step_of(made) == "opportunity"


def test_an_account_can_be_made_with_a_need_that_was_not_written_down(cast: Cast) -> None:
    made = customer_of(cast.budi)
    funnel.make_contact(made, touch_point="phone", by=cast.budi, now=NOW)
    url, browser = f"{ROOT}customers/{made.pk}/account/", cast.client(cast.budi)
    assert browser.post(url, {"kind": "need", "text": ""}).status_code == 422
    assert browser.post(url, {"kind": "problem", "text": "Telat", "with_text": "Antar pagi"}).status_code == 303
    found = Finding.objects.get()
    assert (found.kind, found.text, found.answer, found.solution) == ("problem", "Telat", "yes", "Antar pagi")
    assert step_of(made) == "account"


def test_a_volunteer_says_in_words_what_can_be_served(cast: Cast) -> None:
    made = at("contact", cast.joko)
    url, pk = f"{ROOT}customers/{made.pk}/account/", made.findings.get().pk
    page = cast.client(cast.joko).get(url).text
    assert "/catalogue/" not in page
    form = {f"answer_{pk}": "yes", f"with_{pk}": "Dapur kita", "kind": "need"}
    assert cast.client(cast.joko).post(url, form).status_code == 303
    assert Finding.objects.get().solution == "Dapur kita"


def test_steps_that_need_another_right_are_403_and_change_nothing(cast: Cast) -> None:
    made = at("account", cast.joko)
    assert cast.client(cast.joko).post(f"{ROOT}customers/{made.pk}/opportunity/", {}).status_code == 403
    for path in ("contact/", "account/", "back/", "aside/", "taking-up/", "step/", "findings/new/"):
        form = {"reason": "x", "stage": "contact", "kind": "need", "texts": "x", "touch_point": "phone"}
        assert cast.client(cast.darma).post(f"{ROOT}customers/{made.pk}/{path}", form).status_code == 403
        assert cast.client(cast.budi).post(f"{ROOT}customers/{made.pk}/{path}", form).status_code == 404
        assert cast.client(cast.asing).post(f"{ROOT}customers/{made.pk}/{path}", form).status_code == 404
    assert (step_of(made), Opportunity.objects.count(), Finding.objects.count()) == ("account", 0, 1)


def test_a_step_back_and_setting_aside_by_their_forms(cast: Cast) -> None:
    made, browser = at("contact", cast.budi), cast.client(cast.budi)
    assert browser.post(f"{ROOT}customers/{made.pk}/back/", {"reason": "Salah orang"}).status_code == 303
    assert step_of(made) == "prospect"
    url = f"{ROOT}customers/{made.pk}/aside/"
    assert browser.post(url, {"reason": "Panen", "try_again_on": "2020-01-01"}).status_code == 422
    assert browser.post(url, {"reason": "", "try_again_on": ""}).status_code == 422
    later = timezone.localdate() + timedelta(days=9)
    assert browser.post(url, {"reason": "Panen", "try_again_on": later.isoformat()}).status_code == 303
    assert Customer.objects.to_try_again(later).get() == made
    card = browser.get(f"/maju-bersama/customers/{made.pk}/").text
    assert "Panen" in card
    assert f"customers/{made.pk}/taking-up/" in card
    assert browser.post(f"{ROOT}customers/{made.pk}/taking-up/").status_code == 303
    assert not Customer.objects.to_try_again(later).exists()


def test_the_card_offers_the_one_next_act(cast: Cast) -> None:
    for step, path in (("prospect", "contact"), ("contact", "account"), ("account", "opportunity")):
        made = at(step, cast.budi)
        page = cast.client(cast.budi).get(f"/maju-bersama/customers/{made.pk}/").text
        acts = [name for name in ("contact", "account", "opportunity") if f"funnel/customers/{made.pk}/{name}/" in page]
        assert acts == [path]
        assert (
            f"funnel/customers/{made.pk}/"
            not in cast.client(cast.darma).get(f"/maju-bersama/customers/{made.pk}/").text
        )


def test_findings_are_added_changed_and_marked_by_one_tap(cast: Cast) -> None:
    made, browser, once = customer_of(cast.budi), cast.client(cast.budi), str(uuid4())
    lines = {"kind": "hope", "texts": "Panen baik\nAnak sekolah", "once": once}
    for _attempt in range(2):
        assert browser.post(f"{ROOT}customers/{made.pk}/findings/new/", lines).status_code == 303
    first, second = Finding.objects.order_by("pk")
    assert (first.text, second.text, first.kind) == ("Panen baik", "Anak sekolah", "hope")
    change = {
        "kind": "need",
        "text": "Pupuk",
        "answer": "yes",
        "product": str(product("Pupuk").pk),
        "solution": "Antar",
    }
    assert browser.post(f"{ROOT}findings/{first.pk}/", change).status_code == 303
    first.refresh_from_db()
    assert (first.kind, first.text, first.answer, str(first.product), first.solution) == (
        "need",
        "Pupuk",
        "yes",
        "Pupuk",
        "Antar",
    )
    for undo, met in ((None, True), (None, True), ("1", False), ("1", False)):
        assert browser.post(f"{ROOT}findings/{first.pk}/meeting/", {"undo": undo} if undo else {}).status_code == 303
        assert (Finding.objects.get(pk=first.pk).met_by == cast.budi) is met
    assert cast.client(cast.darma).post(f"{ROOT}findings/{first.pk}/meeting/").status_code == 403
    assert cast.client(cast.wati).post(f"{ROOT}findings/{first.pk}/meeting/").status_code == 404


def test_the_card_shows_what_was_found_out_in_one_query(cast: Cast) -> None:
    made = customer_of(cast.budi)
    finding_out.note_findings(made, [("need", f"Kebutuhan {n}") for n in range(15)], by=cast.budi, now=NOW)
    page = cast.client(cast.budi).get(f"/maju-bersama/customers/{made.pk}/").text
    assert "Kebutuhan 14" in page
    assert "3 lagi" in page


def test_the_list_shows_those_at_a_step_and_those_set_aside(cast: Cast) -> None:
    for step in ("prospect", "contact"):
        at(step, cast.budi, f"Toko {step}")
    funnel.set_aside(at("contact", cast.budi, "Toko Nanti"), reason="Panen", by=cast.budi, now=NOW)
    names = {
        step: {row["name"] for row in cast.client(cast.budi).get(f"/maju-bersama/customers/?step={step}").context[
            "listed"
        ].rows}
        for step in ("prospect", "contact", "aside", "nonsense")
    }  # fmt: skip
    assert names == {
        "prospect": {"Toko prospect"},
        "contact": {"Toko contact"},
        "aside": {"Toko Nanti"},
        "nonsense": {"Toko prospect", "Toko contact", "Toko Nanti"},
    }


def test_a_finding_that_cannot_be_one_is_refused_and_no_deal_is_made(cast: Cast) -> None:
    made = at("account", cast.budi)
    for wrong in ("9" * 30, "-1", "\u0663", "x"):
        page = cast.client(cast.budi).post(
            f"{ROOT}customers/{made.pk}/opportunity/", {"title": "Nasi kotak", "findings": wrong}
        )
        assert page.status_code == 422
    assert (step_of(made), Opportunity.objects.count()) == ("account", 0)
