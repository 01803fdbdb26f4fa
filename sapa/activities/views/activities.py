"""Notes, and what is planned with a customer, mostly in dialogs over the card."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sapa.activities import planning, touching
from sapa.activities.forms import NoteForm, TaskForm
from sapa.activities.models import Activity
from sapa.customers.models import Customer
from sapa.lib.answers import done, form_page, refused
from sapa.lib.errors import Refused
from sapa.team.access import requires


@require_http_methods(["GET", "HEAD", "POST"])
@requires("activities.change")
def write_note(request: Any, pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.visible_to(request.member), pk=pk)
    form = NoteForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "activities/note_form.html", form, customer=customer)
    given = form.cleaned_data
    touching.write_note(customer, by=request.member, uuid=given.pop("once"), **given)
    return done(request, customer.get_absolute_url(), _("Noted."))


@require_http_methods(["GET", "HEAD", "POST"])
@requires("activities.change")
def plan(request: Any, pk: int) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.visible_to(request.member), pk=pk)
    form = TaskForm(request.POST or None, member=request.member)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "activities/task_form.html", form, customer=customer)
    given = form.cleaned_data
    planning.plan(customer=customer, by=request.member, uuid=given.pop("once"), **given)
    return done(request, customer.get_absolute_url(), _("Planned."))


@require_POST
@requires("activities.change")
def complete(request: Any, pk: int) -> HttpResponse:
    """One tap; `next` is the page it was tapped on."""
    activity = _activity(request, pk)
    result = request.POST.get("result", "")[:4000]
    undo = reverse("activities:reopen", args=[pk])
    return _do(
        request, activity, lambda: planning.complete(activity, by=request.member, result=result), _("Done."), undo
    )


@require_POST
@requires("activities.change")
def reopen(request: Any, pk: int) -> HttpResponse:
    activity = _activity(request, pk)
    return _do(request, activity, lambda: planning.reopen(activity, by=request.member), _("It is open again."))


@require_POST
@requires("activities.change")
def cancel(request: Any, pk: int) -> HttpResponse:
    activity = _activity(request, pk)
    return _do(request, activity, lambda: planning.cancel(activity, by=request.member), _("Cancelled."))


def _activity(request: Any, pk: int) -> Activity:
    rows = Activity.objects.reachable_by(request.member).select_related("customer")
    return get_object_or_404(rows, pk=pk)


def _do(request: Any, activity: Activity, verb: Callable[[], None], message: str, undo: str = "") -> HttpResponse:
    back = request.POST.get("next", "")
    if not back or not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        customer = activity.customer
        seen = customer is not None and request.member.sees(customer)
        back = customer.get_absolute_url() if customer and seen else reverse("customers:list")
    try:
        verb()
    except Refused as error:
        return refused(request, back, error)
    return done(request, back, message, undo=undo)
