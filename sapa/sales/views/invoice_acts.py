"""What happens to an invoice: sent, credited, cancelled; and the pages of credit notes."""

from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.db.models import Exists, OuterRef, Sum
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sapa.lib.answers import done, form_page, refused
from sapa.lib.errors import Refused
from sapa.lib.numbers import row_id
from sapa.sales import crediting, invoicing
from sapa.sales.chain import chain_of
from sapa.sales.forms.invoice import CreditForm
from sapa.sales.models import CreditNote, CreditNoteLine, InvoiceLine, SalesReturn, SalesReturnLine
from sapa.sales.sending_invoices import message_of, public_address, send, whatsapp_draft
from sapa.sales.views.again import made_by
from sapa.sales.views.invoices import find
from sapa.sales.views.why import ask_why
from sapa.team.access import requires

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
@requires("invoices.change")
def sending(request: Any, pk: int) -> HttpResponse:
    """GET: the link, the WhatsApp draft and the PDF of an invoice that was sent. POST: make the link."""
    row = find(request, pk)
    if request.method == "POST":
        try:
            send(row, by=request.member, now=timezone.now())
        except Refused as error:
            return refused(request, _page(pk), error)
        return done(request, reverse("sales:invoice_sending", args=[pk]))
    if not row.token or row.is_cancelled:
        return refused(request, _page(pk), Refused(_("This invoice was not sent yet.")))
    words = message_of(request.organization, row, by=request.member)
    context = {
        "invoice": row,
        "back": _page(pk),
        "address": public_address(request.organization, row),
        "message": words,
        "whatsapp_url": whatsapp_draft(request.organization, row, words),
    }
    return render(request, "sales/invoices/send.html", context)


@require_http_methods(METHODS)
@requires("sales.cancel")
def cancel(request: Any, pk: int) -> HttpResponse:
    row, back = find(request, pk), _page(pk)
    told = _("Nothing is owed on it any more, what was paid stays with us as the customer’s deposit.")
    if row.tax_exported_at:
        told = f"{told} {_('It was handed to the tax office: cancel it in Coretax as well.')}"
    heading, said = _("Cancel the invoice"), _("The invoice is cancelled.")
    return ask_why(request, row, invoicing.cancel, heading=heading, told=told, said=said, back=back)


@require_http_methods(METHODS)
@requires("invoices.change")
def credit(request: Any, pk: int) -> HttpResponse:
    """Take something off an invoice. ?return=… proposes what came back."""
    row, back = find(request, pk), _page(pk)
    if known := made_by(CreditNote, request):
        return _written(request, known)
    lines = [line for line in InvoiceLine.objects.filter(invoice=row, amount__gte=0) if crediting.left_of(line)]
    if row.is_cancelled or not lines or row.total <= row.credited:
        return refused(request, back, Refused(_("Nothing of this invoice is left to be credited.")))
    returned = _return(request, row.order_id)
    form = CreditForm(
        request.POST or None,
        lines=[(line, crediting.left_of(line)) for line in lines],
        currency=request.organization.currency,
        usual=_came_back(returned, lines),
        initial={"reason": returned.reason} if returned else {},
    )
    context = {"invoice": row, "back": back, "returned": returned}
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "sales/invoices/credit_form.html", form, **context)
    given = form.cleaned_data
    try:
        made = crediting.credit(
            row, uuid=given["once"] or uuid4(), quantities=form.quantities, amounts=form.amounts,
            reason=given["reason"], by=request.member, on=timezone.localdate(), now=timezone.now(),
            sales_return=returned,
        )  # fmt: skip
    except Refused as error:
        form.add_error(None, str(error.message))
        return form_page(request, "sales/invoices/credit_form.html", form, **context)
    return _written(request, made)


def _written(request: Any, note: CreditNote) -> HttpResponse:
    return done(request, reverse("sales:credit_note", args=[note.pk]), _("Credit note %s is written.") % note.number)


@require_safe
@requires("sales.view")
def credit_note(request: Any, pk: int) -> HttpResponse:
    row = _find_note(request, pk)
    context = {
        "note": row,
        "document": row,
        "lines": list(CreditNoteLine.objects.filter(credit_note=row).select_related("promotion")),
        "badge": "error" if row.is_cancelled else "info",
        "status": _("Cancelled") if row.is_cancelled else _("Credit note"),
        "may_cancel": not row.is_cancelled and not row.invoice.is_cancelled and request.member.may("sales.cancel"),
        "chain": chain_of(row),
    }
    return render(request, "sales/invoices/credit_note.html", context)


@require_http_methods(METHODS)
@requires("sales.cancel")
def cancel_credit_note(request: Any, pk: int) -> HttpResponse:
    row, back = _find_note(request, pk), reverse("sales:credit_note", args=[pk])
    told = _("Its invoice is owed that again. What was paid back into the deposit stays there, to be shared out.")
    heading, said = _("Cancel the credit note"), _("The credit note is cancelled.")
    return ask_why(request, row, crediting.cancel, heading=heading, told=told, said=said, back=back)


def _find_note(request: Any, pk: int) -> CreditNote:
    rows = CreditNote.objects.visible_to(request.member).select_related("customer", "owner", "unit", "invoice__order")
    return get_object_or_404(rows, pk=pk)


def _page(pk: int) -> str:
    return reverse("sales:invoice", args=[pk])


def _return(request: Any, order_id: int | None) -> SalesReturn | None:
    """What came back of this invoice's order and no note was written for: the return that the address names, else the
    only one there is."""
    pk, known = row_id(request.GET.get("return", "")), "return" in request.GET
    notes = CreditNote.objects.filter(sales_return=OuterRef("pk"), cancelled_at__isnull=True)
    rows = SalesReturn.objects.visible_to(request.member).filter(delivery__order=order_id, cancelled_at__isnull=True)
    if order_id is None or (known and pk is None):
        return None
    found = list((rows.filter(pk=pk) if known else rows).filter(~Exists(notes))[:2])
    return found[0] if len(found) == 1 else None


def _came_back(returned: SalesReturn | None, lines: list[InvoiceLine]) -> dict[int, Decimal]:
    """Invoice line → what came back of it, at most what can still be credited."""
    if returned is None:
        return {}
    rows = SalesReturnLine.objects.filter(sales_return=returned).values("delivery_line__order_line_id")
    back = {row["delivery_line__order_line_id"]: row["sum"] for row in rows.annotate(sum=Sum("quantity")).order_by()}
    return {
        line.pk: min(back[line.order_line_id], line.quantity - line.credited_quantity)
        for line in lines
        if line.order_line_id in back
    }
