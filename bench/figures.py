"""What is kept of the benchmark's customers: figures, stages and the path to them, what they are worth, segments.

Computed by the product's own passes from what `sales` and `days` loaded, so that it is what they would have left.
"""

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.db import connection

from bench.making import NOW, TODAY, pour
from sapa.catalogue.models import Product
from sapa.customers import segmenting
from sapa.customers.models import Customer
from sapa.lifecycle import backfilling, keeping, valuing
from sapa.lifecycle.models import CustomerProfile, Departure, LifecycleRules
from sapa.team.models import Member
from sapa.tenancy.models import Organization

RATES = {"phone": 2_000, "visit": 15_000, "whatsapp": 500}  # what a touch costs
KNOWN, GONE = 0.3, 0.03  # of all customers: those of whom somebody asked more, and of the buyers those who left
TO = ("Toko Makmur", "Pasar Induk", "Grosir Jaya", "")
SCORED = "UPDATE activities_interaction SET satisfaction = 2 + id %% 4 WHERE organization_id = %s AND id %% 4 = 0"
SEGMENTS = {  # as many as a firm has, of all kinds of conditions
    "Setia": "stage=loyal,advocate",
    "Belum kenal": "stage=suspect&market=b2c",
    "Terlambat": "late=warned",
    "Besar yang hilang": "late=slipped&size=big",
    "Jangan lepas": "rfm=keep",
    "Lembaga pasif": "activity=passive&market=b2g",
    "Menunggak": "overdue=30",
    "Sering": "purchases_from=5",
    "Banyak belanja": "revenue_from=5000000",
    "Rugi": "profit_below=0",
    "Kurang disapa": "touches_below=1&activity=active",
    "Pembeli beras": "buys={product}",
}


def load_figures(
    chance: random.Random, organization: Organization, people: Sequence[Customer], members: Sequence[Member]
) -> None:
    """The path before the first night, the night itself, the fit of the value model, and twelve segments."""
    LifecycleRules.objects.update(rates=RATES)
    with connection.cursor() as cursor:
        cursor.execute(SCORED, [organization.pk])
    buyers = [person.pk for person in people if person.step == "opportunity"]
    pour(CustomerProfile, _profiles(chance, people))
    pour(Departure, _departures(chance, buyers, members))
    backfilling.tell_afterwards(organization, on=TODAY, now=NOW)
    keeping.run_pass(organization, on=TODAY, now=NOW)
    valuing.fit(organization, on=TODAY, now=NOW)
    product = Product.objects.order_by("pk")[0].pk
    for name, query in SEGMENTS.items():
        segmenting.create(name=name, query=query.format(product=product), by=members[0], now=NOW)


def _profiles(chance: random.Random, people: Sequence[Customer]) -> Iterator[dict[str, Any]]:
    for person in people:
        if chance.random() < KNOWN:
            yield {
                "customer_id": person.pk,
                "age": chance.choice(CustomerProfile.Age.values),
                "style": chance.choice(CustomerProfile.Style.values),
                "occasion": chance.choice(CustomerProfile.Occasion.values),
                "updated_at": NOW,
            }


def _departures(chance: random.Random, buyers: Sequence[int], members: Sequence[Member]) -> Iterator[dict[str, Any]]:
    for pk in buyers:
        if chance.random() < GONE:
            yield {
                "customer_id": pk,
                "on": TODAY - timedelta(days=chance.randrange(500)),
                "why": chance.choice(Departure.Why.values),
                "switched_to": chance.choice(TO),
                "by_id": chance.choice(members).pk,
                "at": NOW,
            }
