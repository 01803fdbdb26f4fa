"""What is printed of a demo organisation: its address, and who can log in."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from sapa.demo.logins import PASSWORD, logins_there
from sapa.tenancy.current import organization_scope
from sapa.tenancy.models import Organization


def tell_logins(out: Any, name: str, slug: str) -> None:
    """Nothing where the organisation, or everybody of the demo in it, is gone."""
    organization = Organization.objects.filter(slug=slug, is_demo=True).first()
    if organization is None:
        return
    with organization_scope(organization):
        there = logins_there()
    if not there:
        return
    out.write(f"\n{name}: {settings.BASE_URL}/{slug}/")
    width = max(len(login.email) for login, _member in there)
    for login, member in there:
        out.write(f"  {login.email.ljust(width)}  {login.role.label} ({member.name})")
    out.write(_("Password of all of them: %(password)s") % {"password": PASSWORD})
