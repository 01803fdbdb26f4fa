"""What becomes of a planned activity: done, put off, handed over, changed, given up, taken up again."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sapa.activities import planning, rearranging
from sapa.activities.forms import CancelForm, DoneForm, HandOverForm, MoveForm, NextForm, PlanForm, PostponeForm
from sapa.activities.models import Activity
from sapa.activities.views.finding import do, find_activity, way_back
from sapa.events.models import Event
from sapa.lib.answers import done, form_page, refused
from sapa.lib.conflicts import conflict_page
from sapa.lib.errors import Conflict, Refused
from sapa.team.access import requires

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@requires("activities.change")
def complete(request: Any, pk: int) -> HttpResponse:
    """One tap, or the form: what came of it, and what is next where that has a title."""
    activity = find_activity(request, pk)
    form = DoneForm(request.POST if request.method == "POST" else None, activity=activity)
    plans = bool(request.POST.get("then-title", "").strip())
    known = {"kind": activity.kind, "aim": activity.aim, "touch_point": activity.touch_point}
    following = NextForm(
        request.POST if plans else None,
        member=request.member,
        customer=activity.customer,
        prefix="then",
        initial=known | {"contact": activity.contact_id, "assigned_to": activity.assigned_to_id},
    )
    if request.method != "POST" or not form.is_valid() or (plans and not following.is_valid()):
        context = {"activity": activity, "following": following, "back": way_back(request, activity)}
        response = form_page(request, "activities/done_form.html", form, **context)
        response.status_code = 422 if plans else response.status_code
        return response
    given: dict[str, Any] = dict(form.cleaned_data)
    given["following"] = following.plan() if plans else None
    undo = reverse("activities:reopen", args=[pk])
    said = _("Done, and the next one is planned.") if plans else _("Done.")
    return do(request, activity, lambda: planning.complete(activity, by=request.member, **given), said, undo)


@require_POST
@requires("activities.change")
def reopen(request: Any, pk: int) -> HttpResponse:
    activity = find_activity(request, pk)
    return do(request, activity, lambda: planning.reopen(activity, by=request.member), _("It is open again."))


@require_http_methods(METHODS)
@requires("activities.change")
def cancel(request: Any, pk: int) -> HttpResponse:
    activity = find_activity(request, pk)
    form = CancelForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _form(request, "activities/cancel_form.html", form, activity)
    undo = reverse("activities:reopen", args=[pk])
    return do(
        request,
        activity,
        lambda: planning.cancel(activity, by=request.member, **form.cleaned_data),
        _("Cancelled."),
        undo,
    )


@require_http_methods(METHODS)
@requires("activities.change")
def postpone(request: Any, pk: int) -> HttpResponse:
    activity = find_activity(request, pk)
    form = PostponeForm(request.POST or None, activity=activity)
    if request.method != "POST" or not form.is_valid():
        return _form(request, "activities/postpone_form.html", form, activity)
    given, now = form.cleaned_data, timezone.now()
    return do(
        request, activity, lambda: planning.postpone(activity, by=request.member, now=now, **given), _("Postponed.")
    )


@require_http_methods(METHODS)
@requires("activities.change")
def hand_over(request: Any, pk: int) -> HttpResponse:
    activity = find_activity(request, pk)
    form = HandOverForm(request.POST or None, activity=activity)
    if request.method != "POST" or not form.is_valid():
        return _form(request, "activities/hand_over_form.html", form, activity)
    given, now = form.cleaned_data, timezone.now()
    said = _("Handed over to %(name)s.") % {"name": given["to"].name}
    return do(request, activity, lambda: planning.hand_over(activity, by=request.member, now=now, **given), said)


@require_http_methods(METHODS)
@requires("activities.change")
def edit(request: Any, pk: int) -> HttpResponse:
    """Change anything about it. Whoever is second sees both versions."""
    activity = find_activity(request, pk)
    form = PlanForm(request.POST or None, member=request.member, customer=activity.customer, activity=activity)
    if request.method != "POST" or not form.is_valid():
        return _form(request, "activities/plan_form.html", form, activity)
    version = form.cleaned_data["version"] or 0
    try:
        rearranging.change(activity, version=version, by=request.member, values=form.values, now=timezone.now())
    except Conflict:
        return _both_versions(request, form, pk)
    except Refused as error:
        return refused(request, way_back(request, activity), error)
    return do(request, activity, lambda: None, _("Saved."))


@require_POST
@requires("activities.change")
def move(request: Any, pk: int) -> HttpResponse:
    """It was dropped on another day or hour of the calendar. 204, or why not in a message on the page."""
    activity = find_activity(request, pk)
    form = MoveForm(request.POST)
    back = way_back(request, activity)
    if not form.is_valid():
        told = form.errors.get("to") or [_("It could not be moved there.")]
        return refused(request, back, Refused(str(told[0])))
    given = form.cleaned_data
    at = given["time"] if "time" in request.POST else activity.starts_at
    try:
        rearranging.reschedule(
            activity, to=given["to"], starts_at=at, version=given["version"], by=request.member, now=timezone.now()
        )
    except Refused as error:
        return refused(request, back, error)
    return done(request, back, _("Moved."))


def _form(request: Any, template: str, form: Any, activity: Activity) -> HttpResponse:
    context = {"activity": activity, "customer": activity.customer, "back": way_back(request, activity)}
    return form_page(request, template, form, **context)


def _both_versions(request: Any, form: PlanForm, pk: int) -> HttpResponse:
    now = find_activity(request, pk)
    last = Event.objects.of_subject(now).first()
    return conflict_page(
        request,
        "activities/plan_form.html",
        form,
        PlanForm(member=request.member, customer=now.customer, activity=now),
        version=now.version,
        changed_by=last.by_name if last else "",
        changed_at=now.updated_at,
        activity=now,
        customer=now.customer,
        back=way_back(request, now),
    )
