"""`manage.py seed_demo`: makes the demo companies once, and prints who can log in to them."""

from argparse import ArgumentParser
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sapa.demo.company.calendar import ZONE
from sapa.demo.company.making import CUSTOMERS, EMPTY_NAME, EMPTY_SLUG, NAME, SLUG, make_company, make_empty
from sapa.demo.firm import NAME as FIRM_NAME
from sapa.demo.firm import SLUG as FIRM_SLUG
from sapa.demo.logins import are_taken
from sapa.demo.telling import tell_logins
from sapa.lib.commands import SpokenCommand
from sapa.tenancy.models import Organization


class Command(SpokenCommand):
    help = "Makes the demo companies, unless they or organisations of people are there, and prints their logins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--customers", type=int, default=CUSTOMERS, help="how many the village enterprise has")

    def handle(self, *, customers: int, **options: Any) -> None:
        if not Organization.objects.filter(slug=SLUG, is_demo=True).exists():
            if Organization.objects.filter(is_demo=False).exists() or are_taken():
                return  # people work here already: the demo is for an empty database
            self._make(customers)
        for name, slug in [(NAME, SLUG), (EMPTY_NAME, EMPTY_SLUG), (FIRM_NAME, FIRM_SLUG)]:
            tell_logins(self.stdout, name, slug)

    @transaction.atomic
    def _make(self, customers: int) -> None:
        """Both of them, or nothing."""
        self.stdout.write(_("Making the demo company: eighteen months of a village enterprise …"))

        def tell(done: int) -> None:
            self.stdout.write(f"\r  {done * 100 // customers} %", ending="")
            self.stdout.flush()

        make_company(timezone.localdate(timezone=ZONE), count=customers, tell=tell)
        make_empty()
        self.stdout.write("\r", ending="")
