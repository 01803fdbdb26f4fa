"""Setting goals. How far they are is told by `insight`, whose page these views lead back to."""

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from sapa.events.models import Event
from sapa.lib.answers import done, form_page, refused
from sapa.lib.conflicts import conflict_page
from sapa.lib.errors import Conflict, Refused
from sapa.team import periods, targeting
from sapa.team.access import MemberRequest, requires
from sapa.team.models import Target
from sapa.team.target_forms import GoalForm, TargetForm, named_beyond

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@requires("targets.manage")
def add(request: MemberRequest) -> HttpResponse:
    """A goal for one, or the same for every member of a team."""
    if named_beyond(request.member, request.POST.get("whose", "")):
        raise PermissionDenied
    today, currency = timezone.localdate(), request.organization.currency
    initial = {"period": f"month:{periods.first_day('month', today)}", **request.GET.dict()}
    form = TargetForm(request.POST or None, by=request.member, today=today, currency=currency, initial=initial)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "team/target_form.html", form)
    length, first = form.cleaned_data["period"]
    given = {"measure": form.cleaned_data["measure"], "length": length, "starts_on": first}
    try:
        told = _set(request, form, {**given, "amount": form.cleaned_data["goal"]})
    except Refused as error:
        form.add_error(None, str(error.message))
        return form_page(request, "team/target_form.html", form)
    return done(request, page_url(length, first), told)


def _set(request: MemberRequest, form: TargetForm, given: dict[str, Any]) -> str:
    if form.each is None:
        targeting.set_target(**given, **form.columns, by=request.member)
        return _("The goal is set.")
    count = targeting.set_for_team(**given, members=form.each, by=request.member)
    return ngettext("The goal is set for %(count)d member.", "The goal is set for %(count)d members.", count) % {
        "count": count
    }


@require_http_methods(METHODS)
@requires("targets.manage")
def edit(request: MemberRequest, pk: int) -> HttpResponse:
    """Another amount."""
    target, currency = _find(request, pk), request.organization.currency
    context: dict[str, Any] = {"target": target, "whose": targeting.whose(target) or request.organization.name}
    context["period"] = periods.period_name(target.length, target.starts_on)
    form = GoalForm(request.POST or None, target=target, currency=currency)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "team/goal_form.html", form, **context)
    version = form.cleaned_data["version"] or target.version
    try:
        targeting.change_target(target, amount=form.cleaned_data["goal"], version=version, by=request.member)
    except Conflict:
        theirs = GoalForm(target=target, currency=currency)
        return conflict_page(request, "team/goal_form.html", form, theirs, version=target.version, **context)
    except Refused as error:
        return refused(request, _back(target), error)
    return done(request, _back(target), _("Saved."))


@require_POST
@requires("targets.manage")
def remove(request: MemberRequest, pk: int) -> HttpResponse:
    target = _find(request, pk)
    try:
        removed = targeting.remove_target(target, by=request.member)
    except Refused as error:
        return refused(request, _back(target), error)
    return done(request, _back(target), _("The goal is removed."), undo=reverse("targets:restore", args=[removed.pk]))


@require_POST
@requires("targets.manage")
def restore(request: MemberRequest, pk: int) -> HttpResponse:
    """What “Undo” after a removal does: `pk` is that of the event."""
    removed = get_object_or_404(Event, pk=pk, kind="target.removed")
    places = {f"{name}_id": removed.data.get(name) for name in targeting.WHOSE}
    if not targeting.may_set(request.member, **places):
        raise Http404
    url = page_url(removed.data["length"], date.fromisoformat(removed.data["starts_on"]))
    try:
        targeting.restore(removed, by=request.member)
    except Refused as error:
        return refused(request, url, error)
    return done(request, url, _("The goal is back."))


@require_POST
@requires("targets.manage")
def copy(request: MemberRequest) -> HttpResponse:
    """The goals of the period before, for the one that is shown."""
    length, first = asked_period(request.POST.dict(), timezone.localdate())
    try:
        count = targeting.copy_last(length=length, starts_on=first, by=request.member)
    except Refused as error:
        return refused(request, page_url(length, first), error)
    words = ngettext("%(count)d goal copied.", "%(count)d goals copied.", count) % {"count": count}
    return done(request, page_url(length, first), words)


def asked_period(query: dict[str, str], today: date) -> tuple[str, date]:
    """The month or quarter of ?length=quarter&on=2026-11; this month where nothing sensible is asked for."""
    length = query.get("length", "")
    length = length if length in periods.MONTHS_IN else periods.MONTH
    try:
        day = date.fromisoformat(f"{query.get('on', '')[:7]}-01")
    except ValueError:
        day = today
    return length, periods.first_day(length, day if 1900 < day.year < 2200 else today)


def page_url(length: str, first: date) -> str:
    return f"{reverse('targets:page')}?length={length}&on={first:%Y-%m}"


def _back(target: Target) -> str:
    return page_url(target.length, target.starts_on)


def _find(request: MemberRequest, pk: int) -> Target:
    """A goal to be changed: 404 where the member does not see it, 403 where it is not theirs to set."""
    rows = Target.objects.visible_to(request.member).select_related(*targeting.WHOSE)
    target = get_object_or_404(rows, pk=pk)
    if not targeting.may_change(request.member, target):
        raise PermissionDenied
    return target
