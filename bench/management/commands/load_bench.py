"""Fills an empty, migrated database with one organisation of the size that the design's budgets name.

    python manage.py load_bench CUSTOMERS

Bulk loading, with a fixed seed: as many deals as customers, five times as many activities, twice as many invoices
with three lines each, every row as the verbs would have left it.
"""

import random
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.db import connection, transaction

from bench.days import load_work
from bench.deals import load_opportunities
from bench.figures import load_figures
from bench.people import PASSWORD, hire, load_customers
from bench.sales import load_sales
from sapa.team.models import Member, User
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization
from sapa.web.founding import found_organization

NEIGHBOURS = 20  # on the same server, so that "one organisation" is not the whole table


class Command(BaseCommand):
    help = "Fills an empty database for the benchmark."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("customers", type=int)

    def handle(self, *, customers: int, **options: Any) -> None:
        if Organization.objects.exists():
            raise CommandError("load_bench wants an empty database")
        fill(customers)


def fill(customers: int) -> None:
    chance = random.Random(2026)
    director = User.objects.create_user(name="Sari Direktur", email="sari@example.id", password=PASSWORD)
    organization = found_organization(name="BUM Desa Ukur", slug="ukur", director=director)
    found_organization(name="Penampung Impor", slug="impor", director=director)
    with organization_scope(organization), transaction.atomic():
        trust_keys()
        members = hire()
        people = load_customers(chance, customers, members)
        load_opportunities(chance, people, members)
        load_work(chance, people, members)
        load_sales(chance, people, members)
        load_figures(chance, organization, people, members)
    for number in range(NEIGHBOURS):
        neighbour = found_organization(name=f"Tetangga {number}", slug=f"tetangga-{number}")
        with organization_scope(neighbour), transaction.atomic():
            trust_keys()
            load_customers(chance, customers // 200, list(Member.objects.all()))
    if connection.vendor == "postgresql":
        return  # the owner of the tables analyses them
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def trust_keys() -> None:
    """Until the transaction ends no foreign key is looked up: that is three quarters of PostgreSQL's work.

    Only a superuser may, such as the owner of the benchmark's own cluster.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('session_replication_role', 'replica', true)"
                           " WHERE current_setting('is_superuser') = 'on'")  # fmt: skip
