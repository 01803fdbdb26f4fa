"""`manage.py load_regions`: provinces, regencies, districts and villages, once for each decree."""

from argparse import ArgumentParser
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from sapa.lib.commands import SpokenCommand
from sapa.lib.numbers import format_number
from sapa.places.loading import DECREE, are_loaded, load, shipped_rows


class Command(SpokenCommand):
    help = f"Loads Indonesia's regions (Kemendagri decree {DECREE}), unless they are there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--again", action="store_true", help="load them even if they are there")

    def handle(self, *, again: bool, verbosity: int, **options: Any) -> None:
        if not again and are_loaded("default"):
            if verbosity:
                self.stdout.write(_("The regions are there."))
            return
        count = load(shipped_rows(), on=timezone.localdate(), using="default")
        self.stdout.write(_("Loaded %(count)s regions.") % {"count": format_number(count)})
