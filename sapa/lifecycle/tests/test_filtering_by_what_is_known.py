"""The customer list is narrowed by every figure that is kept: exactly those who fit, in the order of their names."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from sapa.customers.facets import Group, facets
from sapa.customers.filter import Filter, encoded
from sapa.customers.models import Customer
from sapa.customers.tests.making import make
from sapa.lifecycle.facets import FACETS
from sapa.lifecycle.models import CustomerMetrics, CustomerProfile, CustomerValue, Departure, Factor, ProductUse
from sapa.lifecycle.tests.telling import ago, bought, known, person
from sapa.places.models import Channel
from sapa.sales import invoicing
from sapa.sales.tests.money import NOW, TODAY, an_invoice, product, wanted
from sapa.team.models import Member
from sapa.team.roles import RIGHTS
from sapa.testing import Cast

LIST = "/maju-bersama/customers/"


# Three customers told by their figures; whoever is not named by a condition's test has nothing of the kind.
FIGURES: dict[str, dict[str, Any]] = {
    "Ani": {
        "activity": "active",
        "size": "big",
        "potential": "much",
        "rfm_group": "best",
        "discount_verdict": "free",
        "spending_verdict": "free",
        "purchases": 12,
        "first_on": ago(400),
        "last_on": ago(10),
        "due_on": ago(-7),
        "late_on": ago(-20),
        "slips_on": ago(-40),
        "revenue": 9_000_000,
        "revenue_year": 5_000_000,
        "cost_year": 3_000_000,
        "relationship_year": 6,
        "satisfaction": 5,
        "introduced_bought": 2,
    },
    "Beni": {
        "activity": "passive",
        "size": "regular",
        "potential": "could",
        "rfm_group": "keep",
        "recency_score": 2,
        "frequency_score": 4,
        "money_score": 3,
        "discount_verdict": "dependent",
        "spending_verdict": "dependent",
        "purchases": 4,
        "first_on": ago(300),
        "last_on": ago(60),
        "due_on": TODAY,
        "late_on": TODAY,
        "slips_on": ago(-1),
        "revenue": 800_000,
        "revenue_year": 800_000,
        "cost_year": 700_000,
        "service_cost_year": 200_000,
        "relationship_year": 2,
        "satisfaction": 2,
        "oldest_due_on": ago(15),
        "is_undecided": True,
    },
    "Cici": {
        "activity": "bad",
        "size": "micro",
        "potential": "little",
        "rfm_group": "asleep",
        "recency_score": 1,
        "frequency_score": 1,
        "money_score": 2,
        "purchases": 1,
        "first_on": ago(200),
        "last_on": ago(200),
        "due_on": ago(100),
        "late_on": ago(90),
        "slips_on": TODAY,
        "revenue": 50_000,
        "revenue_year": 50_000,
        "relationship_year": 1,
        "satisfaction": 3,
        "oldest_due_on": ago(100),
    },
    "Dodi": {},
}
STAGES = {"Ani": "loyal", "Beni": "repeat", "Cici": "first", "Dodi": "prospect"}
EXPECTED: list[tuple[dict[str, Any], str]] = [
    ({"stage": "loyal"}, "Ani"),
    ({"stage": "first,loyal"}, "Ani Cici"),
    ({"stage": "loyal,nonsense"}, "Ani"),
    ({"activity": "bad"}, "Cici"),
    ({"activity": "active,passive"}, "Ani Beni"),
    ({"size": "big"}, "Ani"),
    ({"size": "regular,micro"}, "Beni Cici"),
    ({"potential": "could"}, "Beni"),
    ({"rfm": "best,keep"}, "Ani Beni"),
    ({"recency": "2"}, "Beni"),
    ({"worth": "4"}, "Beni"),  # 4 and 3: half up
    ({"worth": "2"}, "Cici"),
    ({"worth": "3"}, ""),
    ({"role": "channel"}, "Beni"),
    ({"role": "end_user"}, "Ani Cici Dodi"),
    ({"undecided": "yes"}, "Beni"),
    ({"late": "yes"}, "Beni Cici"),
    ({"late": "warned"}, "Beni"),
    ({"late": "slipped"}, "Cici"),
    ({"quiet": "60"}, "Beni Cici"),
    ({"quiet": "61"}, "Cici"),
    ({"lately": "10"}, ""),
    ({"lately": "11"}, "Ani"),
    ({"purchases_from": "4"}, "Ani Beni"),
    ({"purchases_to": "4"}, "Beni Cici Dodi"),
    ({"purchases_from": "2", "purchases_to": "4"}, "Beni"),
    ({"purchases_to": "0"}, "Dodi"),
    ({"revenue_from": "800000"}, "Ani Beni"),
    ({"revenue_from": "800.001"}, "Ani"),
    ({"revenue_to": "800rb"}, "Beni Cici Dodi"),
    ({"profit_from": "50000"}, "Ani Cici"),
    ({"profit_below": "0"}, "Beni"),
    ({"profit_below": "50000"}, "Beni Dodi"),
    ({"value_from": "2000000"}, "Ani"),
    ({"value_from": "1000000"}, "Ani Beni"),
    ({"last_after": ago(60)}, "Ani Beni"),
    ({"last_before": ago(60)}, "Cici"),
    ({"first_after": ago(300)}, "Beni Cici"),
    ({"first_before": ago(300)}, "Ani"),
    ({"discount": "dependent"}, "Beni"),
    ({"discount": "free,unknown"}, "Ani Cici Dodi"),
    ({"spending": "dependent"}, "Beni"),
    ({"spending": "free,unknown"}, "Ani Cici Dodi"),
    ({"due_within": "0"}, "Beni"),
    ({"due_within": "6"}, "Beni"),
    ({"due_within": "7"}, "Ani Beni"),
    ({"satisfaction_from": "3"}, "Ani Cici"),
    ({"satisfaction_to": "2"}, "Beni"),
    ({"touches_below": "2"}, "Cici Dodi"),
    ({"owes": "yes"}, "Beni Cici"),
    ({"overdue": "15"}, "Cici"),
    ({"overdue": "14"}, "Beni Cici"),
    ({"introduced": "yes"}, "Ani"),
    ({"departed": "yes"}, "Cici"),
    ({"age": "26-35"}, "Ani Beni"),
    ({"gender": "woman"}, "Ani"),
    ({"education": "higher"}, "Ani"),
    ({"income": "8-"}, "Beni"),
    ({"style": "thrifty,status"}, "Beni"),
    ({"occasion": "harvest"}, "Ani"),
    ({"decision": "family"}, "Beni"),
    ({"factor": "price"}, "Ani"),
    ({"factor": "halal,service"}, "Beni"),
    ({"activity": "active,passive", "satisfaction_to": "2", "departed": "yes"}, ""),
    ({"activity": "active,passive", "satisfaction_to": "2", "age": "26-35"}, "Beni"),
]


@pytest.fixture
def people(cast: Cast) -> dict[str, Customer]:
    """The four, with all that is kept of them."""
    found = {}
    for name, figures in FIGURES.items():
        customer = found[name] = make(cast.budi, name, "")
        CustomerMetrics.objects.create(customer=customer, stage=STAGES[name], **figures)
        Customer.objects.filter(pk=customer.pk).update(stage=STAGES[name])
    ani, beni, cici = (found[name] for name in ("Ani", "Beni", "Cici"))
    Customer.objects.filter(pk=beni.pk).update(channel=Channel.objects.all()[0])
    answers = {"age": "26-35", "gender": "woman", "education": "higher", "occasion": "harvest"}
    CustomerProfile.objects.create(customer=ani, **answers)
    CustomerProfile.objects.create(customer=beni, age="26-35", income="8-", style="thrifty", decision="family")
    for customer, what, weight in ((ani, "price", 4), (beni, "price", 3), (beni, "halal", 5)):
        Factor.objects.create(customer=customer, what=what, weight=weight)
    for customer, value in ((ani, 2_000_000), (beni, 1_000_000)):
        CustomerValue.objects.create(customer=customer, alive=0.9, expected_purchases=3, value=value)
    Departure.objects.create(customer=cici, on=ago(50), why="price", by=cast.budi)
    Departure.objects.create(customer=ani, on=ago(90), why="price", by=cast.budi, returned_on=ago(30))
    return found


def names(member: Member, state: Mapping[str, Any]) -> str:
    found = Filter({name: str(value) for name, value in state.items()}, member, NOW)
    return " ".join(found.rows().order_by("name_key").values_list("name", flat=True))


@pytest.mark.usefixtures("people")
def test_each_condition_lets_through_exactly_those_who_fit(cast: Cast) -> None:
    wrong = [(state, names(cast.sari, state)) for state, fit in EXPECTED if names(cast.sari, state) != fit]
    assert wrong == []
    told = {name for state, _fit in EXPECTED for name in state} | {"buys", "needs"}
    assert told == {facet.name for facet in FACETS}, "a condition has no test"


@pytest.mark.usefixtures("people")
def test_the_list_shows_the_same_and_says_why(cast: Cast) -> None:
    asked = {"stage": "repeat,loyal", "revenue_from": "1jt", "owes": "no"}
    answer = cast.client(cast.sari).get(f"{LIST}?{encoded(asked)}", headers={"Accept-Language": "id"})
    assert [row["name"] for row in answer.context["listed"].rows] == ["Ani"]
    assert answer.context["listed"].total == 1
    chips = [(str(chip.label), chip.value, chip.remove_url) for chip in answer.context["found"].chips]
    assert chips == [
        ("Tahap", "Pelanggan berulang atau Setia", "?revenue_from=1000000"),
        ("Omzet setahun mulai", "Rp1.000.000", "?stage=repeat%2Cloyal"),
        ("Punya utang kepada kita", "diabaikan: tidak masuk akal", "?stage=repeat%2Cloyal&revenue_from=1000000"),
    ]


@pytest.mark.usefixtures("people")
def test_boxes_that_were_ticked_come_one_by_one(cast: Cast) -> None:
    answer = cast.client(cast.sari).get(f"{LIST}?stage=loyal&stage=repeat&market=b2c&market=b2b")
    assert [row["name"] for row in answer.context["listed"].rows] == []  # the last word on the market is B2B
    assert answer.context["found"].on == {"market": "b2b", "stage": "repeat,loyal"}


def test_who_bought_or_needs_a_product(cast: Cast, people: dict[str, Customer]) -> None:
    rice, oil = product("Beras"), product("Minyak")
    an_invoice(cast.budi, wanted(1, 70_000, product=rice), wanted(1, 20_000, product=oil), whose=people["Ani"])
    taken_back = an_invoice(cast.budi, wanted(1, 70_000, product=rice), whose=people["Beni"])
    invoicing.cancel(taken_back, reason="Salah", by=cast.sari, now=NOW)
    an_invoice(cast.budi, wanted(1, 20_000, product=oil), whose=people["Cici"])
    ProductUse.objects.create(customer=people["Beni"], product=rice, needed=Decimal(10))
    ProductUse.objects.create(customer=people["Cici"], product=rice, used_for="Bubur")
    ProductUse.objects.create(customer=people["Dodi"], product=rice, needed=Decimal(0))
    assert names(cast.sari, {"buys": rice.pk}) == "Ani"
    assert names(cast.sari, {"buys": oil.pk}) == "Ani Cici"
    assert names(cast.sari, {"needs": rice.pk}) == "Beni Cici"
    assert names(cast.sari, {"needs": oil.pk}) == ""
    assert Filter({"buys": str(rice.pk)}, cast.sari, NOW).told("buys") == "Beras"


@pytest.mark.usefixtures("people")
def test_nobody_asks_for_figures_that_they_may_not_see(cast: Cast) -> None:
    """A volunteer sees no sales; what customers bring is for who sees what products cost."""
    Customer.objects.update(owner=cast.joko)
    assert names(cast.joko, {"stage": "loyal"}) == "Ani"
    assert Filter({"revenue_from": "1", "stage": "loyal"}, cast.joko, NOW).on == {"stage": "loyal"}
    assert Filter({"spending": "free", "discount": "free"}, cast.joko, NOW).on == {}
    assert Filter({"profit_below": "0"}, cast.budi, NOW).on == {}
    assert Filter({"profit_below": "0"}, cast.tono, NOW).on == {"profit_below": "0"}


def test_the_rights_of_conditions_are_steps_of_one_stair() -> None:
    """Who has the narrowest that a segment takes has the others: a segment remembers one."""
    stair = ["", "sales.view", "catalogue.cost"]
    assert {facet.right for facet in facets().values()} <= set(stair)
    for role, rights in RIGHTS.items():
        assert "catalogue.cost" not in rights.permissions or "sales.view" in rights.permissions, role


@pytest.mark.parametrize("value", ["", "x", "-1", "1.5", "99999999999999999999", "2026-02-31", "none", "' OR 1=1"])
def test_what_makes_no_sense_is_left_out(cast: Cast, value: str) -> None:
    for name, facet in facets().items():
        found = Filter({name: value}, cast.sari, NOW)
        if found.on:  # what a line of text takes, and a segment that is not there
            assert name in {"field", "segment"} or facet.kind.read(found.on[name], found.asking) is not None
        assert list(found.rows()) == []


def test_the_panel_offers_each_condition_in_its_group(cast: Cast) -> None:
    client = cast.client(cast.sari)
    form = client.get(f"{LIST}filters/?size=big&owes=yes&region=32.01").context["form"]
    parts = {part.name: part for part in form.parts}
    assert list(parts) == [group.value for group in Group if group != Group.OWN]  # no questions of its own
    offered = {field.name for part in parts.values() for field in part.fields}
    assert offered == set(facets())
    assert {name: part.on for name, part in parts.items() if part.on} == {"who": 1, "stages": 1, "serving": 1}
    drawn = client.get(f"{LIST}filters/?size=big&owes=yes").text
    assert drawn.count("<details") == drawn.count("</details>")
    assert '<input type="checkbox" name="owes" value="yes"' in drawn
    mine = cast.client(cast.joko).get(f"{LIST}filters/").context["form"]
    assert "revenue_from" not in mine.fields
    assert "stage" in mine.fields


def test_losses_are_asked_for_below_zero(cast: Cast) -> None:
    lost, brought = person(cast.budi, "Ani"), person(cast.budi, "Beni")
    bought(lost, ago(3), 100_000, cost=150_000)
    bought(brought, ago(3), 100_000)
    known(cast, lost)
    found = Filter({"profit_below": "-1.000"}, cast.sari, NOW)
    assert [row.name for row in found.rows()] == ["Ani"]
    assert found.on == {"profit_below": "-1000"}
    assert Filter({"profit_below": "-1000", "revenue_from": "-5"}, cast.sari, NOW).lost == ["revenue_from"]
