"""What the pages of activities begin and end with: the row, and the way back."""

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from sapa.activities.models import Activity
from sapa.customers.models import Customer
from sapa.lib.answers import done, refused
from sapa.lib.errors import Refused

NEEDED = ("customer", "contact", "assigned_to")


def find_activity(request: Any, pk: int) -> Activity:
    """The activity, or 404 where it is neither theirs nor with a customer whom they see."""
    rows = Activity.objects.reachable_by(request.member).select_related(*NEEDED)
    return get_object_or_404(rows, pk=pk)


def find_customer(request: Any, pk: int) -> Customer:
    return get_object_or_404(Customer.objects.visible_to(request.member), pk=pk)


def way_back(request: Any, activity: Activity | None = None, customer: Customer | None = None) -> str:
    """The page that the form was opened on (`next`), else the customer's card, else the list of activities."""
    back = request.POST.get("next") or request.GET.get("next") or ""
    if back and url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return back
    customer = activity.customer if activity else customer
    if customer is not None and request.member.sees(customer):
        return customer.get_absolute_url()
    return reverse("activities:list")


def do(request: Any, activity: Activity, verb: Callable[[], object], message: str, undo: str = "") -> HttpResponse:
    """Do it and go back, or say why not."""
    try:
        verb()
    except Refused as error:
        return refused(request, way_back(request, activity), error)
    return done(request, _still_seen(request, activity), message, undo=undo)


def _still_seen(request: Any, activity: Activity) -> str:
    """The way back, unless that is the activity's own page and it has just been given away."""
    back = way_back(request, activity)
    own = activity.get_absolute_url()
    gone = back.startswith(own) and not Activity.objects.reachable_by(request.member).filter(pk=activity.pk).exists()
    return reverse("activities:list") if gone else back
