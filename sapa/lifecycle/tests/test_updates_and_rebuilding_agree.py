"""Whatever happens, in whatever order: figures kept by what happened are those that a rebuilding from nothing gives."""

from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from random import Random
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.db import connection

from sapa.activities import touching
from sapa.catalogue.models import Promotion
from sapa.customers import keeping as customers
from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.events.reacting import react
from sapa.lib.errors import Refused
from sapa.lifecycle import departing, keeping
from sapa.lifecycle.models import CustomerMetrics, LifecycleRules, StageChange
from sapa.lifecycle.tests.telling import TODAY, ago, at, person, rules_with
from sapa.pipeline.capturing import note_arrival
from sapa.pipeline.models import Inquiry
from sapa.sales import crediting, invoicing, paying
from sapa.sales.lines import Wanted
from sapa.sales.models import Invoice, Payment
from sapa.sales.selling import sell
from sapa.sales.tests.builders import product
from sapa.testing import Cast

ACTIONS = 40


class Trade:
    """Some customers, and whatever can happen with them."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.by, self.chance = cast, cast.sari, Random(seed)
        self.people = [person(self.by, name) for name in ("Ani", "Budi", "Citra", "Dedi")]
        self.rice = product(self.by, "Beras", price=70_000)
        self.promotion = Promotion.objects.create(
            name="Hemat", kind=Promotion.Kind.AMOUNT, amount=5_000, starts_on=ago(600), product=self.rice
        )

    def go_on(self) -> None:
        acts = [self.sell, self.sell, self.sell, self.touch, self.touch, self.credit, self.cancel, self.pay]
        acts += [self.unpay, self.introduce, self.arrive, self.leave]
        with suppress(Refused):  # such as a credit note of an invoice that has one already
            self.chance.choice(acts)()

    def leave(self) -> None:
        departing.depart(self.one(), since=TODAY, why="price", by=self.by, on=TODAY, now=at(TODAY))

    def sell(self) -> None:
        promoted = self.chance.random() < 0.4
        quantity = Decimal(self.chance.randrange(1, 5))
        off = int(5_000 * quantity) if promoted else 0
        line = Wanted(self.rice, quantity=quantity, price=70_000, promotion=self.promotion if promoted else None,
                      promotion_discount=off)  # fmt: skip
        on = ago(self.chance.randrange(0, 400))
        paid = self.chance.choice([None, 0])
        sell(uuid=uuid4(), customer=self.one(), lines=[line], paid=paid, method="cash", by=self.by, on=on, now=at(on),
             terms_days=14)  # fmt: skip

    def touch(self) -> None:
        touching.log(
            self.one(), by=self.by, uuid=uuid4(), at=at(ago(self.chance.randrange(0, 400))),
            touch_point=self.chance.choice(["visit", "phone", "whatsapp"]),
            outcome=self.chance.choice(["talked", "no_answer", "interested"]),
            direction=self.chance.choice(["in", "out"]), purpose=self.chance.choice(["selling", "relationship"]),
        )  # fmt: skip

    def credit(self) -> None:
        if invoice := self.some(Invoice.objects.filter(cancelled_at=None)):
            line = invoice.lines.get()
            quantity = self.chance.choice([line.quantity, Decimal(1)])
            crediting.credit(invoice, uuid=uuid4(), reason="Rusak", by=self.by, on=TODAY, now=at(TODAY),
                             quantities={line.pk: quantity})  # fmt: skip

    def cancel(self) -> None:
        if invoice := self.some(Invoice.objects.filter(cancelled_at=None)):
            invoicing.cancel(invoice, reason="Salah", by=self.by, now=at(TODAY))

    def pay(self) -> None:
        if invoice := self.some(Invoice.objects.open()):
            amount = self.chance.choice([invoice.balance, 1_000])
            on = ago(self.chance.randrange(0, 30))
            paying.receive(uuid=uuid4(), customer=invoice.customer, amount=amount, method="cash",
                           shares=[(invoice, amount)], by=self.by, on=on, now=at(on))  # fmt: skip

    def unpay(self) -> None:
        if payment := self.some(Payment.objects.filter(cancelled_at=None)):
            paying.cancel(payment, reason="Salah", by=self.by, now=at(TODAY))

    def introduce(self) -> None:
        who, by = self.chance.sample(self.people, 2)
        row = Customer.objects.get(pk=who.pk)
        customers.change(row, version=row.version, by=self.by, fields={"introduced_by": by})

    def arrive(self) -> None:
        note_arrival(self.one(), uuid=uuid4(), door=Inquiry.Door.HAND, by=self.by, now=at(TODAY), source=None)

    def one(self) -> Customer:
        return self.chance.choice(self.people)

    def some(self, rows: Any) -> Any:
        found = list(rows.order_by("pk"))
        return self.chance.choice(found) if found else None


def told() -> dict[int, dict[str, Any]]:
    untold = {"id", "organization"}
    names = [field.attname for field in CustomerMetrics._meta.concrete_fields if field.name not in untold]
    return {row["customer_id"]: row for row in CustomerMetrics.objects.values(*names)}


@pytest.fixture
def seen(cast: Cast) -> Iterator[set[int]]:
    """Which events were reacted to. Whoever reacts looks at the clock: it is TODAY."""
    rules_with(rates={"visit": 20_000, "phone": 2_000}, majority_purchases=3, loyal_days=30)
    keeping.run_pass(cast.organization, on=TODAY, now=at(TODAY))
    with time_machine.travel(at(TODAY)):
        yield set(Event.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("seed", range(4))
def test_they_agree_after_any_history(cast: Cast, seen: set[int], seed: int) -> None:
    trade = Trade(cast, seed)
    for _turn in range(ACTIONS):
        trade.go_on()
        for event in Event.objects.exclude(pk__in=seen).order_by("pk"):  # as the worker does within the minute
            seen.add(event.pk)
            react.func(cast.organization.pk, event.pk)
    kept = told()
    assert len({row["purchases"] for row in kept.values()}) > 1
    assert all(row["stage"] == Customer.objects.get(pk=pk).stage for pk, row in kept.items())

    bounds = LifecycleRules.objects.get().bounds
    CustomerMetrics.objects.all().delete()
    keeping.refresh(cast.organization, list(kept), on=TODAY, now=at(TODAY))
    assert told() == kept
    CustomerMetrics.objects.all().delete()
    rebuilt = keeping.run_pass(cast.organization, on=TODAY, now=at(TODAY))
    relative = {"size", "potential", "recency_score", "frequency_score", "money_score", "rfm_group", "fingerprint"}

    def absolute(rows: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
        return [{name: value for name, value in row.items() if name not in relative} for row in rows.values()]

    assert absolute({pk: told()[pk] for pk in kept}) == absolute(kept)
    assert LifecycleRules.objects.get().bounds != bounds
    assert keeping.refresh(cast.organization, list(kept), on=TODAY, now=at(TODAY)) == 0  # by the new bounds: the same
    assert rebuilt.moved == 0


def test_a_second_pass_writes_nothing(cast: Cast) -> None:
    trade = Trade(cast, 7)
    for _turn in range(15):
        with suppress(Refused):
            trade.sell()
    first = keeping.run_pass(cast.organization, on=TODAY, now=at(TODAY))
    steps = StageChange.objects.count()
    second = keeping.run_pass(cast.organization, on=TODAY, now=at(TODAY))
    assert (first.changed, second.changed, second.moved, StageChange.objects.count()) == (4, 0, 0, steps)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite prepares nothing")
def test_the_connection_remembers_no_statement_of_django(cast: Cast) -> None:
    """Its parameters stand in the text: a hundred of an import's would be some hundred megabytes."""
    who = person(cast.budi, "Ani")
    keeping.refresh(cast.organization, [who.pk], on=TODAY, now=at(TODAY))
    cast.client(cast.budi).get(f"/maju-bersama/customers/{who.pk}/")  # whose statements are kept
    assert connection.connection.prepare_threshold is None
    Customer.objects.filter(name="x" * 10_000).exists()
    remembered = connection.connection._prepared
    assert not any(b"x" * 100 in statement for statement, _types in (*remembered._counts, *remembered._names))
