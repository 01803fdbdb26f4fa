"""Notes, and what is planned with a customer, mostly in dialogs over the card."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sapa.activities import planning, touching
from sapa.activities.forms import SPOKEN, LogForm, NoteForm, PlanForm, known_from, uuid_from
from sapa.activities.models import Interaction, TouchPoint
from sapa.activities.views.finding import find_customer, way_back
from sapa.customers.models import Customer
from sapa.customers.options import options_for
from sapa.lib.answers import SEE_OTHER, done, form_page
from sapa.team.access import requires

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@requires("activities.change")
def write_note(request: Any, pk: int) -> HttpResponse:
    customer = find_customer(request, pk)
    form = NoteForm(request.POST or None, customer=customer)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "activities/note_form.html", form, customer=customer)
    given = form.cleaned_data
    touching.write_note(customer, by=request.member, uuid=given.pop("once"), **given)
    return done(request, customer.get_absolute_url(), _("Noted."))


@require_http_methods(METHODS)
@requires("activities.change")
def log(request: Any, pk: int) -> HttpResponse:
    """What came of a call that has just happened. Then the form of what is next, over the same page."""
    customer = find_customer(request, pk)
    form = LogForm(request.POST or None, customer=customer, initial=_tapped(request, customer))
    if request.method != "POST" or not form.is_valid():
        back = way_back(request, customer=customer)
        return form_page(request, "activities/log_form.html", form, customer=customer, back=back)
    given = form.cleaned_data
    touching.log(customer, by=request.member, uuid=given.pop("once"), **given)
    if "X-Sapa-Dialog" in request.headers:
        return _next_page(request, customer)
    back = way_back(request, customer=customer)
    query = urlencode({"logged": 1} | ({"next": back} if back != customer.get_absolute_url() else {}))
    return HttpResponseRedirect(f"{reverse('activities:plan', args=[pk])}?{query}", status=SEE_OTHER)


@require_http_methods(METHODS)
@requires("activities.change")
def plan(request: Any, pk: int) -> HttpResponse:
    customer = find_customer(request, pk)
    back = way_back(request, customer=customer)
    if request.method == "GET" and "logged" in request.GET:
        return _next_page(request, customer)
    known = known_from(request.GET)
    form = PlanForm(request.POST or None, member=request.member, customer=customer, initial=known)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "activities/plan_form.html", form, customer=customer, back=back)
    planning.plan(customer=customer, by=request.member, uuid=form.cleaned_data["once"], **form.values)
    return done(request, back, _("Planned."))


@require_http_methods(METHODS)
@requires("activities.change")
def create(request: Any) -> HttpResponse:
    """Something to do, with a customer or without. The address may bring ?customer=…&on=2026-11-22&at=09:00"""
    form = PlanForm(request.POST or None, member=request.member, asks_customer=True, initial=known_from(request.GET))
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "activities/plan_form.html", form, back=way_back(request))
    planning.plan(by=request.member, uuid=form.cleaned_data["once"], **form.values)
    return done(request, way_back(request), _("Planned."))


@require_safe
@requires("activities.change")
def customers(request: Any) -> HttpResponse:
    """The answer to the combobox of customers."""
    return render(request, "ui/options.html", {"options": options_for(request.member, request.GET)})


def _next_page(request: Any, customer: Customer) -> HttpResponse:
    """What is next, after something was logged."""
    form = PlanForm(member=request.member, customer=customer, initial={"kind": "call"})
    back = way_back(request, customer=customer)
    return form_page(request, "activities/plan_form.html", form, customer=customer, back=back, logged=True)


def _tapped(request: Any, customer: Customer) -> dict[str, Any]:
    """The touch point of the address (after a tap, with the tap's uuid), else of this member's last touch."""
    asked, once = request.GET.get("touch_point", ""), uuid_from(request.GET.get("once", ""))
    if asked in SPOKEN:
        return {"touch_point": asked} | ({"once": once} if once else {})
    rows = Interaction.objects.filter(customer=customer, by=request.member).order_by("-at")
    last = rows.values_list("touch_point", flat=True).first()
    return {"touch_point": last if last in SPOKEN else TouchPoint.PHONE}
