"""The steps of the funnel, each with a short form: in a dialog, or a page of its own."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sapa.customers.models import Customer
from sapa.lib.answers import done, form_page, refused
from sapa.lib.errors import Refused
from sapa.pipeline import finding_out, funnel
from sapa.pipeline.forms.findings import AccountForm
from sapa.pipeline.forms.funnel import AsideForm, ContactForm, OpportunityForm, StepBackForm
from sapa.pipeline.forms.lines import rearranged
from sapa.pipeline.models import Finding
from sapa.pipeline.views.returning import back_to
from sapa.team.access import requires

METHODS = ["GET", "HEAD", "POST"]
ASKED_ABOUT = 30  # findings in the form of an account


def find(request: Any, pk: int) -> Customer:
    """The customer, or 404 where the member may not see them."""
    return get_object_or_404(Customer.objects.visible_to(request.member), pk=pk)


@require_http_methods(METHODS)
@requires("customers.change")
def make_contact(request: Any, pk: int) -> HttpResponse:
    """Prospect → contact: the talk, and what was found out."""
    customer = find(request, pk)
    form = ContactForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, "contact", form, customer)
    given = form.cleaned_data
    told = {name: given[name] for name in ("touch_point", "direction", "outcome", "note")}
    return _do(request, customer, _("%(name)s is a contact now."), lambda: funnel.make_contact(
        customer, findings=form.findings, by=request.member, now=timezone.now(), uuid=given["once"], **told
    ))  # fmt: skip


@require_http_methods(METHODS)
@requires("customers.change")
def make_account(request: Any, pk: int) -> HttpResponse:
    """Contact → account: which of it we can serve, and with what."""
    customer = find(request, pk)
    rows = Finding.objects.unmet().filter(customer=customer).select_related("product").order_by("at", "pk")
    form = AccountForm(request.POST or None, findings=list(rows[:ASKED_ABOUT]), member=request.member)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, "account", form, customer)

    def promote() -> None:
        now = timezone.now()
        with transaction.atomic():
            answers = dict(form.answers)
            if form.more:
                kind, text, answer = form.more
                once = form.cleaned_data["once"]
                [made] = finding_out.note_findings(customer, [(kind, text)], by=request.member, now=now, uuid=once)
                answers[made] = answer
            funnel.make_account(customer, answers=answers, by=request.member, now=now)

    return _do(request, customer, _("%(name)s is an account now."), promote)


@require_http_methods(METHODS)
@requires("opportunities.change")
def make_opportunity(request: Any, pk: int) -> HttpResponse:
    """Account → opportunity: a deal that carries the needs along."""
    customer = find(request, pk)
    if request.method == "POST" and {"add_line", "remove_line"} & request.POST.keys():
        form = OpportunityForm(rearranged(request.POST), customer=customer, member=request.member)
        form.rows.say_nothing_yet()
        return render(request, "pipeline/funnel/opportunity.html", {"form": form, "customer": customer})
    form = OpportunityForm(request.POST or None, customer=customer, member=request.member)
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return _ask(request, "opportunity", form, customer, status=status)
    return _do(request, customer, _("The opportunity with %(name)s has been opened."), lambda: funnel.make_opportunity(
        customer, by=request.member, on=timezone.localdate(), now=timezone.now(), **form.values()
    ))  # fmt: skip


@require_http_methods(METHODS)
@requires("customers.change")
def step_back(request: Any, pk: int) -> HttpResponse:
    """One step back."""
    customer = find(request, pk)
    form = StepBackForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, "back", form, customer)
    reason = form.cleaned_data["reason"]
    message = _("%(name)s is one step back.")
    return _do(request, customer, message, lambda: funnel.step_back(
        customer, by=request.member, reason=reason, now=timezone.now()
    ))  # fmt: skip


@require_http_methods(METHODS)
@requires("customers.change")
def set_aside(request: Any, pk: int) -> HttpResponse:
    """Not now, with a reason and a day to try again."""
    customer = find(request, pk)
    form = AsideForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _ask(request, "aside", form, customer)
    return _do(request, customer, _("%(name)s is set aside."), lambda: funnel.set_aside(
        customer, by=request.member, now=timezone.now(), **form.cleaned_data
    ))  # fmt: skip


@require_POST
@requires("customers.change")
def take_up(request: Any, pk: int) -> HttpResponse:
    customer = find(request, pk)
    message = _("%(name)s is back in the funnel.")
    return _do(request, customer, message, lambda: funnel.take_up(customer, by=request.member, now=timezone.now()))


def _ask(request: Any, step: str, form: Any, customer: Customer, status: int | None = None) -> HttpResponse:
    template = f"pipeline/funnel/{step}.html"
    context = {"customer": customer, "next": back_to(request, customer)}
    if status is None:
        return form_page(request, template, form, **context)
    return render(request, template, {"form": form, **context}, status=status)


def _do(request: Any, customer: Customer, message: str, verb: Callable[[], object]) -> HttpResponse:
    place = back_to(request, customer)
    try:
        verb()
    except Refused as error:
        return refused(request, place, error)
    return done(request, place, message % {"name": customer.name})
