"""Prints the ids that the benchmark's pages ask for."""

import json
from datetime import date
from typing import Any

from django.core.management import BaseCommand
from django.db.models import Exists, Model, OuterRef

from bench.sales import LONG
from sapa.activities.models import Activity
from sapa.catalogue.models import Product
from sapa.customers.models import Customer, Segment
from sapa.pipeline.models import Opportunity, Pipeline, Stage
from sapa.sales.models import CustomerCredit, Invoice, Order
from sapa.team.models import Member
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization


class Command(BaseCommand):
    help = "Prints, as JSON, rows spread over the benchmark's organisation."

    def handle(self, **options: Any) -> None:
        organization = Organization.objects.get(slug="ukur")
        with organization_scope(organization):
            pipeline = Pipeline.objects.all()[0]
            stages = {stage.step: stage.pk for stage in Stage.objects.filter(pipeline=pipeline)}
            director = Member.objects.get(role="director")
            todo = Activity.objects.open().filter(assigned_to=director).order_by("pk")
            prospects = Customer.objects.filter(step="prospect", set_aside_at=None).order_by("pk")
            found = {
                "organization": organization.pk,
                "pipeline": pipeline.pk,
                "digits": "81210000693",
                "customers": spread(Customer),
                "opportunities": spread(Opportunity),
                "numbers": list(range(50, 300)),
                "qualified": stages["qualified"],
                "movable": deals(stages["candidate"]),
                "winnable": deals(stages["negotiation"]),
                "member": director.pk,
                "prospects": list(prospects.values_list("pk", flat=True)[:400]),
                "segments": list(Segment.objects.order_by("pk").values_list("pk", flat=True)),
                **sales(),
                "doable": list(todo.values_list("pk", flat=True)[:400]),
            }
        self.stdout.write(json.dumps(found))


def sales() -> dict[str, Any]:
    """Buyers who owe something that is not due yet, so that what they order is not held."""
    late = Invoice.objects.overdue(date.today()).filter(customer=OuterRef("customer"))
    buyers = CustomerCredit.objects.filter(~Exists(late), receivable__gt=0).order_by("pk")
    return {
        "products": list(Product.objects.order_by("pk").values_list("pk", flat=True)),
        "buyers": list(buyers.values_list("customer_id", flat=True)[:400]),
        "orders": spread(Order),
        "invoices": list(Invoice.objects.filter(order__isnull=False).order_by("pk").values_list("pk", flat=True)[:400]),
        "longest": list(Invoice.objects.order_by("-pk").values_list("pk", flat=True)[:LONG]),
    }


def spread(model: type[Model]) -> list[int]:
    return list(model._default_manager.order_by("pk").values_list("pk", flat=True)[7::101][:400]) * 20


def deals(stage: int) -> list[tuple[int, int]]:
    return list(Opportunity.objects.filter(stage=stage).values_list("pk", "version")[:400])
