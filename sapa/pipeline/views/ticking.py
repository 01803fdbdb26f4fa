"""Ticking a line of an SOP beside the work: with one tap, in place; without scripts as a full page."""

from typing import Any

from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from sapa.activities.models import Activity
from sapa.customers.models import Customer
from sapa.lib.answers import done, refused
from sapa.lib.errors import AlreadyDone, Refused
from sapa.pipeline import procedures
from sapa.pipeline.models import Opportunity, ProcedureItem
from sapa.team.access import requires
from sapa.team.models import Member


@require_POST
@requires("activities.change")
def tick(request: Any, pk: int, kind: str, subject: int) -> HttpResponse:
    """A line is done for this customer, opportunity or activity; with `undo` it is not."""
    row: Any = _find(request.member, kind, subject)
    line = get_object_or_404(ProcedureItem.objects.select_related("procedure"), pk=pk)
    if not procedures.fits(line.procedure, row):
        raise Http404
    verb = procedures.untick if request.POST.get("undo") else procedures.tick
    try:
        verb(line, row, by=request.member, now=timezone.now())
    except AlreadyDone:
        pass  # the twin of this request has done it: what is shown says so
    except Refused as error:
        return refused(request, _back(request, row), error)
    if not request.htmx:
        return done(request, _back(request, row))
    shown = procedures.beside(row, **procedures.what_for(line.procedure))
    context = {"procedures": shown, "kind": kind, "subject": row, "may_tick": True, "open": line.procedure_id}
    return render(request, "pipeline/_procedures.html", {**context, "next": request.POST.get("next", "")})


def _find(member: Member, kind: str, pk: int) -> Model:
    """What is ticked for, or 404 where the member does not see it."""
    rows: dict[str, Any] = {
        "customer": lambda: Customer.objects.visible_to(member),
        "opportunity": lambda: Opportunity.objects.visible_to(member),
        "activity": lambda: Activity.objects.reachable_by(member),
    }
    if kind not in rows:
        raise Http404
    return get_object_or_404(rows[kind](), pk=pk)


def _back(request: Any, row: Any) -> str:
    """The page on which it was tapped, if that is one of ours."""
    place = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(place, allowed_hosts=None) and place.startswith("/"):
        return place
    if isinstance(row, Opportunity):
        return reverse("pipeline:opportunity", args=[row.pk])
    customer = row.pk if isinstance(row, Customer) else row.customer_id
    return reverse("web:card", args=[customer]) if customer else reverse("web:home")
