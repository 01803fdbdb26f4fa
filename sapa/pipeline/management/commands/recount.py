"""`manage.py recount [--organization SLUG]`: make the board's figures anew from the deals."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import CommandError
from django.utils.translation import gettext as _

from sapa.lib.commands import SpokenCommand
from sapa.pipeline import tallies
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization


class Command(SpokenCommand):
    help = "Make the figures of the board anew from the deals, of one organisation or of all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organization", metavar="SLUG", help="only this one")

    def handle(self, **options: Any) -> None:
        slug = options["organization"]
        organizations = Organization.objects.filter(slug=slug) if slug else Organization.objects.order_by("pk")
        if slug and not organizations.exists():
            raise CommandError(_("There is no organisation “%(slug)s”.") % {"slug": slug})
        for organization in organizations:
            with organization_scope(organization):
                rows = tallies.recount()
            self.stdout.write(f"{organization.slug}: {rows}")
