"""The benchmark's deals: open, won and lost in the proportions of the real firm's file."""

import random
from datetime import timedelta
from decimal import Decimal
from itertools import cycle, islice

from django.db import transaction

from bench.making import NOW, TODAY, bulk, history, moment, pour
from sapa.catalogue.counting import take_totals
from sapa.catalogue.models import Product
from sapa.customers.models import Customer
from sapa.events.models import Event
from sapa.lib.text import search_key
from sapa.pipeline.models import LostReason, Opportunity, OpportunityLine, Pipeline, Stage
from sapa.pipeline.tallies import recount
from sapa.team.models import Member

PRODUCTS = ("Beras 5 kg", "Minyak 2 L", "Gula 1 kg", "Nasi kotak", "Snack box", "Sewa tenda", "Kopi 250 g")
STOCK = Decimal(1_000_000)  # enough for all that is sold
SHARES = {"candidate": 500, "qualified": 789, "proposal": 500, "negotiation": 300, "won": 4238, "lost": 2473}


def load_opportunities(chance: random.Random, people: list[Customer], members: list[Member]) -> None:
    """As many deals as people, all with those at the funnel's last step; each with a line and an event."""
    products = Product.objects.bulk_create(
        Product(name=name, name_key=search_key(name), price=5000 * place, cost=4000 * place)
        for place, name in enumerate(PRODUCTS, 3)
    )
    with transaction.atomic():
        take_totals({product.pk: STOCK for product in products}, reason="", by=None, now=NOW)
    reasons = list(LostReason.objects.all())
    pipeline = Pipeline.objects.all()[0]
    stages = {stage.step: stage for stage in pipeline.stages.all()}
    drawn = chance.choices(list(SHARES), list(SHARES.values()), k=len(people))
    customers = islice(cycle([person for person in people if person.step == "opportunity"]), len(people))
    made = (
        opportunity(chance, customer, pipeline, stages[step], members, reasons)
        for customer, step in zip(customers, drawn, strict=True)
    )
    deals = list(bulk(Opportunity, made))
    lines = (
        {
            "opportunity_id": deal.pk,
            "product_id": chance.choice(products).pk,
            "quantity": 10,
            "price": deal.value // 10,
            "amount": deal.value,
        }
        for deal in deals
    )
    pour(OpportunityLine, lines)
    pour(Event, (history("opportunity.created", deal, deal.customer_id, members) for deal in deals))
    recount()


def opportunity(
    chance: random.Random,
    customer: Customer,
    pipeline: Pipeline,
    stage: Stage,
    members: list[Member],
    reasons: list[LostReason],
) -> Opportunity:
    closed = stage.is_closed
    entered = moment(chance, 700 if closed else 40)
    return Opportunity(
        customer=customer,
        title=f"Pesanan {customer.name}"[:160],
        pipeline=pipeline,
        stage=stage,
        stage_entered_at=entered,
        value=chance.randrange(5, 2000) * 10_000,
        probability=stage.probability,
        expected_close=TODAY + timedelta(days=chance.randrange(-20, 120)),
        owner=chance.choice(members),
        source_id=customer.source_id,
        outcome=stage.step if closed else "open",
        opened_on=entered.date() - timedelta(days=chance.randrange(30)),
        closed_on=entered.date() if closed else None,
        lost_reason=chance.choice(reasons) if stage.step == "lost" else None,
        created_at=entered,
    )
