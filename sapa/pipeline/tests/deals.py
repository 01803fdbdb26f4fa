"""Builders of the pipeline's tests: they go through the real verbs."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sapa.catalogue.models import Product
from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.lib.text import search_key
from sapa.pipeline import opening
from sapa.pipeline.models import Opportunity, Pipeline, Stage, StageTally
from sapa.pipeline.opening import Line
from sapa.pipeline.tallies import counted
from sapa.team.models import Member

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def customer_of(owner: Member, name: str = "Warung Bu Yuli", **fields: Any) -> Customer:
    key = search_key(name)
    return Customer.objects.create(name=name, name_key=key, search=key, owner=owner, unit=owner.unit, **fields)


def product(name: str = "Nasi kotak", price: int = 25_000, **fields: Any) -> Product:
    return Product.objects.create(name=name, name_key=search_key(name), price=price, **fields)


def business() -> Pipeline:
    """The pipeline of B2B."""
    return Pipeline.objects.get(market="b2b")


def stage(step: str, pipeline: Pipeline | None = None) -> Stage:
    return Stage.objects.get(pipeline=pipeline or business(), step=step)


def deal(owner: Member, /, **fields: Any) -> Opportunity:
    """An opportunity of 1,250,000 in the first stage of B2B, freshly loaded."""
    customer = fields.pop("customer", None) or customer_of(owner)
    wanted = {"title": "Nasi kotak rapat desa", "value": 1_250_000, "owner": owner, "unit": owner.unit, **fields}
    wanted.setdefault("pipeline", business())
    made = opening.open_opportunity(uuid=uuid4(), customer=customer, by=owner, on=TODAY, now=NOW, **wanted)
    return fresh(made)


def fresh(opportunity: Opportunity) -> Opportunity:
    return Opportunity.objects.select_related("stage", "pipeline", "customer").get(pk=opportunity.pk)


def line(what: Product | None = None, quantity: str = "50", price: int | None = None, text: str = "") -> Line:
    return Line(what, text, Decimal(quantity), (what.price if what else 0) if price is None else price)


def kinds(opportunity: Opportunity) -> list[str]:
    """The kinds of its events, oldest first."""
    return [event.kind for event in Event.objects.of_subject(opportunity)][::-1]


def tallies_are_right() -> bool:
    """Whether the tallies kept are those that a count gives."""

    def plain(rows: Any) -> set[tuple[int, ...]]:
        return {(t.stage_id, t.owner_id, t.unit_id, t.month, t.count, t.value, t.weighted) for t in rows if t.count}

    kept = list(StageTally.objects.all())
    return plain(kept) == plain(counted()) and not any(t.value or t.weighted for t in kept if not t.count)
