"""The pages of the team, beside each other."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Tab:
    name: str
    url: str
    active: bool
    count: int | None = None


def tabs(active: str) -> list[Tab]:
    """`active` is the key of the page that is shown."""
    members = reverse("team:members")
    found = [
        ("members", _("Members"), members),
        ("invitations", _("Invitations"), reverse("team:invitations")),
        ("units", _("Business units"), reverse("team:units")),
        ("territories", _("Territories"), f"{members}territories/"),
        ("left", _("Left"), f"{members}?left=1"),
    ]
    return [Tab(name=name, url=url, active=key == active) for key, name, url in found]
