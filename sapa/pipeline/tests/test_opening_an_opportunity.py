"""Opening an opportunity and changing it."""

from decimal import Decimal
from uuid import uuid4

import pytest

from sapa.events.models import Event
from sapa.lib.errors import Conflict
from sapa.pipeline import opening
from sapa.pipeline.models import Opportunity, OpportunityLine
from sapa.pipeline.tests.deals import (
    NOW,
    TODAY,
    business,
    customer_of,
    deal,
    fresh,
    kinds,
    line,
    product,
    stage,
    tallies_are_right,
)
from sapa.testing import Cast


def test_it_starts_in_the_first_stage_with_the_sum_of_its_lines(cast: Cast) -> None:
    rice, snack = product("Nasi kotak", 25_000), product("Snack box", 12_500)
    made = deal(cast.budi, value=None, title="", lines=[line(rice, "50"), line(snack, "1.5")])
    assert (made.stage, made.probability, made.outcome) == (stage("candidate"), 10, "open")
    assert (made.value, made.value_by_hand, made.weighted) == (1_268_750, False, 126_875)
    assert made.title == "Nasi kotak · Warung Bu Yuli"
    assert [(row.product, row.quantity, row.amount) for row in made.lines.all()] == [
        (rice, Decimal(50), 1_250_000),
        (snack, Decimal("1.5"), 18_750),
    ]
    assert kinds(made) == ["opportunity.created"]
    assert tallies_are_right()


def test_the_same_form_sent_twice_opens_one(cast: Cast) -> None:
    uuid, customer = uuid4(), customer_of(cast.budi)
    both = [
        opening.open_opportunity(
            uuid=uuid, customer=customer, pipeline=business(), by=cast.budi, on=TODAY, now=NOW, title="Nasi"
        )
        for _time in range(2)
    ]
    assert both[0] == both[1]
    assert (Opportunity.objects.count(), Event.objects.filter(kind="opportunity.created").count()) == (1, 1)
    assert tallies_are_right()


def test_a_change_is_told_with_what_it_was_and_what_it_is(cast: Cast) -> None:
    made = deal(cast.budi)
    opening.change(made, by=cast.budi, now=NOW, version=1, title="Nasi tumpeng", value=2_000_000, owner=cast.wati)
    made = fresh(made)
    assert (made.title, made.value, made.version) == ("Nasi tumpeng", 2_000_000, 2)
    changed = Event.objects.get(kind="opportunity.changed")
    assert changed.data["changes"] == {
        "title": ["Nasi kotak rapat desa", "Nasi tumpeng"],
        "value": [1_250_000, 2_000_000],
        "weighted": [125_000, 200_000],
        "owner": ["Budi", "Wati"],
    } or changed.data["changes"] == {
        "title": ["Nasi kotak rapat desa", "Nasi tumpeng"],
        "value": [1_250_000, 2_000_000],
        "owner": ["Budi", "Wati"],
    }
    assert tallies_are_right()


def test_a_change_that_changes_nothing_tells_nothing(cast: Cast) -> None:
    made = deal(cast.budi)
    assert not opening.change(made, by=cast.budi, now=NOW, title=made.title, value=made.value)
    assert (fresh(made).version, kinds(made)) == (1, ["opportunity.created"])


def test_new_lines_replace_the_old_and_the_value_follows(cast: Cast) -> None:
    made = deal(cast.budi, value=None, lines=[line(product())])
    opening.change(made, by=cast.budi, now=NOW, lines=[line(text="Tenda", quantity="2", price=350_000)])
    assert fresh(made).value == 700_000
    assert [str(row) for row in OpportunityLine.objects.all()] == ["Tenda"]
    assert Event.objects.get(kind="opportunity.changed").data["changes"]["lines"] == ["50 × Nasi kotak", "2 × Tenda"]


def test_another_pipeline_takes_it_at_the_same_step(cast: Cast) -> None:
    made = deal(cast.budi)
    other = business().__class__.objects.get(market="b2g")
    opening.change(made, by=cast.budi, now=NOW, pipeline=other)
    assert fresh(made).stage == stage("candidate", other)
    assert tallies_are_right()


def test_the_second_of_two_who_change_it_is_told(cast: Cast) -> None:
    first = deal(cast.budi)
    second = fresh(first)
    opening.change(first, by=cast.budi, now=NOW, version=1, title="Punya Budi")
    with pytest.raises(Conflict):
        opening.change(second, by=cast.sari, now=NOW, version=1, title="Punya Sari")
    with pytest.raises(Conflict):
        opening.change(fresh(second), by=cast.sari, now=NOW, version=1, title="Punya Sari")
    assert fresh(first).title == "Punya Budi"
