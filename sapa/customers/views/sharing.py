"""Giving customers to members: one by hand, many shared out, back into the pool."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapa.customers import sharing
from sapa.customers.filter import Filter
from sapa.customers.forms.sharing import AssignForm, GiveBackForm, PoolForm, ShareForm
from sapa.customers.models import Customer
from sapa.customers.sharing_out import Plan, Way, plan, share_out
from sapa.customers.views.chosen import back_of, kept_of, rows_of
from sapa.customers.views.many import changed
from sapa.lib.answers import done, form_page, refused
from sapa.lib.errors import Refused
from sapa.team.access import requires

FORM = "customers/owner_form.html"


@require_safe
@requires("customers.assign")
def share(request: Any) -> HttpResponse:
    """How to share out, and once that is said who would get how many. Nothing is changed here."""
    return _page(request, request.GET)


@require_POST
@requires("customers.assign")
def share_many(request: Any) -> HttpResponse:
    found = Filter(request.POST, request.member, timezone.now())
    rows = rows_of(request, request.POST, found)
    form = ShareForm(request.POST)
    if not form.is_valid():
        return _page(request, request.POST, status=422)
    given = form.cleaned_data
    told = {"why": given["why"], "token": given["once"] or uuid4(), "now": timezone.now()}
    try:
        made = share_out(rows, way=given["way"], members=form.chosen(), by=request.member, **told)
    except Refused as error:
        form.add_error("members", str(error.message))
        return _page(request, request.POST, form=form, status=422)
    return changed(request, made, reverse("customers:bulk_progress", args=[made.pk]))


@require_http_methods(["GET", "HEAD", "POST"])
@requires("customers.assign")
def assign(request: Any, pk: int) -> HttpResponse:
    """One customer, to a member chosen by hand."""
    customer = get_object_or_404(Customer.objects.visible_to(request.member), pk=pk)
    form = AssignForm(request.POST or None, customer=customer, initial={"to": request.GET.get("member")})
    if request.method != "POST" or not form.is_valid():
        return form_page(request, FORM, form, customer=customer, title=_("Give to a member"), save=_("Give"))
    given = form.cleaned_data
    customer.owner_id = given["had"]  # as the person read it
    told = {"how": sharing.How.HAND, "why": given["why"], "now": timezone.now()}
    message = _("%(name)s is now with %(owner)s.") % {"name": customer.name, "owner": form.member().name}
    return _answer(
        request, customer, lambda: sharing.assign(customer, form.member(), by=request.member, **told), message
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires("customers.assign")
def put_in_pool(request: Any, pk: int) -> HttpResponse:
    """One prospect, for whoever wants to claim it."""
    customer = get_object_or_404(Customer.objects.visible_to(request.member), pk=pk)
    form = PoolForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, FORM, form, customer=customer, title=_("Put into the pool"), save=_("Into the pool"))
    why, now = form.cleaned_data["why"], timezone.now()
    message = _("%(name)s is in the pool. Whoever claims it first gets it.") % {"name": customer.name}
    return _answer(
        request, customer, lambda: sharing.put_in_pool(customer, by=request.member, why=why, now=now), message
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires("activities.change")
def give_back(request: Any, pk: int) -> HttpResponse:
    """One's own, with a reason, for somebody else to claim."""
    customer = get_object_or_404(Customer.objects.visible_to(request.member), pk=pk)
    if customer.owner_id != request.member.pk:
        raise PermissionDenied
    form = GiveBackForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, FORM, form, customer=customer, title=_("Give back"), save=_("Give back"))
    why, now = form.cleaned_data["why"], timezone.now()
    message = _("%(name)s is back in the pool.") % {"name": customer.name}
    return _answer(request, customer, lambda: sharing.give_back(customer, by=request.member, why=why, now=now), message)


def _answer(request: Any, customer: Customer, verb: Callable[[], Any], message: str) -> HttpResponse:
    """Back to the card, or to the list where this member does not see the customer any more."""
    try:
        verb()
    except Refused as error:
        customer.refresh_from_db()
        return refused(request, _after(request, customer), error)
    return done(request, _after(request, customer), message)


def _after(request: Any, customer: Customer) -> str:
    if request.GET.get("from") == "untouched":
        return reverse("web:untouched")
    return customer.get_absolute_url() if request.member.sees(customer) else reverse("customers:list")


def _page(request: Any, query: QueryDict, form: Form | None = None, status: int = 200) -> HttpResponse:
    found = Filter(query, request.member, timezone.now())
    rows = rows_of(request, query, found)
    chosen = ShareForm(query if "way" in query or status != 200 else None, initial={"way": Way.ROUND_ROBIN})
    form = form or chosen
    context = {
        "form": form,
        "plan": _plan(rows, form) if form.is_bound and form.is_valid() else None,
        "count": rows.order_by().count(),
        "kept": kept_of(query, found),
        "back": back_of(query, found),
        "once": uuid4(),
    }
    return render(request, "customers/share.html", context, status=status)


def _plan(rows: Any, form: Any) -> Plan | None:
    try:
        return plan(rows, way=form.cleaned_data["way"], members=form.chosen())
    except Refused as error:
        form.add_error("members", str(error.message))
        return None
