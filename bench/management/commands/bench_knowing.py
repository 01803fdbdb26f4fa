"""Measures the passes over all customers, and prints what they took."""

import json
from typing import Any

from django.core.management import BaseCommand

from bench.knowing import measure
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization


class Command(BaseCommand):
    help = "Seconds of the passes, the bare GROUP BY over the same rows, and one customer's milliseconds."

    def handle(self, **options: Any) -> None:
        organization = Organization.objects.get(slug="banyak")
        with organization_scope(organization):
            self.stdout.write(json.dumps(measure(organization)))
