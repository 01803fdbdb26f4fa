"""What every page's frame needs. It asks the database nothing."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

THEMES = (
    ("", _("As the device"), "monitor-smartphone"),
    ("sapa", _("Light"), "sun"),
    ("sapa-dark", _("Dark"), "moon"),
)


@dataclass(frozen=True)
class Entry:
    """A line of the navigation: what it is called, where it leads, which right it takes."""

    name: str | Promise
    path: str
    icon: str
    permission: str = ""
    docked: bool = False
    group: str | Promise = ""


ENTRIES = (
    Entry(_("Today"), "", "sun", docked=True),
    Entry(_("Customers"), "customers/", "users", "customers.view", docked=True),
    Entry(_("Opportunities"), "opportunities/", "handshake", "opportunities.view", docked=True),
    Entry(_("Projection"), "insight/projection/", "chart-column", "reports.view"),
    Entry(_("Catalogue"), "catalogue/", "package", "catalogue.view"),
    Entry(_("Team"), "team/", "id-card", "team.view", group=_("Organisation")),
    Entry(_("Audit trail"), "audit/", "scroll-text", "audit.view", group=_("Organisation")),
    Entry(_("Settings"), "settings/", "settings", "settings.manage", group=_("Organisation")),
)


@dataclass(frozen=True)
class Link:
    """An entry as this member sees it on this page."""

    name: str | Promise
    url: str
    icon: str
    active: bool
    docked: bool
    group: str | Promise


def navigation(request: Any) -> list[Link]:
    """The entries that the member may open, with the one marked in which the page lies."""
    member, prefix = getattr(request, "member", None), get_script_prefix()
    if member is None:
        return []
    here = request.path_info.lstrip("/")
    return [
        Link(
            name=entry.name,
            url=f"{prefix}{entry.path}",
            icon=entry.icon,
            active=here.startswith(entry.path) if entry.path else not here,
            docked=entry.docked,
            group=entry.group,
        )
        for entry in ENTRIES
        if not entry.permission or member.may(entry.permission)
    ]


@dataclass(frozen=True)
class Shell:
    """The frame of a page."""

    navigation: list[Link]
    theme: str  # one of THEMES
    prefix: str
    may_add: bool
    themes = THEMES

    @property
    def docked(self) -> tuple[list[Link], list[Link]]:
        """The phone's dock, left and right of its plus."""
        links = [link for link in self.navigation if link.docked]
        return links[:2], links[2:]


def chosen_theme(request: HttpRequest) -> str:
    """The theme in the cookie; "" follows the device."""
    theme = request.COOKIES.get("sapa_theme", "")
    return theme if theme in {name for name, _label, _icon in THEMES} else ""


def shell(request: HttpRequest) -> dict[str, Any]:
    """`shell`, and the `currency` in which amounts of this organisation are shown."""
    organization, member = getattr(request, "organization", None), getattr(request, "member", None)
    return {
        "shell": Shell(
            navigation=navigation(request),
            theme=chosen_theme(request),
            prefix=get_script_prefix(),
            may_add=member is not None and member.may("customers.change"),
        ),
        "currency": organization.currency if organization else "IDR",
    }
