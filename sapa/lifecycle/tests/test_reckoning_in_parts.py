"""Customers are reckoned so many at a time: where one part ends and the next begins is seen in no figure."""

from contextlib import suppress
from typing import Any

import pytest

from sapa.customers.models import Customer, LifecycleStage
from sapa.events.models import Event
from sapa.lib.errors import Refused
from sapa.lifecycle import asking, backfilling, keeping, reading
from sapa.lifecycle.models import CustomerMetrics, LifecycleRules, MetricsPass, StageChange
from sapa.lifecycle.tests.telling import NOW, TODAY, ago, bought, known, person, rules_with
from sapa.lifecycle.tests.test_updates_and_rebuilding_agree import Trade, told
from sapa.lifecycle.trying import outcome
from sapa.lifecycle.valuing import read_history
from sapa.sales.selling import walk_in
from sapa.testing import Cast


def forget() -> None:
    """As if there had never been a pass."""
    for model in (CustomerMetrics, MetricsPass, StageChange):
        model.objects.all().delete()
    Event.objects.filter(kind="customer.staged").delete()
    Customer.objects.update(stage=LifecycleStage.SUSPECT)
    LifecycleRules.objects.update(bounds={})


def all_at_once(cast: Cast) -> dict[str, Any]:
    """What a trial, the path before the first pass, and two passes leave."""
    organization = cast.organization
    rules = LifecycleRules.objects.get()
    rules.majority_purchases = 2
    found: dict[str, Any] = {"trial": outcome(organization, rules, TODAY)}
    found["written"] = backfilling.tell_afterwards(organization, on=ago(30), now=NOW)
    passes = [keeping.run_pass(organization, on=ago(days), now=NOW) for days in (30, 0)]
    found["passes"] = [(one.customers, one.changed, one.moved) for one in passes]
    found["rows"], found["bounds"] = told(), LifecycleRules.objects.get().bounds
    steps = StageChange.objects.order_by("customer", "pk")
    found["path"] = list(steps.values_list("customer", "on", "before", "after", "reason", "data"))
    found["stages"] = dict(Customer.objects.values_list("pk", "stage"))
    events = Event.objects.filter(kind="customer.staged").order_by("customer_id")
    found["events"] = list(events.values_list("customer_id", "data"))
    history = read_history(organization, TODAY)
    found["history"] = [column.tolist() for column in (history.customers, history.places, history.days, history.net)]
    return found


@pytest.mark.parametrize("seed", range(3))
def test_any_history_gives_the_same_in_parts_of_any_size(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    rules_with(rates={"visit": 20_000, "phone": 2_000}, majority_purchases=3, loyal_days=30)
    person(cast.sari, "Yang pertama, tanpa apa pun")
    trade = Trade(cast, seed)
    nobody = walk_in(by=cast.sari, now=NOW)  # who stands between the others, and is none of them
    trade.people += [person(cast.sari, f"Warga {number}") for number in range(6)]
    for _turn in range(60):
        with suppress(Refused):
            trade.go_on()
    bought(nobody, ago(3))
    whole = all_at_once(cast)
    assert len({row["stage"] for row in whole["rows"].values()}) > 2
    assert nobody.pk not in {*whole["rows"], *whole["history"][0]}
    for size, rows in ((1, 1), (2, 5), (5, 2)):
        forget()
        monkeypatch.setattr(reading, "PART", size)
        monkeypatch.setattr(asking, "MOST_AT_ONCE", rows)
        assert all_at_once(cast) == whole


def test_what_is_sold_at_the_counter_is_nobodys(cast: Cast) -> None:
    """Neither the next customer's, nor in the way of anybody's figures."""
    nobody = walk_in(by=cast.budi, now=NOW)
    after = person(cast.budi, "Beni")
    bought(nobody, ago(3))
    row = known(cast, after)
    assert (row.purchases, row.revenue) == (0, 0)
    assert keeping.refresh(cast.organization, [nobody.pk], on=TODAY, now=NOW) == 0
    assert not CustomerMetrics.objects.filter(customer=nobody).exists()


def test_there_need_be_nobody(cast: Cast) -> None:
    Customer.objects.all().delete()
    done = keeping.run_pass(cast.organization, on=TODAY, now=NOW)
    assert (done.customers, done.changed, done.moved) == (0, 0, 0)
    assert backfilling.tell_afterwards(cast.organization, on=TODAY, now=NOW) == 0
