"""What to do next is one sentence: the first rule that has something to say."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from sapa.customers.models import Customer
from sapa.lifecycle.advising import Advice, advise
from sapa.lifecycle.life import Life
from sapa.lifecycle.models import BadMark, CustomerMetrics, Departure, LifecycleRules
from sapa.lifecycle.tests.telling import TODAY, ago, person
from sapa.team.models import Member
from sapa.testing import Cast

CALM: dict[str, Any] = {
    "stage": "loyal", "reason": "alone", "activity": "active", "purchases": 20, "usual_days": 14, "last_on": ago(2),
    "due_on": ago(-12), "late_on": ago(-16), "slips_on": ago(-21), "satisfaction": 5, "scores": 1, "score_on": ago(30),
    "relationship_year": 6, "selling_year": 4, "last_relationship_on": ago(9), "introduced_bought": 0,
}  # fmt: skip


def told(member: Member, customer: Customer, life: dict[str, Any] | None = None, **figures: Any) -> Advice:
    row = CustomerMetrics(customer=customer, **CALM | figures)
    with translation.override("en"):
        return advise(
            member, customer, Life(row=row, rules=LifecycleRules(), **life or {}), TODAY, ["rice", "oil", "x"]
        )


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        (
            {"activity": "bad", "oldest_due_on": ago(120), "satisfaction": 1},
            "Ask for the payment that is due since 25 Jul 2026 before you sell more.",
        ),
        ({"activity": "bad", "satisfaction": 1}, "Agree with them how to go on before you sell more."),
        (
            {"satisfaction": 2, "late_on": TODAY},
            "Call them and put right what troubles them: 2 of 5 on 23 Oct 2026.",
        ),
        (
            {"late_on": TODAY, "due_on": ago(4)},
            "Greet them and ask how they are: last bought on 20 Nov 2026, usually every 14 days.",
        ),
        (
            {"activity": "passive", "due_on": None, "late_on": None, "stage": "repeat"},
            "Greet them and ask how they are: last bought on 20 Nov 2026.",
        ),
        ({"due_on": ago(-7)}, "Offer rice and oil: their next purchase is due on 29 Nov 2026."),
        ({"scores": 0, "score_on": None, "satisfaction": None}, "Ask how satisfied they are: nobody has asked yet."),
        ({"score_on": ago(365)}, "Ask how satisfied they are: last asked on 22 Nov 2025."),
        ({}, "Ask whom they know who needs the same: they are loyal and satisfied."),
        (
            {"reason": "advocate", "stage": "advocate", "selling_year": 7},
            "Greet them without selling: sold to 7 times in a year, greeted 6 times.",
        ),
        (
            {"reason": "advocate", "stage": "advocate"},
            "Keep in touch: last greeted on 13 Nov 2026.",
        ),
    ],
)
def test_of_who_buys(cast: Cast, figures: dict[str, Any], sentence: str) -> None:
    assert told(cast.budi, person(cast.budi, "Bu Siti"), **figures).sentence == sentence


@pytest.mark.parametrize(
    ("stage", "purchases", "sentence"),
    [
        ("first", 1, "Thank them for their first purchase, and invite them to come again."),
        ("prospect", 0, "Find out what they need."),
        ("suspect", 0, "Greet them and get to know them."),
    ],
)
def test_of_who_is_new(cast: Cast, stage: str, purchases: int, sentence: str) -> None:
    figures = {"stage": stage, "purchases": purchases, "scores": 0, "satisfaction": None, "score_on": None}
    figures |= dict.fromkeys(("usual_days", "due_on", "late_on", "slips_on"))
    assert told(cast.budi, person(cast.budi, "Bu Siti"), **figures).sentence == sentence


def test_who_left_is_greeted_whatever_the_rhythm_says(cast: Cast) -> None:
    gone = {"departure": Departure(on=ago(3), why="price")}
    said = told(cast.budi, person(cast.budi, "Bu Siti"), gone, late_on=TODAY, due_on=ago(5)).sentence
    assert said == "Greet them without selling, and ask what would bring them back."


def test_who_is_marked_as_bad_comes_first(cast: Cast) -> None:
    marked = {"mark": BadMark(reason="…", by=cast.budi), "departure": Departure(on=ago(3), why="price")}
    said = told(cast.budi, person(cast.budi, "Bu Siti"), marked, activity="bad").sentence
    assert said == "Agree with them how to go on before you sell more."


@pytest.mark.parametrize(
    ("who", "figures", "place"),
    [
        ("budi", {"due_on": ago(-1)}, "orders/new/?customer="),
        ("joko", {"due_on": ago(-1)}, "touches/new/"),
        ("budi", {"activity": "bad", "oldest_due_on": ago(120)}, "statement/"),
        ("joko", {"activity": "bad", "oldest_due_on": ago(120)}, "touches/new/"),
        (
            "budi",
            {"stage": "prospect", "purchases": 0, "selling_year": 0, "due_on": None, "late_on": None},
            "findings/new/",
        ),
        ("darma", {}, ""),
    ],
)
def test_its_button_does_what_the_member_may_do(cast: Cast, who: str, figures: dict[str, Any], place: str) -> None:
    act = told(getattr(cast, who), person(cast.budi, "Bu Siti"), **figures).act
    assert (act is None) if not place else (act is not None and place in act.url)


def test_figures_that_are_not_there_yet_are_no_reason_to_wait(cast: Cast) -> None:
    customer = person(cast.budi, "Bu Siti")
    with translation.override("en"):
        assert advise(cast.budi, customer, Life(), TODAY).sentence == "Greet them and get to know them."


def test_one_day_earlier_they_are_not_due(cast: Cast) -> None:
    said = told(cast.budi, person(cast.budi, "Bu Siti"), due_on=TODAY + timedelta(days=8)).sentence
    assert said.startswith("Ask whom they know")
