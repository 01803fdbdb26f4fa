"""The rules of the stages: read, tried and changed."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.tasks import default_task_backend
from django.utils import timezone

from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.events.reacting import react
from sapa.lifecycle import keeping, ruling
from sapa.lifecycle.forms import RulesForm
from sapa.lifecycle.models import LifecycleRules, RulesTrial
from sapa.lifecycle.tasks import carry_out_trial
from sapa.lifecycle.tests.telling import bought, bought_every, person, visited
from sapa.testing import Cast

PAGE = "/maju-bersama/lifecycle/rules/"


@pytest.fixture
def rules(cast: Cast) -> LifecycleRules:
    return LifecycleRules.objects.get()


def filled(rules: LifecycleRules, **changed: Any) -> dict[str, Any]:
    """The form as it is drawn, with some of it changed."""
    form = RulesForm(instance=rules, currency="IDR")
    shown = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in {**shown, **changed}.items() if value not in (None, False)}


def now_ago(days: int) -> Any:
    return timezone.localdate() - timedelta(days=days)


def fortnights(customer: Customer, times: int) -> None:
    for turn in range(times):
        bought(customer, now_ago(3 + 14 * turn))


def test_everybody_who_sees_customers_may_read_them(cast: Cast, rules: LifecycleRules) -> None:
    page = cast.client(cast.budi).get(PAGE).content.decode()
    assert "Pelanggan utama" in page
    assert "rules/change/" not in page
    assert f'href="{PAGE}change/"' in cast.client(cast.sari).get(PAGE).content.decode()


def test_who_manages_the_settings_changes_them_once(cast: Cast, rules: LifecycleRules) -> None:
    data = filled(rules, loyal_days=90, rate_visit="25.000")
    for _again in range(2):
        answer = cast.client(cast.sari).post(f"{PAGE}change/", data)
    rules.refresh_from_db()
    assert (rules.loyal_days, rules.rates, rules.version) == (90, {"visit": 25_000}, 2)
    assert answer.status_code == 409  # the second tap has an old version, and is shown both
    assert Event.objects.filter(kind="lifecycle_rules.changed").count() == 1
    assert [one.task.name for one in default_task_backend.results].count("react") >= 1


def test_who_does_not_may_not(cast: Cast, rules: LifecycleRules) -> None:
    data = filled(rules, loyal_days=90)
    assert cast.client(cast.tono).post(f"{PAGE}change/", data).status_code == 403
    assert cast.client(cast.tono).post(f"{PAGE}trials/", data).status_code == 403
    assert cast.client(cast.asing).post(f"{PAGE}change/", data).status_code == 404
    rules.refresh_from_db()
    assert (rules.loyal_days, RulesTrial.objects.count()) == (180, 0)


def test_what_makes_no_sense_comes_back_with_all_that_was_typed(cast: Cast, rules: LifecycleRules) -> None:
    data = filled(rules, warn_percent=400, rate_visit="banyak", loyal_days=77)
    answer = cast.client(cast.sari).post(f"{PAGE}change/", data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="77"' in page
    assert 'value="banyak"' in page
    assert {"slip_percent", "rate_visit"} <= set(answer.context["form"].errors)
    assert cast.client(cast.sari).post(f"{PAGE}trials/", data).status_code == 422


def test_a_trial_shows_who_would_move_and_moves_nobody(cast: Cast, rules: LifecycleRules) -> None:
    ani, beni = person(cast.budi, "Ani"), person(cast.budi, "Beni")
    fortnights(ani, 8)
    fortnights(beni, 5)
    keeping.run_pass(cast.organization, on=timezone.localdate(), now=timezone.now())
    client, data = cast.client(cast.sari), filled(rules, majority_purchases=6, once=str(uuid4()))
    for _again in range(2):
        answer = client.post(f"{PAGE}trials/", data)
    trial = RulesTrial.objects.get()
    assert answer["Location"] == f"{PAGE}trials/{trial.pk}/"
    assert (trial.result["moved"], trial.result["flow"]) == (1, [["majority", "repeat", 1]])
    page = client.get(answer["Location"]).content.decode()
    assert "Beni" in page
    assert "Ani<" not in page
    assert "5 kali" in page  # the sentence that Beni would have
    beni.refresh_from_db()
    assert beni.stage == "majority"
    assert (
        cast.client(cast.sari).get(f"{PAGE}change/?trial={trial.pk}").context["form"]["majority_purchases"].value() == 6
    )


def test_saving_a_trial_moves_whom_it_named(cast: Cast, rules: LifecycleRules) -> None:
    beni = person(cast.budi, "Beni")
    fortnights(beni, 5)
    keeping.run_pass(cast.organization, on=timezone.localdate(), now=timezone.now())
    client = cast.client(cast.sari)
    page = client.get(client.post(f"{PAGE}trials/", filled(rules, majority_purchases=6))["Location"])
    hidden = {field.name: field.value() for field in page.context["form"]}
    saved = client.post(f"{PAGE}change/", {name: value for name, value in hidden.items() if value not in (None, False)})
    assert saved.status_code == 303
    react.func(cast.organization.pk, Event.objects.get(kind="lifecycle_rules.changed").pk)
    beni.refresh_from_db()
    assert beni.stage == "repeat"


def test_with_many_customers_the_worker_tries(
    cast: Cast, rules: LifecycleRules, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ruling, "AT_ONCE", 1)
    for name in ("Ani", "Beni"):
        fortnights(person(cast.budi, name), 5)
    default_task_backend.clear()
    client = cast.client(cast.sari)
    url = client.post(f"{PAGE}trials/", filled(rules))["Location"]
    assert "every 1s" in client.get(url).content.decode()
    [queued] = [one for one in default_task_backend.results if one.task.name == "carry_out_trial"]
    carry_out_trial.func(*queued.args)
    page = client.get(url).content.decode()
    assert "every 1s" not in page
    assert RulesTrial.objects.get().result["moved"] == 2


def test_a_trial_is_whose_it_is(cast: Cast, rules: LifecycleRules) -> None:
    trial = ruling.try_rules(
        {"loyal_days": 10},
        uuid=uuid4(),
        by=cast.sari,
        on=timezone.localdate(),
        now=timezone.now(),
    )
    assert cast.client(cast.asing).get(f"{PAGE}trials/{trial.pk}/").status_code == 404


def test_serving_costs_what_the_rates_say(cast: Cast, rules: LifecycleRules) -> None:
    LifecycleRules.objects.update(rates={"visit": 20_000, "phone": 1_500}, delivery_rate=10_000)
    ani = person(cast.budi, "Ani")
    for days in (1, 40, 500):
        visited(ani, now_ago(days), cast.budi)
    visited(ani, now_ago(2), cast.budi, touch_point="phone")
    visited(ani, now_ago(2), cast.budi, touch_point="phone", direction="in")  # they called us
    bought_every(ani, 20, 2)
    keeping.run_pass(cast.organization, on=timezone.localdate(), now=timezone.now())
    row = ani.metrics.get()
    assert (row.service_cost, row.service_cost_year) == (61_500, 41_500)
    assert row.profit == row.revenue - row.cost - 61_500
