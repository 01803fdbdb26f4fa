"""What customers will buy is fitted on their purchases, kept, and fitted again each week or when somebody asks."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from django.tasks import default_task_backend

from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.lib.columns import BILLIONTHS, NUMBER, billionths, upsert
from sapa.lib.errors import AlreadyDone
from sapa.lifecycle import tasks, valuing, wishing_value
from sapa.lifecycle.models import CustomerValue, LifecycleRules, ValueModel
from sapa.lifecycle.reading import day_number
from sapa.lifecycle.tests import music
from sapa.lifecycle.tests.value_rows import compute_here, open_music_shop, open_shop, people
from sapa.lifecycle.value_model import Known, Refusal
from sapa.sales import crediting, invoicing
from sapa.sales.models import Invoice
from sapa.sales.tests.money import NOW as SALES_NOW
from sapa.sales.tests.money import an_invoice, customer, wanted
from sapa.tenancy.current import organization_scope
from sapa.testing import Cast

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    compute_here(monkeypatch)
    default_task_backend.clear()  # type: ignore[attr-defined]


def move(invoice: Invoice, on: date) -> None:
    Invoice.objects.filter(pk=invoice.pk).update(on=on)


def fit(cast: Cast, **more: Any) -> ValueModel:
    return valuing.fit(cast.organization, **{"on": TODAY, "now": NOW} | more)


def test_purchases_are_days_and_what_was_given_back_is_none(cast: Cast) -> None:
    ani, dedi = customer(cast.budi, "Bu Ani"), customer(cast.budi, "Pak Dedi")
    for quantity, day in ((1, 3), (2, 3), (4, 9)):
        move(an_invoice(cast.budi, wanted(quantity, 10_000), whose=ani), date(2026, 11, day))
    free = an_invoice(cast.budi, wanted(1, 10_000, discount=10_000), whose=dedi)
    move(free, date(2026, 11, 5))
    returned = an_invoice(cast.budi, wanted(1, 50_000), whose=dedi)
    move(returned, date(2026, 11, 6))
    (line,) = returned.lines.all()
    given = {"quantities": {line.pk: line.quantity}, "reason": "Rusak", "by": cast.rina, "on": TODAY, "now": SALES_NOW}
    crediting.credit(Invoice.objects.get(pk=returned.pk), uuid=uuid4(), **given)
    cancelled = an_invoice(cast.budi, wanted(1, 9_000), whose=dedi)
    move(cancelled, date(2026, 11, 8))
    invoicing.cancel(Invoice.objects.get(pk=cancelled.pk), reason="Salah", by=cast.rina, now=SALES_NOW)
    move(an_invoice(cast.budi, wanted(1, 7_000), whose=dedi), date(2026, 12, 1))  # to come

    history = valuing.read_history(cast.organization, TODAY)
    days = [day_number(date(2026, 11, day)) for day in (3, 9, 5)]
    assert history.customers.tolist() == [ani.pk, dedi.pk]
    assert (history.places.tolist(), history.days.tolist()) == ([0, 0, 1], days)
    assert history.net.tolist() == [30_000, 40_000, 0]


def test_the_share_that_stays_is_each_customers_own(cast: Cast) -> None:
    ani, dedi = customer(cast.budi, "Bu Ani"), customer(cast.budi, "Pak Dedi")
    first, second = (an_invoice(cast.budi, wanted(1, 10_000), whose=one) for one in (ani, dedi))
    Invoice.objects.filter(pk=first.pk).update(cost=7_500)
    Invoice.objects.filter(pk=second.pk).update(cost=40_000)
    an_invoice(cast.budi, wanted(1, 10_000, discount=10_000), whose=customer(cast.budi, "Baru"))
    history = valuing.read_history(cast.organization, TODAY)
    assert history.kept.tolist() == [0.25, -1.0, -1.0]  # who had only gifts keeps what is usual: as little as here


def test_a_fit_says_what_to_expect_of_each_and_how_well_it_foresaw(cast: Cast) -> None:
    customers = open_shop()
    model = fit(cast, by=cast.sari)
    assert (model.on, model.customers, model.refused, model.days_ahead) == (date(2026, 10, 31), 150, "", 365)
    assert set(model.parameters) == {"r", "alpha", "a", "b", "log_likelihood", "customers", "totals"}
    assert set(model.money) == {"p", "q", "gamma", "log_likelihood", "customers", "correlation"}
    assert [row["repeats"] for row in model.holdout["rows"]] == list(range(8))
    assert sum(row["customers"] for row in model.holdout["rows"]) == 150
    rows = list(CustomerValue.objects.order_by("customer_id"))
    assert [row.customer_id for row in rows] == customers
    assert all(0 <= row.alive <= 1 and row.expected_purchases > 0 and row.value > 0 for row in rows)
    totals = model.parameters["totals"]
    assert sum(row.alive for row in rows) == pytest.approx(totals["alive"], abs=1e-6)
    assert sum(row.expected_purchases for row in rows) == pytest.approx(totals["purchases"], abs=1e-6)
    assert sum(row.value for row in rows) == pytest.approx(totals["value"], abs=150)
    told = Event.objects.get(kind="value_model.fitted")
    assert (told.by_id, told.subject_id, told.data) == (cast.sari.pk, model.pk, {"customers": 150})


def test_a_fifth_that_stays_is_a_fifth_of_the_value(cast: Cast) -> None:
    open_shop(percent=20)
    fifth = fit(cast).parameters["totals"]["value"]
    Invoice.objects.update(cost=0)
    assert fit(cast).parameters["totals"]["value"] == pytest.approx(5 * fifth, rel=0.01)


def test_the_days_ahead_are_those_of_the_rules(cast: Cast) -> None:
    open_shop()
    year = fit(cast).parameters["totals"]["purchases"]
    LifecycleRules.objects.update(value_days=90)
    model = fit(cast)
    assert model.days_ahead == 90
    assert model.parameters["totals"]["purchases"] < year / 2


def test_a_second_fit_writes_over_the_first(cast: Cast) -> None:
    customers = open_shop()
    first = fit(cast)
    before = dict(CustomerValue.objects.values_list("customer_id", "pk"))
    Invoice.objects.filter(customer_id=customers[0]).update(cancelled_at=NOW)
    second = fit(cast)
    after = dict(CustomerValue.objects.values_list("customer_id", "pk"))
    assert before.keys() - after.keys() == {customers[0]}
    assert all(before[one] == pk for one, pk in after.items())
    assert ValueModel.objects.order_by("-pk").first() == second != first


def test_too_little_history_is_said_and_nothing_is_expected_of_anybody(cast: Cast) -> None:
    customers = open_shop()
    fit(cast)
    Invoice.objects.filter(customer_id__in=customers[:60]).update(cancelled_at=NOW)
    model = fit(cast)
    assert (model.refused, model.parameters, model.money, model.holdout) == ("few_buyers", {}, {}, {})
    assert not CustomerValue.objects.exists()
    assert Event.objects.filter(kind="value_model.refused").count() == 1


def test_each_week_of_too_little_is_noted_in_one_row_but_an_answer_is_one_of_its_own(cast: Cast) -> None:
    first = fit(cast)
    assert (first.refused, first.on, first.customers) == (Refusal.FEW_BUYERS, TODAY, 0)
    later = fit(cast, now=NOW + timedelta(days=7), on=TODAY + timedelta(days=7))
    assert (later.pk, later.at) == (first.pk, NOW + timedelta(days=7))
    assert fit(cast, now=NOW + timedelta(days=8), by=cast.sari).pk != first.pk
    assert Event.objects.filter(kind="value_model.refused").count() == 2


def test_another_organisation_has_its_own(cast: Cast) -> None:
    open_shop()
    with organization_scope(cast.other):
        people(3)
        model = valuing.fit(cast.other, on=TODAY, now=NOW)
        assert (model.refused, model.customers) == ("few_buyers", 0)
    assert fit(cast).customers == 150
    with organization_scope(cast.other):
        assert not CustomerValue.objects.exists()
        assert ValueModel.objects.count() == 1


def test_asked_for_it_is_done_once(cast: Cast) -> None:
    wishing_value.ask(cast.organization, by=cast.sari, now=NOW)
    with pytest.raises(AlreadyDone):
        wishing_value.ask(cast.organization, by=cast.sari, now=NOW + timedelta(minutes=1))
    (asked,) = [one for one in default_task_backend.results if one.task.func is tasks.fit_value.func]
    assert asked.args == [cast.organization.pk, NOW.isoformat(), cast.sari.pk]
    assert Event.objects.filter(kind="value_model.asked", by_id=cast.sari.pk).count() == 1
    for _ in range(2):
        tasks.fit_value.func(*asked.args)  # a worker may run it again
    assert ValueModel.objects.count() == 1
    assert Event.objects.get(kind="value_model.refused").by_id == cast.sari.pk
    assert not wishing_value.is_waited_for(cast.organization, ValueModel.objects.get().at)


def test_nobody_waits_for_ever(cast: Cast) -> None:
    wishing_value.ask(cast.organization, by=cast.sari, now=NOW)
    assert wishing_value.is_waited_for(cast.organization, NOW + timedelta(minutes=14))
    assert not wishing_value.is_waited_for(cast.organization, NOW + timedelta(minutes=16))


def test_every_organisation_is_fitted_on_its_own(cast: Cast) -> None:
    tasks.fit_everybody.func()
    fits = [one.args[0] for one in default_task_backend.results if one.task.func is tasks.fit_value.func]
    assert {cast.organization.pk, cast.other.pk} <= set(fits)


def test_the_music_shop_in_the_database_is_that_of_the_papers(cast: Cast) -> None:
    open_music_shop()
    history = valuing.read_history(cast.organization, TODAY)
    known = Known(history, day_number(music.CALIBRATION_END))
    assert (len(known.buyers), known.repeats, len(history.days)) == (2357, 2457, 6696)
    trial = valuing.try_model(cast.organization, music.CALIBRATION_END, on=TODAY)
    assert trial.fit.buying is not None
    assert round(trial.fit.buying.log_likelihood, 1) == -9582.4


def test_fractions_are_written_as_they_are(cast: Cast) -> None:
    ids = people(3)
    fractions = np.array([0.123456789, 1.0, 1e-9])
    columns = {
        "customer_id": (np.array(ids), NUMBER),
        "alive": (billionths(fractions), BILLIONTHS),
        "expected_purchases": (billionths(fractions * 1e6), BILLIONTHS),
        "value": (np.array([-5, 0, 2**53]), NUMBER),
    }
    upsert(
        CustomerValue, columns, same={"organization_id": cast.organization.pk}, key=("organization_id", "customer_id")
    )
    rows = CustomerValue.objects.order_by("customer_id").values_list("alive", "expected_purchases", "value")
    assert list(rows) == [(0.123456789, 123456.789, -5), (1.0, 1e6, 0), (1e-9, 0.001, 2**53)]
    assert Customer.objects.filter(value__alive__lt=1).count() == 2
