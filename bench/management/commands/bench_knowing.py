"""Measures one part of the passes over all customers, and prints what it took."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand

from bench.knowing import PARTS, measure
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization


class Command(BaseCommand):
    help = "Seconds of a pass, of the bare GROUP BY over the same rows, or one customer's milliseconds; and memory."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("part", choices=list(PARTS))

    def handle(self, *, part: str, **options: Any) -> None:
        organization = Organization.objects.get(slug="banyak")
        with organization_scope(organization):
            self.stdout.write(json.dumps(measure(part, organization)))
