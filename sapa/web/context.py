"""What every page's frame needs. It asks the database nothing."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sapa.team.roles import RIGHTS

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
    Entry(_("Segments"), "segments/", "users-round", "customers.view"),
    Entry(_("Funnel"), "funnel/", "funnel", "customers.view"),
    Entry(_("Opportunities"), "opportunities/", "handshake", "opportunities.view", docked=True),
    Entry(_("Activities"), "activities/", "calendar-check", "customers.view"),
    Entry(_("Sell at once"), "counter/new/", "shopping-basket", "payments.change", group=_("Sales")),
    Entry(_("Quotations"), "quotations/", "file-text", "sales.view", group=_("Sales")),
    Entry(_("Sales orders"), "orders/", "clipboard-list", "sales.view", group=_("Sales")),
    Entry(_("Delivery notes"), "deliveries/", "truck", "sales.view", group=_("Sales")),
    Entry(_("Invoices"), "invoices/", "receipt-text", "sales.view", group=_("Sales")),
    Entry(_("Payments"), "payments/", "banknote", "sales.view", group=_("Sales")),
    Entry(_("Receivables"), "receivables/", "hand-coins", "sales.view", group=_("Sales")),
    Entry(_("Catalogue"), "catalogue/", "package", "catalogue.view", group=_("Sales")),
    Entry(_("Collecting prospects"), "capture/", "qr-code", "campaigns.manage", group=_("Prospects")),
    Entry(_("Pool"), "pool/", "waves-horizontal", "activities.change", group=_("Prospects")),
    Entry(_("Not touched yet"), "untouched/", "bell-ring", "customers.assign", group=_("Prospects")),
    Entry(_("My results"), "my-work/", "sprout", group=_("Figures")),
    Entry(_("Targets"), "targets/", "target", group=_("Figures")),
    Entry(_("Projection"), "insight/projection/", "chart-column", "reports.view", group=_("Figures")),
    Entry(_("Customer stages"), "insight/stages/", "waypoints", "reports.view", group=_("Figures")),
    Entry(_("Team"), "team/", "id-card", "team.view", group=_("Organisation")),
    Entry(_("Audit trail"), "audit/", "scroll-text", "audit.view", group=_("Organisation")),
    Entry(_("Settings"), "settings/", "settings", "settings.manage", group=_("Organisation")),
)

# What stands in the frame of pages, and is therefore drawn from a file that a browser keeps.
FRAME_ICONS = frozenset({
    *(entry.icon for entry in ENTRIES), *(icon for _theme, _label, icon in THEMES),
    "building-2", "circle-alert", "circle-check", "circle-user-round", "command", "keyboard", "log-out",
    "mail", "menu", "plus", "search", "shield-check", "x",
})  # fmt: skip


@dataclass(frozen=True)
class Link:
    """An entry as this member sees it on this page."""

    name: str | Promise
    url: str
    icon: str
    active: bool
    docked: bool
    group: str | Promise


@dataclass(frozen=True)
class Shell:
    """The frame of a page, as its member sees it. Hashable: equal frames are drawn once (see frame.py)."""

    prefix: str  # what addresses begin with: the organisation's slug between slashes
    theme: str = ""  # one of THEMES
    role: str = ""  # "" outside any organisation
    active: tuple[bool, ...] = ()  # for each entry whether the page lies in it
    themes = THEMES

    @property
    def navigation(self) -> list[Link]:
        """The entries that the role may open."""
        return (
            [
                Link(entry.name, f"{self.prefix}{entry.path}", entry.icon, active, entry.docked, entry.group)
                for entry, active in zip(ENTRIES, self.active, strict=True)
                if not entry.permission or self.may(entry.permission)
            ]
            if self.role
            else []
        )

    @property
    def docked(self) -> tuple[list[Link], list[Link]]:
        """The phone's dock, left and right of its plus."""
        links = [link for link in self.navigation if link.docked]
        return links[:2], links[2:]

    @property
    def may_add(self) -> bool:
        return self.may("customers.change")

    def may(self, permission: str) -> bool:
        return bool(self.role) and permission in RIGHTS[self.role].permissions


def chosen_theme(request: HttpRequest) -> str:
    """The theme in the cookie; "" follows the device."""
    theme = request.COOKIES.get("sapa_theme", "")
    return theme if theme in {name for name, _label, _icon in THEMES} else ""


def shell(request: HttpRequest) -> dict[str, Any]:
    """`shell`, and the `currency` in which amounts of this organisation are shown."""
    organization, member = getattr(request, "organization", None), getattr(request, "member", None)
    here = request.path_info.lstrip("/")
    return {
        "shell": Shell(
            prefix=get_script_prefix(),
            theme=chosen_theme(request),
            role=member.role if member else "",
            active=tuple(here.startswith(entry.path) if entry.path else not here for entry in ENTRIES),
        ),
        "currency": organization.currency if organization else "IDR",
    }
