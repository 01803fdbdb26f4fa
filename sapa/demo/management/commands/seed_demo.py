"""`manage.py seed_demo`: makes the demo company once, and prints who can log in to it."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from sapa.demo.firm import NAME, SLUG, make_firm
from sapa.demo.logins import LOGINS, PASSWORD, logins_there
from sapa.lib.commands import SpokenCommand
from sapa.team.models import User
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization


class Command(SpokenCommand):
    help = "Makes the demo company, unless it or an organisation of its name is there, and prints its logins."

    def handle(self, **options: Any) -> None:
        organization = Organization.objects.filter(slug=SLUG).first()
        if organization is None:
            if Organization.objects.exists() or User.objects.filter(email__in=[one.email for one in LOGINS]).exists():
                return  # people work here already: the demo is for an empty database
            self.stdout.write(_("Making the demo company: 85 customers, 8,800 opportunities …"))
            organization = make_firm()
        with organization_scope(organization):
            there = logins_there(organization)
        if there:
            self.stdout.write(f"\n{NAME}: {settings.BASE_URL}/{SLUG}/")
            width = max(len(login.email) for login, _member in there)
            for login, member in there:
                self.stdout.write(f"  {login.email.ljust(width)}  {login.role.label} ({member.name})")
            self.stdout.write(_("Password of all of them: %(password)s") % {"password": PASSWORD})
