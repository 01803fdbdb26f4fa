"""Prints the ids that the benchmark's pages ask for."""

import json
from typing import Any

from django.core.management import BaseCommand
from django.db.models import Model

from sapa.activities.models import Activity
from sapa.customers.models import Customer
from sapa.pipeline.models import Opportunity, Pipeline, Stage
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
                "doable": list(todo.values_list("pk", flat=True)[:400]),
            }
        self.stdout.write(json.dumps(found))


def spread(model: type[Model]) -> list[int]:
    return list(model._default_manager.order_by("pk").values_list("pk", flat=True)[7::101][:400]) * 20


def deals(stage: int) -> list[tuple[int, int]]:
    return list(Opportunity.objects.filter(stage=stage).values_list("pk", "version")[:400])
