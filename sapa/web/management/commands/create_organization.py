"""`manage.py create_organization SLUG --name NAME`: an organisation from the shell; `create_member` gives it people."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from sapa.lib.commands import SpokenCommand
from sapa.lib.text import tidy
from sapa.places.models import Region
from sapa.places.regions import VILLAGE
from sapa.tenancy.models import Currency, LegalForm, Organization, TimeZone
from sapa.web.founding import found_organization


class Command(SpokenCommand):
    help = "Makes an organisation with its channels, sources and pipelines. Twice is once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="its address: small letters, digits and hyphens")
        parser.add_argument("--name", required=True)
        parser.add_argument("--legal-form", choices=LegalForm.values, default=LegalForm.BUMDES)
        parser.add_argument("--currency", type=str.upper, choices=Currency.values, default=Currency.IDR)
        parser.add_argument("--time-zone", choices=TimeZone.values, default=TimeZone.WIB)
        parser.add_argument("--village", default="", metavar="CODE", help="Kemendagri's code, such as 32.01.06.2001")

    @transaction.atomic
    def handle(self, *, slug: str, name: str, village: str, **options: Any) -> None:
        there = Organization.objects.filter(slug=slug).first()
        if there is not None:
            if there.name != tidy(name):
                raise CommandError(
                    _("The address “%(slug)s” belongs to “%(name)s”.") % {"slug": slug, "name": there.name}
                )
            self.stdout.write(_("“%(name)s” is there already: /%(slug)s/") % {"name": name, "slug": slug})
            return
        if village and not Region.objects.filter(code=village, level=VILLAGE).exists():
            raise CommandError(_("--village: there is no village with the code “%(code)s”.") % {"code": village})
        fields = {field: options[field] for field in ("legal_form", "currency", "time_zone")}
        try:
            found_organization(name=tidy(name), slug=slug, region_code=village, **fields)
        except ValidationError as error:
            raise CommandError(
                "; ".join(f"{field}: {' '.join(told)}" for field, told in error.message_dict.items())
            ) from error
        self.stdout.write(
            _("Made “%(name)s”: /%(slug)s/.") % {"name": name, "slug": slug}
            + f"\n  manage.py create_member {slug} --name … --role director --email …"
        )
