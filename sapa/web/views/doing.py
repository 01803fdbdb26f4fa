"""One tap on a row of the day, and its undo."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sapa.activities.models import Activity
from sapa.activities.planning import plan, postpone
from sapa.activities.rearranging import reschedule
from sapa.customers.forms.custom import DayField
from sapa.customers.models import Customer
from sapa.lib.answers import done, form_page, refused
from sapa.lib.dates import format_date
from sapa.lib.errors import Refused
from sapa.pipeline import funnel
from sapa.pipeline.trying_again import try_later
from sapa.team.access import requires
from sapa.web.today import greeting


class LaterForm(forms.Form):
    """Another day."""

    to = DayField(label=gettext_lazy("Try again on"))


@require_POST
@requires("activities.change")
def put_off(request: Any, pk: int) -> HttpResponse:
    """An activity, to tomorrow."""
    activity = get_object_or_404(Activity.objects.reachable_by(request.member), pk=pk)
    undo = _url("web:put_back", pk, to=activity.due_on.isoformat())
    told = {"to": _tomorrow(), "reason": "", "by": request.member, "now": timezone.now()}
    return _do(request, lambda: postpone(activity, **told), _("Put off until tomorrow."), undo)


@require_POST
@requires("activities.change")
def put_back(request: Any, pk: int) -> HttpResponse:
    """The undo of that: `to` is the day it stood on."""
    activity = get_object_or_404(Activity.objects.reachable_by(request.member), pk=pk)
    to = _day(request.GET.get("to", ""))
    if to is None:
        return HttpResponseBadRequest()
    told = {"to": to, "starts_at": activity.starts_at, "version": None, "by": request.member, "now": timezone.now()}
    return _do(request, lambda: reschedule(activity, **told), _("It stands where it stood."))


@require_POST
@requires("activities.change")
def greet_tomorrow(request: Any, pk: int) -> HttpResponse:
    """A new prospect: to greet them is planned for tomorrow, and shown then."""
    customer = _customer(request, pk)
    title = (_("Greet %(name)s") % {"name": customer.name})[:160]
    told: dict[str, Any] = {"title": title, "due_on": _tomorrow(), "kind": Activity.Kind.CALL, "customer": customer}
    same = Activity.objects.open().filter(assigned_to=request.member, **told).first()  # a double tap
    made = same or plan(by=request.member, **told)
    undo = reverse("activities:cancel", args=[made.pk])
    return done(request, reverse("web:home"), _("Planned for tomorrow."), undo=undo)


@require_POST
@requires("activities.change")
def greet(request: Any, pk: int) -> HttpResponse:
    customer = _customer(request, pk)
    told = {"by": request.member, "on": timezone.localdate(), "now": timezone.now()}
    return _do(request, lambda: greeting.greet(customer, **told), _("Greeted."), reverse("web:ungreet", args=[pk]))


@require_POST
@requires("activities.change")
def ungreet(request: Any, pk: int) -> HttpResponse:
    customer = _customer(request, pk)
    told = {"by": request.member, "on": timezone.localdate(), "now": timezone.now()}
    return _do(request, lambda: greeting.take_back(customer, **told), _("Not greeted yet, then."))


@require_POST
@requires("customers.change")
def take_up(request: Any, pk: int) -> HttpResponse:
    customer = _customer(request, pk)
    day = customer.try_again_on.isoformat() if customer.try_again_on else ""
    undo = _url("web:set_aside_again", pk, reason=customer.set_aside_reason, to=day)
    told = {"by": request.member, "now": timezone.now()}
    return _do(request, lambda: funnel.take_up(customer, **told), _("Taken up again: greet them."), undo)


@require_POST
@requires("customers.change")
def set_aside_again(request: Any, pk: int) -> HttpResponse:
    """The undo of that: with the reason and the day that they were set aside with."""
    customer, to = _customer(request, pk), _day(request.GET.get("to", ""))
    told = {"reason": request.GET.get("reason", ""), "try_again_on": to, "by": request.member, "now": timezone.now()}
    return _do(request, lambda: funnel.set_aside(customer, **told), _("Set aside again."))


@require_http_methods(["GET", "HEAD", "POST"])
@requires("customers.change")
def move_try(request: Any, pk: int) -> HttpResponse:
    """Try again on another day: the one in the form or the undo, or tomorrow where none is given."""
    customer = _customer(request, pk)
    given = request.POST.get("to") or request.GET.get("to")
    form = LaterForm({"to": given or _tomorrow().isoformat()} if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        form.initial = {"to": _tomorrow() + timedelta(days=6)}
        return form_page(request, "web/try_later.html", form, customer=customer)
    to = form.cleaned_data["to"]
    undo = _url("web:try_later", pk, to=customer.try_again_on.isoformat()) if customer.try_again_on else ""
    said = _("We try again on %(day)s.") % {"day": format_date(to, get_language())}
    told = {"to": to, "by": request.member, "now": timezone.now()}
    return _do(request, lambda: try_later(customer, **told), said, undo)


def _do(request: Any, verb: Callable[[], object], message: str, undo: str = "") -> HttpResponse:
    try:
        verb()
    except Refused as error:
        return refused(request, reverse("web:home"), error)
    return done(request, reverse("web:home"), message, undo=undo)


def _customer(request: Any, pk: int) -> Customer:
    customer: Customer = get_object_or_404(Customer.objects.visible_to(request.member), pk=pk)
    return customer


def _tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _url(name: str, pk: int, **query: str) -> str:
    return f"{reverse(name, args=[pk])}?{urlencode(query)}"
