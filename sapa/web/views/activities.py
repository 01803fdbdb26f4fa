"""One activity: who, what, why, and what became of it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from sapa.activities.models import Activity
from sapa.events.models import Event
from sapa.pipeline.models import Opportunity
from sapa.team.access import MemberRequest, requires
from sapa.web import timeline

NEEDED = ("customer", "contact", "assigned_to", "created_by", "completed_by")


@require_safe
@requires("customers.view")
def activity(request: MemberRequest, pk: int) -> HttpResponse:
    """In a dialog over the page that `next` names, or a page of its own."""
    rows = Activity.objects.reachable_by(request.member).select_related(*NEEDED)
    found = get_object_or_404(rows, pk=pk)
    lines, following = timeline.page(
        Event.objects.of_subject(found), request.member, after=request.GET.get("after", "")
    )
    back = request.GET.get("next", "")
    known = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    context = {
        "activity": found,
        "overdue": found.is_overdue(timezone.localdate()),
        "customer": found.customer,
        "sees_customer": found.customer is not None and request.member.sees(found.customer),
        "deal": _deal(request, found),
        "may_act": request.member.may("activities.change"),
        "back": back if known else request.path,
        "lines": lines,
        "next": following,
    }
    return render(request, "web/activity.html", context)


def _deal(request: MemberRequest, found: Activity) -> Opportunity | None:
    """The opportunity that it is about, where this member sees it."""
    if found.subject_kind != "opportunity" or not request.member.may("opportunities.view"):
        return None
    return Opportunity.objects.visible_to(request.member).filter(pk=found.subject_id).first()
