"""What happens to a payment: shared out further, paid back, cancelled."""

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sapa.lib.answers import done, form_page, refused
from sapa.lib.errors import Refused
from sapa.sales import paying
from sapa.sales.forms.paying import RefundForm, SharesForm
from sapa.sales.models import Allocation, Payment
from sapa.sales.views.again import form_id
from sapa.sales.views.payments import find, open_invoices
from sapa.sales.views.why import ask_why
from sapa.team.access import requires

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@requires("payments.change")
def allocate(request: Any, pk: int) -> HttpResponse:
    """Let what is left of a payment pay open invoices."""
    row, back = find(request, pk), reverse("sales:payment", args=[pk])
    if _was_done(request, row):
        return done(request, back, _("Shared out."))
    found = open_invoices(request, row.customer)
    if not row.unallocated or not found:
        return refused(request, back, Refused(_("Nothing is left of this payment, or nothing is open.")))
    form = SharesForm(
        request.POST or None, invoices=found, ticked={one.pk for one in found},
        currency=request.organization.currency, initial={"amount": row.unallocated},
    )  # fmt: skip
    good = form.is_valid()
    if good and form.cleaned_data["amount"] > row.unallocated:
        form.add_error("amount", _("Less than this is left of the payment."))
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "sales/payments/allocate.html", form, payment=row, back=back)
    once = form.cleaned_data["once"] or uuid4()
    try:
        paying.allocate(
            row, uuid=once, shares=form.shares, by=request.member, on=timezone.localdate(), now=timezone.now()
        )
    except Refused as error:
        return refused(request, back, error)
    return done(request, back, _("Shared out."))


@require_http_methods(METHODS)
@requires("payments.change")
def refund(request: Any, pk: int) -> HttpResponse:
    """Give back what pays no invoice."""
    row, back = find(request, pk), reverse("sales:payment", args=[pk])
    if _was_done(request, row):
        return done(request, back, _("Paid back."))
    if not row.unallocated:
        return refused(request, back, Refused(_("Nothing is left of this payment to be paid back.")))
    form = RefundForm(request.POST or None, most=row.unallocated, currency=request.organization.currency)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "sales/payments/refund.html", form, payment=row, back=back)
    given = dict(form.cleaned_data)
    once = given.pop("once") or uuid4()
    try:
        paying.refund(row, uuid=once, by=request.member, on=timezone.localdate(), now=timezone.now(), **given)
    except Refused as error:
        return refused(request, back, error)
    return done(request, back, _("Paid back."))


@require_http_methods(METHODS)
@requires("sales.cancel")
def cancel(request: Any, pk: int) -> HttpResponse:
    """It was not received after all."""
    row, back = find(request, pk), reverse("sales:payment", args=[pk])
    heading, told = _("Cancel the payment"), _("The invoices that it paid are owed again.")
    said = _("The payment is cancelled.")
    return ask_why(request, row, paying.cancel, heading=heading, told=told, said=said, back=back)


def _was_done(request: Any, payment: Payment) -> bool:
    """Whether this very form was sent before, by its hidden `once`: the answer to that was lost on the way."""
    once = form_id(request)
    return once is not None and Allocation.objects.filter(payment=payment, uuid=once).exists()
