"""What happens to a quotation: sent, confirmed, answered, given a new version, cancelled."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sapa.lib.answers import done, form_page, refused
from sapa.lib.errors import AlreadyDone, Refused
from sapa.sales import ordering, quoting
from sapa.sales.forms.quotation import AcceptForm, ReasonForm
from sapa.sales.lines import settings_of, wanted_of
from sapa.sales.models import CreditRule, Quotation, Strictness
from sapa.sales.views.quotation_page import find, message_of, public_address, whatsapp_draft
from sapa.team.access import requires

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@requires("sales.change")
def sending(request: Any, pk: int) -> HttpResponse:
    """GET: the link, the WhatsApp draft and the PDF of a quotation that was sent. POST: send it."""
    row = find(request, pk)
    if request.method == "POST":
        try:
            quoting.send(row, by=request.member, on=timezone.localdate(), now=timezone.now())
        except AlreadyDone:
            pass  # a second tap leads to the same ways
        except Refused as error:
            return refused(request, _page(pk), error)
        return done(request, reverse("sales:quotation_sending", args=[pk]))
    if row.status != Quotation.Status.SENT:
        return refused(request, _page(pk), Refused(_("This quotation is not open for an answer.")))
    context = {
        "quotation": row,
        "address": public_address(request.organization, row),
        "whatsapp_url": whatsapp_draft(request, row),
        "message": message_of(request, row),
    }
    return render(request, "sales/quotations/send.html", context)


@require_http_methods(METHODS)
@requires("sales.change")
def confirmation(request: Any, pk: int) -> HttpResponse:
    """GET: what confirming would meet: debts, and goods that are short. POST: make the sales order."""
    row = find(request, pk)
    today = timezone.localdate()
    if request.method == "POST":
        try:
            order = ordering.confirm(row, by=request.member, on=today, now=timezone.now())
        except Refused as error:
            return refused(request, _page(pk), error)
        return done(request, reverse("sales:order", args=[order.pk]), _("The order %(number)s is made.") % {
            "number": order.number})  # fmt: skip
    settings, lines = settings_of(), quoting.lines_of(row)
    credit = ordering.check_credit(row.customer, total=row.total, on=today)
    context = {
        "quotation": row,
        "reasons": credit.reasons(request.organization.currency),
        "is_held": not credit.is_fine and settings.credit_rule == CreditRule.APPROVE,
        "short": ordering.short_of(wanted_of(lines), row.unit),
        "is_refused": settings.oversell == Strictness.REFUSE,
    }
    return render(request, "sales/quotations/confirm.html", context)


@require_http_methods(METHODS)
@requires("sales.change")
def acceptance(request: Any, pk: int) -> HttpResponse:
    """The customer said yes by other ways than the public page."""
    row = find(request, pk)
    form = AcceptForm(request.POST or None, quotation=row)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "sales/quotations/accept.html", form, quotation=row)
    try:
        quoting.accept(
            row, name=form.cleaned_data["name"], by=request.member, now=timezone.now(), on=timezone.localdate()
        )
    except Refused as error:
        return refused(request, _page(pk), error)
    return done(request, _page(pk), _("%(number)s is accepted.") % {"number": row})


@require_http_methods(METHODS)
@requires("sales.change")
def refusal(request: Any, pk: int) -> HttpResponse:
    """The customer said no, and why. Afterwards its opportunity can be written down as lost."""
    row = find(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "sales/quotations/refuse.html", form, quotation=row)
    try:
        quoting.refuse(row, reason=form.cleaned_data["reason"], by=request.member, now=timezone.now())
    except Refused as error:
        return refused(request, _page(pk), error)
    deal = row.opportunity
    if request.POST.get("lose") and deal is not None and deal.is_open:
        return done(request, reverse("pipeline:lose", args=[deal.pk]))
    return done(request, _page(pk), _("%(number)s is refused.") % {"number": row})


@require_POST
@requires("sales.change")
def revision(request: Any, pk: int) -> HttpResponse:
    """A draft of the next version, to be changed at once."""
    row = find(request, pk)
    try:
        made = quoting.revise(row, by=request.member, on=timezone.localdate(), now=timezone.now())
    except Refused as error:
        return refused(request, _page(pk), error)
    return done(request, reverse("sales:quotation_edit", args=[made.pk]))


@require_http_methods(METHODS)
@requires("sales.change")
def cancellation(request: Any, pk: int) -> HttpResponse:
    row = find(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "sales/quotations/cancel.html", form, quotation=row)
    try:
        quoting.cancel(row, reason=form.cleaned_data["reason"], by=request.member, now=timezone.now())
    except Refused as error:
        return refused(request, _page(pk), error)
    return done(request, _page(pk), _("%(number)s is cancelled.") % {"number": row})


def _page(pk: int) -> str:
    return reverse("sales:quotation", args=[pk])
