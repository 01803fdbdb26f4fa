"""Winning, losing and reopening."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sapa.lib.answers import done, form_page, refused
from sapa.lib.errors import Conflict, Refused
from sapa.pipeline import closing
from sapa.pipeline.forms.deciding import LoseForm, WinForm, decided_on
from sapa.pipeline.models import Opportunity
from sapa.pipeline.views.moving import back
from sapa.pipeline.views.seeing import find
from sapa.team.access import requires


@require_http_methods(["GET", "HEAD", "POST"])
@requires("opportunities.change")
def win(request: Any, pk: int) -> HttpResponse:
    opportunity = find(request, pk)
    form = WinForm(request.POST or None, opportunity=opportunity, currency=request.organization.currency)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "pipeline/win.html", form, opportunity=opportunity, next=back(request, pk))
    given = form.cleaned_data
    try:
        closing.win(
            opportunity,
            by=request.member,
            on=decided_on(form),
            now=timezone.now(),
            version=given["version"],
            value=given["value"],
        )
    except Conflict as error:
        return _look_again(request, "pipeline/win.html", form, opportunity, error)
    except Refused as error:
        return refused(request, back(request, pk), error)
    return done(request, back(request, pk), _("Won! %(title)s") % {"title": opportunity.title})


@require_http_methods(["GET", "HEAD", "POST"])
@requires("opportunities.change")
def lose(request: Any, pk: int) -> HttpResponse:
    opportunity = find(request, pk)
    form = LoseForm(request.POST or None, opportunity=opportunity, member=request.member)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "pipeline/lose.html", form, opportunity=opportunity, next=back(request, pk))
    given = form.cleaned_data
    try:
        closing.lose(
            opportunity,
            reason=given["reason"],
            by=request.member,
            on=decided_on(form),
            now=timezone.now(),
            version=given["version"],
            competitor=given["competitor"],
            note=given["note"],
            follow_up=form.follow_up,
        )
    except Conflict as error:
        return _look_again(request, "pipeline/lose.html", form, opportunity, error)
    except Refused as error:
        return refused(request, back(request, pk), error)
    return done(request, back(request, pk), _("%(title)s is written down as lost.") % {"title": opportunity.title})


@require_POST
@requires("opportunities.reopen")
def reopen(request: Any, pk: int) -> HttpResponse:
    opportunity = find(request, pk)
    try:
        closing.reopen(opportunity, by=request.member, now=timezone.now())
    except Refused as error:
        return refused(request, back(request, pk), error)
    message = _("%(title)s is open again, in %(stage)s.")
    return done(request, back(request, pk), message % {"title": opportunity.title, "stage": opportunity.stage.name})


def _look_again(request: Any, template: str, form: Any, opportunity: Opportunity, error: Conflict) -> HttpResponse:
    """Somebody was quicker: the form as it was, with what the deal is now. Sent again it counts."""
    now = find(request, opportunity.pk)
    form.data = form.data.copy()
    form.data["version"] = now.version
    context = {"form": form, "opportunity": now, "next": back(request, now.pk), "conflict": error.message}
    return render(request, template, context, status=409)
