"""Fills a migrated database with customers and their invoices, for the passes over all of them."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand
from django.db import connection, transaction

from bench.knowing import load
from bench.management.commands.load_bench import trust_keys
from sapa.tenancy.current import organization_scope
from sapa.web.founding import found_organization


class Command(BaseCommand):
    help = "So many customers with five invoices each, in an organisation of their own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("customers", type=int)

    def handle(self, *, customers: int, **options: Any) -> None:
        organization = found_organization(name="Banyak Warga", slug="banyak")
        with organization_scope(organization), transaction.atomic():
            trust_keys()
            load(customers)
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
