"""Quotations: the list, the page, writing and changing one."""

from typing import Any
from uuid import uuid4

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sapa.events.models import Event
from sapa.files.storing import answer
from sapa.lib.answers import done, form_page, refused
from sapa.lib.conflicts import conflict_page
from sapa.lib.errors import Conflict, Refused
from sapa.lib.numbers import row_id
from sapa.pipeline import opening
from sapa.pipeline.models import Opportunity
from sapa.sales import quoting
from sapa.sales.filter import State
from sapa.sales.forms.lines import rearranged
from sapa.sales.forms.quotation import QuotationForm, of_opportunity, of_quotation, usual
from sapa.sales.models import Quotation
from sapa.sales.views.lines import rearranges
from sapa.sales.views.listing import filter_page, list_page
from sapa.sales.views.quotation_page import context_of, find
from sapa.team.access import requires

FORM = "sales/quotations/form.html"
Status = Quotation.Status
STATES = {state.value: State(state.label, Q(status=state.value)) for state in Status}


@require_safe
@requires("sales.view")
def listing(request: Any) -> HttpResponse:
    """Pages of 25, the newest first. Everything that it shows follows from the address."""
    rows = Quotation.objects.select_related("customer", "owner")
    filter_url = reverse("sales:quotation_filters")
    return list_page(request, "sales/quotations/list.html", rows, states=STATES, filter_url=filter_url)


@require_safe
@requires("sales.view")
def filters(request: Any) -> HttpResponse:
    return filter_page(request, states=STATES, target=reverse("sales:quotations"), name=_("Quotations"))


@require_safe
@requires("sales.view")
def quotation(request: Any, pk: int) -> HttpResponse:
    return render(request, "sales/quotations/quotation.html", context_of(request, find(request, pk)))


@require_safe
@requires("sales.view")
def signature(request: Any, pk: int) -> HttpResponse:
    """What the customer drew when they accepted it."""
    row = find(request, pk)
    if row.signature is None:
        raise Http404
    return answer(row.signature, request)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("sales.change")
def create(request: Any) -> HttpResponse:
    """?opportunity=… takes its customer, contact and lines along; ?customer=… is enough as well."""
    today = timezone.localdate()
    deal = _deal(request)
    if rearranges(request):
        return _redrawn(request, QuotationForm(rearranged(request.POST), member=request.member, on=today), deal=deal)
    if request.method != "POST":
        known = usual(today) | ({"customer": row_id(request.GET.get("customer", ""))} if not deal else {})
        lines = opening.lines_of(deal) if deal else []
        initial = known | (of_opportunity(deal) if deal else {})
        customer = deal.customer if deal else None
        form = QuotationForm(None, member=request.member, on=today, initial=initial, lines=lines, customer=customer)
        return _redrawn(request, form, deal=deal)
    form = QuotationForm(request.POST, member=request.member, on=today)
    if not form.is_valid():
        return render(request, FORM, {"form": form, "deal": deal}, status=422)
    try:
        made = quoting.draft(
            uuid=form.cleaned_data["once"] or uuid4(),
            by=request.member,
            on=today,
            now=timezone.now(),
            lines=form.lines,
            opportunity=form.deal(),
            **form.values(),
        )
    except Refused as error:
        form.add_error(None, str(error.message))
        return form_page(request, FORM, form, deal=deal)
    return done(request, reverse("sales:quotation", args=[made.pk]), _("The quotation is written."))


@require_http_methods(["GET", "HEAD", "POST"])
@requires("sales.change")
def edit(request: Any, pk: int) -> HttpResponse:
    """Change a draft. Whoever is second sees both versions."""
    row = find(request, pk)
    page = reverse("sales:quotation", args=[pk])
    if not row.may_change:
        return refused(request, page, Refused(_("A quotation that was sent does not change. Make a new version.")))
    if rearranges(request):
        return _redrawn(request, _form(request, row, rearranged(request.POST)), quotation=row)
    if request.method != "POST":
        return _redrawn(request, _form(request, row, None), quotation=row)
    form = _form(request, row, request.POST)
    if not form.is_valid():
        return render(request, FORM, {"form": form, "quotation": row}, status=422)
    version = form.cleaned_data["version"] or 0
    try:
        quoting.change(row, version=version, by=request.member, now=timezone.now(), lines=form.lines, **form.values())
    except Conflict:
        return _both_versions(request, form, pk)
    except Refused as error:
        form.add_error(None, str(error.message))
        return form_page(request, FORM, form, quotation=row)
    return done(request, page if request.member.sees(row) else reverse("sales:quotations"), _("Saved."))


def _form(request: Any, row: Quotation, data: Any) -> QuotationForm:
    lines = quoting.lines_of(row)
    return QuotationForm(
        data, member=request.member, on=row.on, initial=of_quotation(row), lines=lines, customer=row.customer
    )


def _redrawn(request: Any, form: QuotationForm, **context: Any) -> HttpResponse:
    """The form as it is filled in so far, priced and unjudged."""
    form.say_nothing_yet()
    if rearranges(request):
        form.rows.close_the_done()
    return render(request, FORM, {"form": form, **context})


def _deal(request: Any) -> Opportunity | None:
    pk = row_id(request.POST.get("opportunity", "") or request.GET.get("opportunity", ""))
    rows = Opportunity.objects.visible_to(request.member).select_related("customer", "contact")
    return rows.filter(pk=pk).first() if pk else None


def _both_versions(request: Any, form: QuotationForm, pk: int) -> HttpResponse:
    now = find(request, pk)
    last = Event.objects.of_subject(now).first()
    theirs = _form(request, now, None)
    theirs.say_nothing_yet()
    return conflict_page(
        request,
        FORM,
        form,
        theirs,
        version=now.version,
        changed_by=last.by_name if last else "",
        changed_at=last.at if last else None,
        quotation=now,
        their_lines=quoting.lines_of(now),
    )
