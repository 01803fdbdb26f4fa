"""Delivery notes and returns: lists, pages, and what happens to them."""

from typing import Any
from uuid import uuid4

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from sapa.files.storing import answer, store_drawing
from sapa.lib.answers import done, form_page, refused
from sapa.lib.errors import Refused
from sapa.lib.pictures import InvalidPicture
from sapa.sales import delivering, returning
from sapa.sales.chain import chain_of
from sapa.sales.filter import State
from sapa.sales.forms.order import SignatureForm
from sapa.sales.forms.quantities import DeliveryForm, ReturnForm, Row
from sapa.sales.models import (
    CreditNote,
    Delivery,
    DeliveryLine,
    Document,
    Invoice,
    Order,
    OrderLine,
    SalesReturn,
    SalesReturnLine,
)
from sapa.sales.views import orders
from sapa.sales.views.again import made_by
from sapa.sales.views.finding import find_document
from sapa.sales.views.listing import filter_page, list_page
from sapa.sales.views.why import Verb, ask_why
from sapa.team.access import requires

STATES = {
    "under_way": State(gettext_lazy("Under way"), Q(received_at__isnull=True, cancelled_at__isnull=True)),
    "received": State(gettext_lazy("Received"), Q(received_at__isnull=False, cancelled_at__isnull=True)),
    "cancelled": State(gettext_lazy("Cancelled"), Q(cancelled_at__isnull=False)),
}
NEEDED = ("customer", "owner", "unit", "order")
MOST_INVOICES = 5  # offered to be credited


def find(request: Any, pk: int) -> Delivery:
    """The delivery note, or 404 where the member may not see it."""
    found: Delivery = find_document(request.member, pk, "delivery", _whole)
    return found


def _whole() -> Any:
    return Delivery.objects.select_related(*NEEDED, "signature").defer("signature__content")


def find_return(request: Any, pk: int) -> SalesReturn:
    rows = SalesReturn.objects.visible_to(request.member)
    return get_object_or_404(rows.select_related("customer", "owner", "unit", "delivery__order"), pk=pk)


@require_safe
@requires("sales.view")
def listing(request: Any) -> HttpResponse:
    rows = Delivery.objects.select_related("customer", "order")
    return list_page(request, "sales/deliveries/list.html", rows, states=STATES)


@require_safe
@requires("sales.view")
def filters(request: Any) -> HttpResponse:
    return filter_page(request, states=STATES, target=reverse("sales:deliveries"), name=_("Delivery notes"))


@require_safe
@requires("sales.view")
def delivery(request: Any, pk: int) -> HttpResponse:
    row = find(request, pk)
    stands = not row.is_cancelled
    context = {
        "delivery": row,
        "document": row,
        "lines": list(DeliveryLine.objects.filter(delivery=row).select_related("order_line")),
        "badge": "error" if row.is_cancelled else "success" if row.is_received else "primary",
        "status": _state(row),
        "chain": chain_of(row),
        "may_sign": stands and not row.is_received and request.member.may("sales.change"),
        "may_return": stands and request.member.may("sales.change"),
        "may_cancel": stands and request.member.may("sales.cancel"),
    }
    return render(request, "sales/deliveries/delivery.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("sales.change")
def create(request: Any, pk: int) -> HttpResponse:
    """Of an order: all that is open, unless less is typed."""
    order, back = orders.find(request, pk), reverse("sales:order", args=[pk])
    if made := made_by(Delivery, request):
        return done(request, reverse("sales:delivery", args=[made.pk]))
    open_lines = [line for line in OrderLine.objects.filter(order=order) if line.open]
    if order.status != Order.Status.CONFIRMED or not open_lines:
        return refused(request, back, Refused(_("Nothing of this order is to be delivered.")))
    rows = [Row(line.pk, str(line), line.measure, line.open, line.open, line.quantity) for line in open_lines]
    form = DeliveryForm(request.POST or None, rows=rows)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "sales/deliveries/form.html", form, order=order, back=back)
    given = form.cleaned_data
    try:
        made = delivering.deliver(
            order, uuid=given["once"] or uuid4(), quantities=form.quantities, by=request.member,
            on=timezone.localdate(), now=timezone.now(), carrier=given["carrier"], vehicle=given["vehicle"],
            note=given["note"],
        )  # fmt: skip
    except Refused as error:
        return refused(request, back, error)
    return done(request, reverse("sales:delivery", args=[made.pk]), _("Delivery note %s is written.") % made.number)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("sales.change")
def sign(request: Any, pk: int) -> HttpResponse:
    """The customer signs with a finger, or somebody writes down who received the goods."""
    row, back = find(request, pk), reverse("sales:delivery", args=[pk])
    form = SignatureForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "sales/deliveries/sign.html", form, delivery=row, document=row, back=back)
    given, now = form.cleaned_data, timezone.now()
    try:
        drawn = store_drawing(given["drawing"], by=request.member, now=now) if given["drawing"] else None
        delivering.sign(row, name=given["name"], note=given["note"], signature=drawn, by=request.member, now=now)
    except InvalidPicture as error:
        form.add_error(None, str(error))
        return form_page(request, "sales/deliveries/sign.html", form, delivery=row, document=row, back=back)
    except Refused as error:
        return refused(request, back, error)
    return done(request, back, _("Written down: received by %s.") % given["name"])


@require_safe
@requires("sales.view")
def signature(request: Any, pk: int) -> HttpResponse:
    """The drawing of who received the goods."""
    row = get_object_or_404(Delivery.objects.visible_to(request.member).select_related("signature"), pk=pk)
    if row.signature is None:
        raise Http404
    return answer(row.signature, request)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("sales.cancel")
def cancel(request: Any, pk: int) -> HttpResponse:
    told = _("The goods are in the stock again, and still to be delivered.")
    row, back = find(request, pk), reverse("sales:delivery", args=[pk])
    return _ended(request, row, back, delivering.cancel, _("Cancel the delivery note"), told)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("sales.change")
def take_back(request: Any, pk: int) -> HttpResponse:
    """What came back of a delivery."""
    row, back = find(request, pk), reverse("sales:delivery", args=[pk])
    if made := made_by(SalesReturn, request):
        return done(request, reverse("sales:return", args=[made.pk]))
    own = DeliveryLine.objects.filter(delivery=row).select_related("order_line")
    left = [(line, line.quantity - line.returned) for line in own if line.quantity > line.returned]
    if row.is_cancelled or not left:
        return refused(request, back, Refused(_("Nothing of this delivery can come back.")))
    rows = [
        Row(line.pk, str(line.order_line), line.order_line.measure, most, most - most, line.quantity)
        for line, most in left
    ]
    form = ReturnForm(request.POST or None, rows=rows)
    if request.method != "POST" or not form.is_valid():
        return form_page(request, "sales/deliveries/return_form.html", form, delivery=row, back=back)
    given = form.cleaned_data
    try:
        made = returning.take_back(
            row, uuid=given["once"] or uuid4(), quantities=form.quantities, reason=given["reason"],
            restocked=given["restocked"], by=request.member, on=timezone.localdate(), now=timezone.now(),
        )  # fmt: skip
    except Refused as error:
        return refused(request, back, error)
    return done(request, reverse("sales:return", args=[made.pk]), _("Return %s is written.") % made.number)


@require_safe
@requires("sales.view")
def returned(request: Any, pk: int) -> HttpResponse:
    """A sales return, with the way to a credit note."""
    row = find_return(request, pk)
    own = SalesReturnLine.objects.filter(sales_return=row).select_related("delivery_line__order_line")
    context = {
        "sales_return": row,
        "document": row,
        "lines": list(own),
        "badge": "error" if row.is_cancelled else "primary",
        "status": _("Cancelled") if row.is_cancelled else _("Came back"),
        "chain": chain_of(row),
        "to_credit": _to_credit(request, row),
        "may_cancel": not row.is_cancelled and request.member.may("sales.cancel"),
    }
    return render(request, "sales/deliveries/return.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires("sales.cancel")
def cancel_return(request: Any, pk: int) -> HttpResponse:
    told = _("The customer has the goods after all; the stock is as it was before.")
    row, back = find_return(request, pk), reverse("sales:return", args=[pk])
    return _ended(request, row, back, returning.cancel, _("Cancel the return"), told)


def _to_credit(request: Any, row: SalesReturn) -> list[Invoice]:
    """The invoices on which a credit note can be written for it: none where one was, or it was cancelled."""
    if row.is_cancelled or not request.member.may("invoices.change"):
        return []
    if CreditNote.objects.filter(sales_return=row, cancelled_at__isnull=True).exists():
        return []
    rows = Invoice.objects.visible_to(request.member).filter(order=row.delivery.order, cancelled_at__isnull=True)
    return list(rows.exclude(kind=Invoice.Kind.DOWN_PAYMENT).order_by("pk")[:MOST_INVOICES])


def _ended(request: Any, row: Document, back: str, verb: Verb, heading: str, told: str) -> HttpResponse:
    said = _("%s is cancelled.") % row
    return ask_why(request, row, verb, heading=heading, told=told, said=said, back=back)


def _state(row: Delivery) -> str:
    if row.is_cancelled:
        return _("Cancelled")
    return _("Received") if row.is_received else _("Under way")
