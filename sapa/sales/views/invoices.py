"""Invoices: the list, the page, writing one of an order, a down payment."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from sapa.lib.answers import done, form_page, refused
from sapa.lib.errors import Refused
from sapa.sales import invoicing
from sapa.sales.chain import chain_of
from sapa.sales.filter import State
from sapa.sales.forms.invoice import DownPaymentForm, InvoiceForm
from sapa.sales.forms.quantities import Row
from sapa.sales.lines import settings_of
from sapa.sales.models import Allocation, Invoice, InvoiceLine, Order, OrderLine
from sapa.sales.receivables import AGES, age_of
from sapa.sales.sending_invoices import public_address, qris_of
from sapa.sales.views import orders
from sapa.sales.views.again import made_by
from sapa.sales.views.finding import find_document
from sapa.sales.views.listing import filter_page, list_page
from sapa.team.access import requires

NEEDED = ("customer", "owner", "unit", "order", "cancelled_by")


def states(on: date) -> dict[str, State]:
    """Open, overdue and how long, paid, cancelled."""
    late = {
        f"age_{name}": State(AGES[name][0], Q(balance__gt=0) & age_of(name, on))
        for name in ("month", "two", "three", "older")
    }
    return {
        "open": State(gettext_lazy("To be paid"), Q(balance__gt=0)),
        "overdue": State(gettext_lazy("Overdue"), Q(balance__gt=0, due_on__lt=on)),
        **late,
        "paid": State(gettext_lazy("Paid in full"), Q(balance=0, cancelled_at__isnull=True)),
        "cancelled": State(gettext_lazy("Cancelled"), Q(cancelled_at__isnull=False)),
    }


def find(request: Any, pk: int) -> Invoice:
    """The invoice, or 404 where the member may not see it."""
    found: Invoice = find_document(request.member, pk, "invoice", lambda: Invoice.objects.select_related(*NEEDED))
    return found


@require_safe
@requires("sales.view")
def listing(request: Any) -> HttpResponse:
    today = timezone.localdate()
    rows: Any = Invoice.objects.select_related("customer", "owner")
    return list_page(request, "sales/invoices/list.html", rows, states=states(today), today=today)


@require_safe
@requires("sales.view")
def filters(request: Any) -> HttpResponse:
    found = states(timezone.localdate())
    return filter_page(request, states=found, target=reverse("sales:invoices"), name=_("Invoices"))


@require_safe
@requires("sales.view")
def invoice(request: Any, pk: int) -> HttpResponse:
    """What is owed on it, how it can be paid, what it is made of, and what happened with it."""
    row, today, member = find(request, pk), timezone.localdate(), request.member
    stands = not row.is_cancelled
    lines = list(InvoiceLine.objects.filter(invoice=row).select_related("promotion"))
    sales = settings_of()
    context = {
        "invoice": row,
        "document": row,
        "lines": lines,
        "late": row.days_late(today),
        "badge": badge(row, today),
        "status": status(row, today),
        "chain": chain_of(row),
        "allocations": Allocation.objects.filter(invoice=row).select_related("payment"),
        "credit_notes": row.credit_notes.filter(cancelled_at__isnull=True) if row.credited and stands else [],
        "qris": qris_of(row, sales, request.organization),
        "bank_account": sales.bank_account if row.balance else "",
        "address": public_address(request.organization, row),
        "shows_cost": member.may("catalogue.cost"),
        "may_pay": stands and row.balance > 0 and member.may("payments.change"),
        "may_send": stands and member.may("invoices.change"),
        "may_credit": stands and row.total > row.credited and member.may("invoices.change"),
        "may_cancel": stands and member.may("sales.cancel"),
    }
    return render(request, "sales/invoices/invoice.html", context)


def badge(row: Invoice, on: date) -> str:
    if row.is_cancelled or row.is_overdue(on):
        return "error"
    return "primary" if row.balance else "success"


def status(row: Invoice, on: date) -> str:
    if row.is_cancelled:
        return _("Cancelled")
    if not row.balance:
        return _("Paid in full") if row.paid or not row.credited else _("Credited")
    if row.is_overdue(on):
        return _("Overdue")
    return _("Partly paid") if row.paid else _("To be paid")


@require_http_methods(["GET", "HEAD", "POST"])
@requires("invoices.change")
def create(request: Any, pk: int) -> HttpResponse:
    """Of an order: what was delivered and not invoiced, or with ?basis=ordered all that was ordered."""
    order, back = orders.find(request, pk), reverse("sales:order", args=[pk])
    if made := made_by(Invoice, request):
        return done(request, reverse("sales:invoice", args=[made.pk]))
    left = [line for line in OrderLine.objects.filter(order=order) if line.to_invoice]
    if order.status not in {Order.Status.CONFIRMED, Order.Status.CLOSED} or not left:
        return refused(request, back, Refused(_("Nothing of this order is to be invoiced.")))
    delivered = any(line.delivered_to_invoice for line in left)
    by_order = request.GET.get("basis") == "ordered" or not delivered
    rows = [
        Row(one.pk, str(one), one.measure, one.to_invoice, one.to_invoice if by_order else one.delivered_to_invoice,
            one.quantity)
        for one in left
    ]  # fmt: skip
    form = InvoiceForm(request.POST or None, rows=rows, initial={"terms_days": order.terms_days})
    context = {"order": order, "back": back, "by_order": by_order, "delivered": delivered, "downs": _downs(order)}
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "sales/invoices/form.html", form, **context)
    given = form.cleaned_data
    try:
        made = invoicing.invoice(
            order, uuid=given["once"] or uuid4(), quantities=form.quantities, by=request.member,
            on=timezone.localdate(), now=timezone.now(), terms_days=given["terms_days"], note=given["note"],
        )  # fmt: skip
    except Refused as error:
        form.add_error(None, str(error.message))
        return form_page(request, "sales/invoices/form.html", form, **context)
    return done(request, reverse("sales:invoice", args=[made.pk]), _("Invoice %s is written.") % made.number)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("invoices.change")
def down_payment(request: Any, pk: int) -> HttpResponse:
    """Something of an order to be paid before the goods."""
    order, back = orders.find(request, pk), reverse("sales:order", args=[pk])
    if made := made_by(Invoice, request):
        return done(request, reverse("sales:invoice", args=[made.pk]))
    left = order.total - invoicing.billed(order)
    if order.status != Order.Status.CONFIRMED or left <= 0:
        return refused(request, back, Refused(_("Nothing of this order is to be invoiced.")))
    form = DownPaymentForm(request.POST or None, currency=request.organization.currency, total=order.total, most=left)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "sales/invoices/down_payment.html", form, order=order, back=back, left=left)
    given = form.cleaned_data
    try:
        made = invoicing.bill_down_payment(
            order, uuid=given["once"] or uuid4(), amount=given["amount"], by=request.member, on=timezone.localdate(),
            now=timezone.now(), terms_days=given["terms_days"],
        )  # fmt: skip
    except Refused as error:
        return refused(request, back, error)
    return done(request, reverse("sales:invoice", args=[made.pk]), _("Invoice %s is written.") % made.number)


def _downs(order: Order) -> int:
    """What of the order's down payments is not taken off yet: minor units."""
    rows = InvoiceLine.objects.filter(
        invoice__order=order, invoice__kind=Invoice.Kind.DOWN_PAYMENT, invoice__cancelled_at__isnull=True
    )
    return sum(line.total - line.credited - line.deducted for line in rows)
