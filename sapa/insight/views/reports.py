"""The reports, in the groups in which one goes from one to the other."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from sapa.team.models import Member


@dataclass(frozen=True)
class Report:
    """A page of figures: what it is called, its address by name, and the right that it takes."""

    name: Any
    view: str
    permission: str = "reports.view"


GROUPS: tuple[tuple[Any, tuple[Report, ...]], ...] = (
    (
        _("Sales"),
        (
            Report(_("Projection"), "insight:projection"),
            Report(_("Won and lost"), "insight:outcomes"),
            Report(_("Funnel"), "insight:funnel"),
            Report(_("Sources"), "insight:sources"),
            Report(_("Voices of the market"), "insight:voices"),
            Report(_("Targets"), "targets:page"),
        ),
    ),
    (
        _("Customers"),
        (
            Report(_("Stages"), "insight:flow"),
            Report(_("RFM"), "insight:rfm"),
            Report(_("Pareto"), "insight:pareto"),
            Report(_("Profit"), "insight:profit", "catalogue.cost"),
            Report(_("Retention"), "insight:cohorts"),
            Report(_("Attrition"), "insight:departures"),
            Report(_("Customer value"), "insight:value"),
        ),
    ),
)


@dataclass(frozen=True)
class Way:
    """A report as a link from another."""

    name: Any
    url: str
    active: bool


@dataclass(frozen=True)
class Ways:
    """The reports of a group that a member may open."""

    name: Any
    ways: list[Way]

    @property
    def active(self) -> bool:
        return any(one.active for one in self.ways)

    @property
    def url(self) -> str:
        return self.ways[0].url

    @property
    def shown(self) -> Any:
        """What the one is called that is open."""
        return next(one.name for one in self.ways if one.active)


def ways_to_reports(member: Member, here: str, query: str = "") -> list[Ways]:
    """All reports for this member, each with the filters of the page that is open; none for who sees no reports."""
    if not member.may("reports.view"):
        return []
    groups = [
        Ways(
            name,
            [
                Way(one.name, reverse(one.view) + (query if one.view.startswith("insight:") else ""), one.view == here)
                for one in reports
                if member.may(one.permission)
            ],
        )
        for name, reports in GROUPS
    ]
    return [group for group in groups if group.ways]
