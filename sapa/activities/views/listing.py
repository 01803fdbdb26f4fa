"""The list of activities: mine, my team's, everybody's."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from sapa.activities.filter import AIMS, KINDS, STATES, Filter
from sapa.customers.forms.custom import DayField
from sapa.customers.within import LABEL
from sapa.lib import keyset
from sapa.lib.forms import Segments
from sapa.team.access import requires

ANY = [("", gettext_lazy("– any –"))]


@dataclass(frozen=True)
class Tab:
    """A way from the list to the calendar and back, for `ui/tabs.html`."""

    name: str
    url: str
    active: bool
    count: int | None = None


class FilterForm(forms.Form):
    """All that the list can be narrowed by."""

    state = forms.ChoiceField(label=gettext_lazy("State"), choices=STATES.items(), widget=Segments, required=False)
    whose = forms.ChoiceField(label=gettext_lazy("Whose"), widget=Segments, required=False)
    member = forms.ChoiceField(label=gettext_lazy("Member"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=[*ANY, *KINDS.items()], required=False)
    aim = forms.ChoiceField(label=gettext_lazy("Aim"), choices=[*ANY, *AIMS.items()], required=False)
    segment = forms.ChoiceField(label=LABEL, required=False)
    since = DayField(label=gettext_lazy("From"), required=False)
    until = DayField(label=gettext_lazy("Until"), required=False)

    def __init__(self, found: Filter) -> None:
        super().__init__(initial={"state": found.state, "whose": found.whose, **found.on})
        self.fields["whose"].choices = found.choices_of_whose  # type: ignore[attr-defined]
        self.fields["member"].choices = [*ANY, *((one.pk, one.name) for one in found.members)]  # type: ignore[attr-defined]
        self.fields["segment"].choices = [*ANY, *found.within.choices]  # type: ignore[attr-defined]
        if len(found.choices_of_whose) < 2:
            del self.fields["whose"], self.fields["member"]


@require_safe
@requires("customers.view")
def listing(request: Any) -> HttpResponse:
    """Pages of 25. Everything that it shows follows from the address."""
    found = read_filter(request)
    rows = found.rows()
    page = keyset.page(
        rows.select_related("customer", "assigned_to"),
        found.order,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    whole = not (page.next or page.previous)
    context = {
        "page": page,
        "total": len(page.rows) if whole else keyset.count_up_to(rows),
        "lines": [(activity, activity.is_overdue(found.today)) for activity in page.rows],
        "may_act": request.member.may("activities.change"),
        "shows_member": found.whose != "mine",
    }
    return render(request, "activities/list.html", {**frame(found, "list"), **context})


@require_safe
@requires("customers.view")
def filters(request: Any) -> HttpResponse:
    """In a dialog over the list or the calendar, or a page of its own."""
    here = "calendar" if request.GET.get("here") == "calendar" else "list"
    kept = [(name, request.GET[name]) for name in ("view", "on") if here == "calendar" and name in request.GET]
    context = {"form": FilterForm(read_filter(request)), "target": reverse(f"activities:{here}"), "kept": kept}
    return render(request, "activities/filters.html", context)


def read_filter(request: Any) -> Filter:
    return Filter(request.GET, request.member, timezone.localdate())


def frame(found: Filter, here: str) -> dict[str, Any]:
    """What the list and the calendar have in common."""
    names = {"list": _("List"), "calendar": _("Calendar")}
    return {
        "found": found,
        "tabs": [Tab(name, reverse(f"activities:{key}") + found.url(), key == here) for key, name in names.items()],
        "whose_tabs": [
            (label, found.url(whose=name, member=None), found.whose == name) for name, label in found.choices_of_whose
        ],
    }
