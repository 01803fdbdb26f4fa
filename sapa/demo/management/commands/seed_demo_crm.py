"""`manage.py seed_demo_crm` (`bin/demo-crm`): loads a real firm beside whatever is there, once."""

from typing import Any

from django.core.management import CommandError
from django.utils.translation import gettext as _

from sapa.demo.firm import NAME, SLUG, make_firm
from sapa.demo.logins import are_taken
from sapa.demo.telling import tell_logins
from sapa.lib.commands import SpokenCommand
from sapa.tenancy.models import Organization


class Command(SpokenCommand):
    help = "Loads a real firm's 85 customers and 8,800 opportunities beside the demo, and prints its logins."

    def handle(self, **options: Any) -> None:
        there = Organization.objects.filter(slug=SLUG).first()
        if there is not None and not there.is_demo:
            raise CommandError(_("The address %(slug)s belongs to another organisation.") % {"slug": SLUG})
        if there is not None:
            self.stdout.write(_("It is there already."))
        elif are_taken():
            raise CommandError(_("Somebody has a login that the demo wants to make: nothing was loaded."))
        else:
            self.stdout.write(_("Loading a real firm: 85 customers, 8,800 opportunities …"))
            make_firm()
        tell_logins(self.stdout, NAME, SLUG)
