"""What board, list and calendar have in common: the filter, and the ways from one to the other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from sapa.pipeline.filter import Filter
from sapa.pipeline.models import Opportunity
from sapa.pipeline.picks import Picks
from sapa.pipeline.procedures import carrying
from sapa.team.asking import ids_of, shape_of, stand_in
from sapa.tenancy.prepared import ask


@dataclass(frozen=True)
class Tab:
    """A way from this view of the opportunities to another, for `ui/tabs.html`."""

    name: str
    url: str
    active: bool
    count: int | None = None


def read_filter(request: Any, picks: Picks | None = None) -> Filter:
    organization = request.organization
    return Filter(
        request.GET, member=request.member, currency=organization.currency, today=timezone.localdate(), picks=picks
    )


NEEDED = ("customer", "pipeline", "stage", "owner")  # by the verbs
SHOWN = ("contact", "unit", "source", "lost_reason", "closed_by")


def find(request: Any, pk: int, *, whole: bool = False) -> Opportunity:
    """The opportunity, `whole` with all that its page shows, or 404 where the member may not see it."""
    member = request.member
    if not whole:
        return get_object_or_404(Opportunity.objects.visible_to(member).select_related(*NEEDED), pk=pk)

    def build(ids: Mapping[str, int]) -> QuerySet:
        rows = Opportunity.objects.visible_to(stand_in(member, ids)).select_related(*NEEDED, *SHOWN)
        return carrying(rows).filter(pk=ids["opportunity"])

    found = ask("pipeline.opportunity", shape_of(member), build, opportunity=pk, **ids_of(member))
    if not found:
        raise Http404
    return found[0]


def frame(found: Filter, here: str, **context: Any) -> dict[str, Any]:
    """The context of a page that shows many opportunities: `here` is board, list or calendar."""
    names = {"board": _("Board"), "list": _("List"), "calendar": _("Calendar")}
    tabs = [
        Tab(name, reverse(f"pipeline:{key}") + found.url(sort=None, stage=None, outcome=None), key == here)
        for key, name in names.items()
    ]
    query = {name: value for name, value in found.on.items() if name != "q"}
    return {
        "found": found,
        "tabs": tabs,
        "kept": list(query.items()),
        "filters_url": reverse("pipeline:filters") + found.url(here=here),
        "clear_url": reverse(f"pipeline:{here}") + (f"?pipeline={found.on['pipeline']}" if found.pipeline else ""),
        **context,
    }
