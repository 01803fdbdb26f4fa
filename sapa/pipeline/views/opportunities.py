"""Opening an opportunity, changing it, and what its form asks the server while it is filled in."""

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapa.catalogue.models import Product
from sapa.customers.models import Customer
from sapa.customers.options import options_for
from sapa.events.models import Event
from sapa.lib.answers import done, form_page, refused
from sapa.lib.conflicts import conflict_page
from sapa.lib.errors import Conflict, Refused
from sapa.lib.money import format_amount
from sapa.pipeline import opening
from sapa.pipeline.forms.lines import read_number, rearranged
from sapa.pipeline.forms.opportunity import OpportunityForm, contacts_of
from sapa.pipeline.views.seeing import find
from sapa.team.access import requires

FORM = "pipeline/form.html"


@require_http_methods(["GET", "HEAD", "POST"])
@requires("opportunities.change")
def create(request: Any) -> HttpResponse:
    """A customer and a price are enough. The address may bring them: ?customer=…&pipeline=…"""
    if _rearranges(request):
        return _redrawn(request, OpportunityForm(rearranged(request.POST), member=request.member))
    known = {name: request.GET[name] for name in ("customer", "pipeline", "title") if request.GET.get(name)}
    form = OpportunityForm(request.POST or None, member=request.member, initial=known)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, FORM, form) if not form.has_wrong_rows else _wrong_rows(request, form)
    values = form.values()
    values.setdefault("owner_id", request.member.pk)
    try:
        opportunity = opening.open_opportunity(
            uuid=form.cleaned_data["once"] or uuid4(),
            by=request.member,
            on=timezone.localdate(),
            now=timezone.now(),
            lines=form.lines,
            **values,
        )
    except Refused as error:
        return refused(request, reverse("pipeline:board"), error)
    return done(request, _page_url(opportunity.pk), _("%(title)s has been opened.") % {"title": opportunity.title})


@require_http_methods(["GET", "HEAD", "POST"])
@requires("opportunities.change")
def edit(request: Any, pk: int) -> HttpResponse:
    """Change anything but the stage. Whoever is second sees both versions."""
    opportunity = find(request, pk)
    lines = opening.lines_of(opportunity)
    if _rearranges(request):
        form = OpportunityForm(rearranged(request.POST), member=request.member, opportunity=opportunity)
        return _redrawn(request, form, opportunity=opportunity)
    form = OpportunityForm(request.POST or None, member=request.member, opportunity=opportunity, lines=lines)
    if request.method != "POST" or not form.is_valid():
        page = form_page if not form.has_wrong_rows else _wrong_rows_page
        return page(request, FORM, form, opportunity=opportunity)
    version = form.cleaned_data["version"] or 0
    try:
        opening.change(
            opportunity, by=request.member, now=timezone.now(), version=version, lines=form.lines, **form.values()
        )
    except Conflict:
        return _both_versions(request, form, pk)
    seen = request.member.sees(opportunity)
    return done(request, _page_url(pk) if seen else reverse("pipeline:board"), _("Saved."))


@require_POST
@requires("opportunities.change")
def lines(request: Any) -> HttpResponse:
    """The rows of a form that is being filled in, with one more or one less, and what they come to."""
    form = OpportunityForm(rearranged(request.POST), member=request.member)
    form.say_nothing_yet()
    template = "pipeline/_lines.html" if _rearranges(request) else "pipeline/_sum.html"
    return render(request, template, {"form": form})


@require_safe
@requires("opportunities.change")
def customers(request: Any) -> HttpResponse:
    """The answer to the combobox of customers."""
    return render(request, "ui/options.html", {"options": options_for(request.member, request.GET)})


@require_safe
@requires("opportunities.change")
def contacts(request: Any) -> HttpResponse:
    """The contacts of the customer chosen in the form, as the options of its select."""
    number = read_number(request.GET.get("customer", ""))
    customer = Customer.objects.visible_to(request.member).filter(pk=number).first()
    people = contacts_of(customer) if customer else []
    return render(request, "pipeline/_contacts.html", {"people": people})


@require_safe
@requires("opportunities.change")
def price(request: Any) -> HttpResponse:
    """What the product chosen in a row costs, and how much of it there is."""
    number = next((value for name, value in request.GET.items() if name.endswith("-what")), "")
    product = Product.objects.filter(pk=read_number(number)).first()
    row = next((name.removesuffix("-what") for name in request.GET if name.endswith("-what")), "")
    amount = format_amount(product.price, request.organization.currency, get_language()) if product else ""
    return render(request, "pipeline/_price.html", {"product": product, "row": row, "amount": amount})


def _rearranges(request: Any) -> bool:
    return request.method == "POST" and bool({"add_line", "remove_line"} & request.POST.keys())


def _redrawn(request: Any, form: OpportunityForm, **context: Any) -> HttpResponse:
    """Without JavaScript a row is added by sending the whole form: it comes back with the row, unjudged."""
    form.say_nothing_yet()
    return render(request, FORM, {"form": form, **context})


def _wrong_rows(request: Any, form: OpportunityForm) -> HttpResponse:
    return _wrong_rows_page(request, FORM, form)


def _wrong_rows_page(request: Any, template: str, form: OpportunityForm, **context: Any) -> HttpResponse:
    return render(request, template, {"form": form, **context}, status=422)


def _both_versions(request: Any, form: OpportunityForm, pk: int) -> HttpResponse:
    now = find(request, pk)
    last = Event.objects.of_subject(now).first()
    theirs = OpportunityForm(None, member=request.member, opportunity=now, lines=opening.lines_of(now))
    return conflict_page(
        request,
        FORM,
        form,
        theirs,
        version=now.version,
        changed_by=last.by_name if last else "",
        changed_at=now.updated_at,
        opportunity=now,
    )


def _page_url(pk: int) -> str:
    return reverse("pipeline:opportunity", args=[pk])
