"""Payments: the list, receiving money, the page of one."""

from typing import Any
from uuid import uuid4

from django.db.models import F, Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sapa.customers.models import Customer
from sapa.files.storing import answer, store_picture
from sapa.lib import terbilang
from sapa.lib.answers import done, form_page
from sapa.lib.errors import Refused
from sapa.lib.money import format_money
from sapa.lib.numbers import row_id
from sapa.lib.pictures import InvalidPicture
from sapa.sales import paying
from sapa.sales.chain import chain_of
from sapa.sales.filter import State
from sapa.sales.forms.paying import PaymentForm, WhoseForm
from sapa.sales.lines import settings_of
from sapa.sales.models import Allocation, Invoice, Payment
from sapa.sales.sending_invoices import qris_with
from sapa.sales.views.finding import find_document
from sapa.sales.views.listing import filter_page, list_page
from sapa.team.access import requires

STANDS = Q(cancelled_at__isnull=True)
STATES = {
    **{name: State(label, STANDS & Q(method=name)) for name, label in Payment.Method.choices},
    "deposit": State(gettext_lazy("With something left"), STANDS & Q(allocated__lt=F("amount"))),
    "cancelled": State(gettext_lazy("Cancelled"), ~STANDS),
}
NEEDED = ("customer", "owner", "unit", "created_by")
FORM, MOST = "sales/payments/form.html", 60  # open invoices offered at once


def find(request: Any, pk: int) -> Payment:
    """The payment, or 404 where the member may not see it."""
    found: Payment = find_document(request.member, pk, "payment", lambda: Payment.objects.select_related(*NEEDED))
    return found


@require_safe
@requires("sales.view")
def listing(request: Any) -> HttpResponse:
    rows: Any = Payment.objects.select_related("customer", "owner")
    return list_page(request, "sales/payments/list.html", rows, states=STATES)


@require_safe
@requires("sales.view")
def filters(request: Any) -> HttpResponse:
    return filter_page(request, states=STATES, target=reverse("sales:payments"), name=_("Payments"))


@require_safe
@requires("sales.view")
def payment(request: Any, pk: int) -> HttpResponse:
    """What was received, what it pays, and the receipt."""
    row, member, currency = find(request, pk), request.member, request.organization.currency
    stands = not row.is_cancelled
    context = {
        "payment": row,
        "document": row,
        "badge": "error" if row.is_cancelled else "success",
        "status": _("Cancelled") if row.is_cancelled else row.get_method_display(),
        "allocations": Allocation.objects.filter(payment=row).select_related("invoice", "by"),
        "chain": chain_of(row),
        "words": terbilang.in_words(row.amount, currency, request.LANGUAGE_CODE),
        "wants_stamp": terbilang.wants_stamp(row.amount, currency, row.on),
        "may_allocate": stands and row.unallocated > 0 and member.may("payments.change"),
        "may_cancel": stands and member.may("sales.cancel"),
    }
    return render(request, "sales/payments/payment.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("payments.change")
def create(request: Any) -> HttpResponse:
    """?invoice=… or ?customer=… says for what; without them the customer is asked for first."""
    bound = request.method == "POST"
    customer, chosen = _whose(request)
    if customer is None:
        return form_page(request, "sales/payments/whose.html", WhoseForm(request.POST if bound else None))
    form = _form(request, customer, chosen, bound=bound)
    context = {"customer": customer, "back": _back(customer, chosen), "here": _here(customer, chosen)}
    context["qris"] = _qris(request, form)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, FORM, form, **context)
    given, now = dict(form.cleaned_data), timezone.now()
    once, handed = given.pop("once") or uuid4(), given.pop("handed")
    try:
        proof = given.pop("proof")
        given["proof"] = store_picture(proof, by=request.member, now=now) if proof else None
        made = paying.receive(uuid=once, customer=customer, shares=form.shares, by=request.member, now=now, **given)
    except InvalidPicture as error:
        form.add_error("proof", str(error))
        return form_page(request, FORM, form, **context)
    except Refused as error:
        form.add_error(None, str(error.message))
        return form_page(request, FORM, form, **context)
    said = _("Received. Receipt %s.") % made.number
    if handed and handed > made.amount and made.method == Payment.Method.CASH:
        change = format_money(handed - made.amount, request.organization.currency)
        said = f"{said} {_('Give back %s.') % change}"
    return done(request, reverse("sales:payment", args=[made.pk]), said)


@require_POST
@requires("payments.change")
def shares(request: Any) -> HttpResponse:
    """How the amount typed so far is shared out, for the form that asks while somebody types."""
    customer, chosen = _whose(request)
    if customer is None:
        return form_page(request, "sales/payments/whose.html", WhoseForm(request.POST))
    form = _form(request, customer, chosen, bound=True)
    return render(request, "sales/payments/_shares.html", {"form": form, "qris": _qris(request, form)})


@require_safe
@requires("sales.view")
def proof(request: Any, pk: int) -> HttpResponse:
    """The photo of the proof."""
    rows = Payment.objects.visible_to(request.member).select_related("proof").defer("proof__content")
    row = get_object_or_404(rows, pk=pk)
    if row.proof is None:
        raise Http404
    return answer(row.proof, request)


def open_invoices(request: Any, customer: Customer, chosen: Invoice | None = None) -> list[Invoice]:
    """What of this customer's is open and seen by the member, the oldest first; the chosen one before all."""
    rows: Any = Invoice.objects.visible_to(request.member).filter(customer=customer)
    found = list(rows.open().select_related("unit").order_by("due_on", "pk")[:MOST])
    if chosen is not None and chosen.balance:
        found = [chosen, *(one for one in found if one.pk != chosen.pk)]
    return found


def _whose(request: Any) -> tuple[Customer | None, Invoice | None]:
    """The customer that the address names, and the invoice."""
    if pk := row_id(request.GET.get("invoice", "")):
        rows = Invoice.objects.visible_to(request.member).select_related("customer", "unit")
        invoice = get_object_or_404(rows, pk=pk)
        return invoice.customer, invoice
    if pk := row_id(request.GET.get("customer", "").removeprefix("?")):
        return get_object_or_404(Customer.objects.visible_to(request.member), pk=pk), None
    return None, None


def _form(request: Any, customer: Customer, chosen: Invoice | None, *, bound: bool) -> PaymentForm:
    found = open_invoices(request, customer, chosen)
    ticked = {chosen.pk} if chosen else {one.pk for one in found}
    initial = {"on": timezone.localdate(), "amount": chosen.balance if chosen and chosen.balance else None}
    data, files = (request.POST, request.FILES) if bound else (None, None)
    return PaymentForm(
        data, files, invoices=found, ticked=ticked, currency=request.organization.currency, initial=initial
    )


def _qris(request: Any, form: PaymentForm) -> dict[str, Any] | None:
    """The code to be scanned, where QRIS was chosen: with the amount typed so far."""
    if form.method_now != Payment.Method.QRIS:
        return None
    return qris_with(form.amount_now, settings_of(), request.organization)


def _here(customer: Customer, chosen: Invoice | None) -> str:
    return f"?invoice={chosen.pk}" if chosen else f"?customer={customer.pk}"


def _back(customer: Customer, chosen: Invoice | None) -> str:
    return reverse("sales:invoice", args=[chosen.pk]) if chosen else customer.get_absolute_url()
